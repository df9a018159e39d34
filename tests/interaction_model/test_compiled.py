"""An edited sentence counts at the next start, without a command; and a start is quick while nothing was edited."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from skill.errors import AssetsError
from skill.knowledge import freshness
from skill.knowledge.compiled import Carried, Compiled, Known, Sample
from tests.interaction_model.conftest import PROJECT, Author

COMPILED = "interaction_model/compiled"


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Path]]:
    """The roots that were compiled during the test."""
    from skill.knowledge import compiling

    made: list[Path] = []
    original = compiling.compile_tables

    def compile_tables(root: Path, source: str):
        made.append(root)
        return original(root, source)

    monkeypatch.setattr(compiling, "compile_tables", compile_tables)
    return made


# --- what it knows


def test_it_knows_built_ins_samples_and_phrases_by_their_words(author: Author) -> None:
    """Whatever the case, the marks and the spelling."""
    heard = author.opens()
    assert heard.builtin("Say that again!") == "repeat"
    assert heard.sample("could you say it once more, please?") == Sample("repeat")
    assert heard.sample("Nervous BA") == Sample("nervous")
    assert heard.phrase("he said nervous to her then left") == Known("nervous")
    assert heard.sample("he said nervous to her then left") is None


def test_what_it_does_not_know_it_does_not_guess(author: Author) -> None:
    heard = author.opens()
    for text in ("", "   ", "?!", "say", "nervous", "ba nervous", "\ud800", "nervous ba " * 2000):
        assert heard.builtin(text) is None
        assert heard.sample(text) is None
        assert heard.phrase(text) is None


@pytest.mark.parametrize(
    ("said", "slots", "number"),
    [
        ("tip five", {"number": "5"}, 5),
        ("Number 5", {"number": "5"}, 5),
        ("tip number twenty one", {"number": "21"}, 21),
        ("tip twenty-one please", {"number": "21"}, 21),
        ("read tip 1,200", {"number": "1200"}, 1200),
        ("play the second tip", {"ordinal": "2"}, 2),
        ("play the 3rd tip", {"ordinal": "3"}, 3),
    ],
)
def test_a_number_arrives_with_its_template(author: Author, said: str, slots: dict[str, str], number: int) -> None:
    heard = author.opens()
    assert heard.sample(said) == Sample("tip_number", slots)
    assert heard.phrase(said) == Known("tip_number", number=number)


def test_a_phrase_carries_what_else_it_says(author: Author) -> None:
    author.edits(
        "phrases/nervous.yaml",
        "- all about nervous\n",
        "- {text: nervous and broke, second: cost}\n- {text: scared to death of the waiting room, near_miss: true}\n",
    )
    heard = author.opens()
    assert heard.phrase("nervous and broke") == Known("nervous", second="cost")
    assert heard.phrase("scared to death of the waiting room") == Known("nervous", near_miss=True)


def test_the_longest_beginning_takes_the_sentence(author: Author) -> None:
    author.edits("intents/catch_all.yaml", '"my wife {my_wife}"', '"my wife {my_wife}"\n          - "my {my}"')
    author.edits("intents/catch_all.yaml", "lists:", "lists:\n  my: {wildcard: true}")
    heard = author.opens()
    assert heard.carrier("My wife's ill") == Carried("my", "my", "wife's ill")
    assert heard.carrier("my wife won't go") == Carried("my_wife", "my wife", "won't go")
    assert heard.carrier("he’s scared") == Carried("he_is", "he's", "scared")
    assert heard.beginning("he_is") == "he's"


def test_a_beginning_alone_is_no_sentence(author: Author) -> None:
    assert author.opens().carrier("my wife") is None
    assert author.opens().carrier("she won't") is None


def test_a_refusal_arrives_with_its_words(compiled: Compiled) -> None:
    """After the open question they are the partner's."""
    assert compiled.sample("Maybe later!") == Sample("no", {"refusal": "maybe later"})


# --- never stale


def test_a_second_start_compiles_nothing(author: Author, compilations: list[Path]) -> None:
    author.opens()
    author.opens()
    assert len(compilations) == 1


@pytest.mark.parametrize(
    ("file", "was", "now", "said", "meaning"),
    [
        ("phrases/nervous.yaml", "- all about nervous\n", "- shaking like a leaf\n", "shaking like a leaf", "nervous"),
        (
            "intents/repeat.yaml",
            '"please say (that|it) again"',
            '"come (again|back) please"',
            "come again please",
            "repeat",
        ),
        ("builtins.yaml", "phrases: [stop]", "phrases: [stop, hush]", "hush", "stop"),
        ("locales.yaml", "counselor: counsellor", "ba: bah", "nervous bah", "nervous"),
    ],
)
def test_an_edit_counts_at_the_next_start(
    author: Author, file: str, was: str, now: str, said: str, meaning: str
) -> None:
    assert author.opens().phrase(said) is None
    author.edits(file, was, now)
    assert author.opens().phrase(said) == Known(meaning)


