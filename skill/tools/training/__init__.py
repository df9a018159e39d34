"""Makes the trained files of the understanding from the phrases; needs the `train` extra, never a running service."""

from __future__ import annotations

from collections.abc import Callable

Echo = Callable[[str], None]
"""Is told of progress and figures, a line at a time."""
