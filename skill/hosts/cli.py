"""The command line. Each command is a few lines that call what does the work; nothing is loaded before it is needed."""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from skill.errors import ContentError, GentleInvitationError, SettingsError
from skill.hosts.arguments import parser
from skill.settings import Settings, read_settings

Options = argparse.Namespace


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code; what is wrong is told in a sentence on stderr.

    0: done. 1: the assets have faults, or what was asked for could not be done. 2: wrong use.
    """
    options = parser(_COMMANDS).parse_args(arguments)
    command: Callable[[Options], int] = options.run
    try:
        return command(options)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    except GentleInvitationError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stdout = None  # whoever read our output has gone; Python would complain about it at exit
        return 0
    except KeyboardInterrupt:
        return 130


def ask(options: Options) -> int:
    """One question in a new session."""
    from skill.hosts.terminal import answer_lines, answer_object, open_terminal, say_aloud

    words = " ".join(options.words)
    with open_terminal(_settings(), options.listener, options.locale, options.later) as terminal:
        answer = terminal.speaker.say(words)
        if answer is None:
            print('ask needs words, as in: ask "my partner thinks there\'s no hope"', file=sys.stderr)
            return 2
        if options.json:
            print(json.dumps(answer_object(answer, terminal.understood(answer.heard)), ensure_ascii=False, indent=2))
        else:
            print("\n".join(answer_lines(answer)))
    advice = say_aloud(answer) if options.aloud else None
    if advice:
        print(advice, file=sys.stderr)
    return 0


def talk(options: Options) -> int:
    """A conversation, until the input ends."""
    from skill.hosts.talk import converse
    from skill.hosts.terminal import open_terminal

    with open_terminal(_settings(), options.listener, options.locale) as terminal:
        return converse(terminal, sys.stdin.isatty() and sys.stdout.isatty())


def match(_: Options) -> int:
    """One utterance a line → what it is taken to mean, one JSON object a line."""
    from skill.hosts.terminal import match_line, open_terminal

    with open_terminal(replace(_settings(), store_url="memory://")) as terminal:
        for line in sys.stdin:
            heard = terminal.hear(line)
            found = match_line(terminal.understood(heard), heard.via if heard else None)
            print(json.dumps(found, ensure_ascii=False), flush=True)
    return 0


def explain(options: Options) -> int:
    """Why this answer."""
    from skill.hosts.terminal import open_terminal

    with open_terminal(replace(_settings(), store_url="memory://")) as terminal:
        print("\n".join(terminal.explain(" ".join(options.words))))
    return 0


def check(options: Options) -> int:
    """Every fault of all assets."""
    from skill.conversation import ACTS
    from skill.tools.check import check as faults_of

    faults = faults_of(_root(), publish=options.publish, acts=ACTS)
    if faults:
        raise ContentError(faults)
    print("All assets are in order.")
    return 0


def build(options: Options) -> int:
    """The skill package from the interaction model."""
    from skill.tools.build import build as made

    lines, current = made(_root(), check=options.check)
    print("\n".join(lines))
    return 0 if current or not options.check else 1


def train(options: Options) -> int:
    """The trained files from the phrases."""
    from skill.tools.train import train as learn

    learn(_root(), encoder=options.encoder, echo=lambda line: print(line, flush=True))
    return 0


def evaluate(options: Options) -> int:
    """The figures of understanding on labelled speech."""
    from skill.hosts.terminal import open_terminal
    from skill.tools.evaluate import evaluate as measure

    with open_terminal(replace(_settings(), store_url="memory://")) as terminal:
        for line in measure(options.file, lambda words: terminal.understood(terminal.hear(words))):
            print(line)
    return 0


def serve(options: Options) -> int:
    """The web service; does not return."""
    gc.disable()  # looking for garbage among imports takes a tenth of the start; workers turn it on again
    from skill.hosts.serve import serve as run

    settings = _settings()
    port = settings.port if options.port is None else options.port
    return run(settings, options.host, port, options.workers, options.simulator)


def certify(options: Options) -> int:
    """Amazon's checks against an endpoint, or the authority that they need."""
    if options.url is None and options.authority is None:
        raise SettingsError("certify needs the URL of a service, or --authority DIR to make one")
    from skill.tools import certify as certification

    if options.url is None:
        print("\n".join(certification.make_authority(options.authority)))
        return 0
    return certification.certify(options.url, options.skill_id, options.authority, options.strict, print)


def purge(options: Options) -> int:
    """Deletes memories that nobody has touched for long."""
    from skill.stores import open_plain_store

    settings = _settings()
    store = open_plain_store(settings.store_url, settings.retention)
    try:
        gone = store.purge(options.older_than or settings.retention, datetime.now(UTC))
    finally:
        store.close()
    print(f"{gone} deleted")
    return 0


def migrate(_: Options) -> int:
    """Brings the shared store up to this version."""
    from skill.stores import migrate as upgrade

    print(upgrade(_settings().store_url))
    return 0


_COMMANDS = {
    command.__name__: command
    for command in (ask, talk, match, explain, check, build, train, serve, certify, evaluate, purge, migrate)
}


def _settings() -> Settings:
    return read_settings()


def _root() -> Path:
    from skill.knowledge.assets import assets_root

    return assets_root(_settings().assets_dir)


if __name__ == "__main__":
    sys.exit(main())