def test_an_edit_of_the_same_length_at_the_same_second_counts(author: Author) -> None:
    author.opens()
    author.edits("phrases/nervous.yaml", "- all about nervous\n", "- all around nerves\n")
    assert author.opens().phrase("all around nerves") == Known("nervous")


def test_a_sentence_taken_out_is_forgotten(author: Author) -> None:
    assert author.opens().phrase("all about nervous")
    author.edits("phrases/nervous.yaml", "- all about nervous\n", "")
    assert author.opens().phrase("all about nervous") is None


def test_a_new_file_and_a_lost_one_count(author: Author) -> None:
    author.opens()
    author.path("phrases/busy.yaml").rename(author.path("phrases/hurried.yaml"))
    assert author.opens().sample("busy ba") == Sample("hurried")


def test_files_that_were_only_touched_are_not_compiled_again(author: Author, compilations: list[Path]) -> None:
    """A fresh clone has new times; the content decides."""
    author.opens()
    os.utime(author.path("phrases/nervous.yaml"))
    shutil.copytree(author.root, author.root.with_name("clone"))
    author.opens()
    assert Author(author.root.with_name("clone")).opens().sample("nervous ba")
    assert len(compilations) == 1


@pytest.mark.parametrize("left", [b"", b"{}\n", b"not json", b'{"format": 0, "sentences": 0}\n'])
def test_a_damaged_file_is_made_anew(author: Author, left: bytes) -> None:
    author.opens()
    (author.root / COMPILED / "model.bin").write_bytes(left)
    assert author.opens().sample("nervous ba")


def test_a_file_that_was_cut_off_is_made_anew(author: Author) -> None:
    author.opens()
    path = author.root / COMPILED / "model.bin"
    path.write_bytes(path.read_bytes()[:-4])
    (author.root / COMPILED / "stamp.json").write_text("{", encoding="utf-8")
    assert author.opens().sample("nervous ba")


# --- wherever it runs


def test_two_that_start_at_once_both_know_everything(author: Author) -> None:
    """And leave nothing behind but the two files."""
    code = (
        "import sys; from pathlib import Path; from skill.knowledge.compiled import open_compiled;"
        "print(open_compiled(Path(sys.argv[1])).sample('nervous ba').intent)"
    )
    command = [sys.executable, "-c", code, str(author.root)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT) for _ in range(2)]
    assert [process.communicate(timeout=120)[0] for process in both] == ["nervous\n", "nervous\n"]
    assert sorted(path.name for path in (author.root / COMPILED).iterdir()) == ["model.bin", "stamp.json"]


def test_a_folder_that_cannot_be_written_is_compiled_in_memory(
    author: Author, monkeypatch: pytest.MonkeyPatch, compilations: list[Path]
) -> None:
    """As on a machine that mounts the code read-only."""

    def refused(*_args: object, **_kwargs: object) -> None:
        raise PermissionError(30, "Read-only file system")

    monkeypatch.setattr(Path, "mkdir", refused)
    assert author.opens().sample("nervous ba") == Sample("nervous")
    assert author.opens().sample("nervous ba") == Sample("nervous")
    assert len(compilations) == 2
    assert not (author.root / COMPILED).exists()


def test_a_disk_that_fills_up_leaves_no_half_file(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert author.opens().sample("nervous ba") == Sample("nervous")
    assert list((author.root / COMPILED).iterdir()) == []


def test_the_copy_in_a_wheel_is_taken_as_it_is(
    author: Author, monkeypatch: pytest.MonkeyPatch, compilations: list[Path]
) -> None:
    """It was compiled when the wheel was made; hassil need not be there, and nothing is written."""
    author.opens()
    (author.root / COMPILED / "stamp.json").unlink()
    monkeypatch.setattr(freshness, "in_wheel", lambda root: True)
    assert author.opens().sample("nervous ba") == Sample("nervous")
    assert len(compilations) == 1
    assert [path.name for path in (author.root / COMPILED).iterdir()] == ["model.bin"]


def test_without_hassil_only_a_change_is_an_error(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the error says what to install."""
    author.opens()
    for name in ("hassil", "hassil.errors", "hassil.parse_expression", "hassil.parser", "hassil.sample"):
        monkeypatch.setitem(sys.modules, name, None)
    assert author.opens().sample("nervous ba") == Sample("nervous")
    author.edits("phrases/nervous.yaml", "- all about nervous\n", "")
    with pytest.raises(AssetsError, match="pip install hassil"):
        author.opens()


def test_a_start_on_what_is_compiled_loads_no_hassil(author: Author) -> None:
    author.opens()
    code = (
        "import sys; from pathlib import Path; from skill.knowledge.compiled import open_compiled;"
        "open_compiled(Path(sys.argv[1])); print('hassil' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(author.root)], check=True, capture_output=True, text=True, cwd=PROJECT
    )
    assert done.stdout == "False\n"


def test_the_whole_bank_stays_small_in_memory(compiled: Compiled, root: Path) -> None:
    """About a hundred thousand sentences in two flat arrays."""
    assert 80_000 < (root / COMPILED / "model.bin").stat().st_size / 12 < 200_000
