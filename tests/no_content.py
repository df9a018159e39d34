"""Files that hold nothing that could be read: no reader may fall over them."""

from __future__ import annotations

NO_CONTENT = [
    b"",
    b"\xff\xfe\x00",
    b"a: [",
    b"- 1\n- 2\n",
    b"42",
    b"&a [*a]",
    b"? [a]\n: 1\n",
    b"---\na: 1\n---\nb: 2\n",
]
