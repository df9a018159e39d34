"""`talk`: a conversation in the terminal, with a few commands of its own that begin with a colon."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from skill.errors import GentleInvitationError
from skill.hosts.arguments import duration, listener_name, locale_name
from skill.hosts.terminal import Terminal, answer_lines
from skill.knowledge.conversations import Conversation, Step, write_conversation
from skill.simulator.conversations import recorded
from skill.simulator.hearing import Heard
from skill.simulator.speaker import Answer, Speaker

_HELP = """\
Say what your partner says, or: repeat, tell me more, the phone number, stop …  An empty line is silence.
:explain [words]   why this answer          :later 3d          as if so much time had passed
:near              as a device might hear   :listener NAME     another person
:screen            a screen, or none        :locale en-GB      another country
:save FILE         as a test in YAML        :help              this"""


def converse(terminal: Terminal, interactive: bool) -> int:
    """Talks until the input ends; begins with a launch. Returns the exit code."""
    talk = _Talk(terminal, _coloured() if interactive else print)
    if interactive:
        talk.show(_HELP.splitlines(), "note")
    talk.answer(talk.speaker.launch(), Step(launch=True))
    for line in _typed(terminal.examples()) if interactive else sys.stdin:
        talk.line(line.strip())
    return 0


class _Talk:
    """One conversation."""

    def __init__(self, terminal: Terminal, show: Callable[..., None]) -> None:
        self.terminal, self.speaker = terminal, terminal.speaker
        self._show = show
        self._steps: list[Step] = []
        self._silent = False
        self._words = ""
        self._before: Speaker = self.speaker.aside("near")
        self._reprompt: str | None = None

    def show(self, lines: list[str], style: str = "speech") -> None:
        for line in lines:
            self._show(line) if self._show is print else self._show(line, style)

    def line(self, line: str) -> None:
        """One line of input: a command, silence, or something said."""
        if line.startswith(":"):
            name, _, argument = line[1:].partition(" ")
            self._command(name, argument.strip())
        elif not line:
            self._silence()
        else:
            self._say(line)

    def answer(self, answer: Answer, step: Step) -> None:
        """Prints an answer and keeps the step for `:save`."""
        self._silent, self._reprompt = False, answer.reprompt
        self._steps.append(step)
        self.show(answer_lines(answer))

    def _say(self, words: str) -> None:
        self._words, self._before = words, self.speaker.aside("near")
        answer = self.speaker.say(words)
        if answer is None:
            self._silence()
        else:
            self.answer(answer, recorded(words, answer, self.terminal.understood(answer.heard)))

    def _silence(self) -> None:
        """Eight seconds without a word: the reprompt; eight more: the session is over."""
        if not self.speaker.open:
            return
        if not self._silent and self._reprompt:
            self._silent = True
            self.show([self._reprompt, "(waiting for an answer)"])
        else:
            self.answer(self.speaker.request("SessionEndedRequest"), Step(request="SessionEndedRequest"))

    def _command(self, name: str, argument: str) -> None:
        known = _COMMANDS.get(name)
        if known is None:
            self.show([f"There is no :{name}.", *_HELP.splitlines()], "note")
            return
        try:
            self.show(known(self, argument), "note")
        except (argparse.ArgumentTypeError, GentleInvitationError) as error:
            self.show([str(error)], "note")

    def explain(self, argument: str) -> list[str]:
        words = argument or self._words
        return self.terminal.explain(words) if words else ["Say something first, or :explain WORDS."]

    def near(self, _: str) -> list[str]:
        """The words as the nearest intent without words, and as Fallback, from where they were said."""
        if not self._words:
            return ["Say something first."]
        understood = self.terminal.joined.mind.hear(self._words)
        nearest = understood.name or understood.kind
        ways = ([] if nearest == "none" else [Heard("near", nearest)]) + [Heard("near", "fallback")]
        lines: list[str] = []
        for heard in ways:
            lines += [f"as {heard.intent}:", *answer_lines(self._before.aside("near").deliver(heard))]
        return lines

    def screen(self, _: str) -> list[str]:
        self.speaker.change(screen=not self.speaker.device.screen)
        self._steps.append(Step(screen=self.speaker.device.screen))
        return ["with a screen" if self.speaker.device.screen else "without a screen"]

    def later(self, argument: str) -> list[str]:
        time = duration(argument)
        self.speaker.later(time)
        self._steps.append(Step(later=time))
        return [f"{argument} later (session closed)"]

    def listener(self, argument: str) -> list[str]:
        self.speaker.change(listener=listener_name(argument))
        self._steps.append(Step(listener=argument))
        return [f"listener {argument} (session closed)"]

    def locale(self, argument: str) -> list[str]:
        self.speaker.change(locale=locale_name(argument))
        self._steps.append(Step(locale=argument))
        return [f"locale {argument} (session closed)"]

    def save(self, argument: str) -> list[str]:
        if not argument:
            return [":save needs a file, as in :save tests/conversations/mine.yaml"]
        conversation = Conversation(about="Saved from a conversation.", steps=tuple(self._steps))
        try:
            write_conversation(Path(argument), conversation)
        except OSError as error:
            return [f"{argument} cannot be written ({error.strerror}); name a file in a folder that is there"]
        return [f"saved in {argument}"]

    def help(self, _: str) -> list[str]:
        return _HELP.splitlines()


_COMMANDS: Mapping[str, Callable[[_Talk, str], list[str]]] = {
    "explain": _Talk.explain,
    "near": _Talk.near,
    "screen": _Talk.screen,
    "later": _Talk.later,
    "listener": _Talk.listener,
    "locale": _Talk.locale,
    "save": _Talk.save,
    "help": _Talk.help,
}


def _coloured() -> Callable[[str, str], None]:
    from rich.console import Console

    console = Console(highlight=False)
    styles = {"speech": "default", "note": "cyan"}
    return lambda line, style: console.print(line, style="dim" if line.startswith("(") else styles[style], markup=False)


def _typed(examples: list[str]) -> Iterator[str]:
    """Lines from the terminal, with history and completion; nothing typed is kept afterwards."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter

    completer = WordCompleter([*(f":{name}" for name in _COMMANDS), *examples], sentence=True)
    session: PromptSession[str] = PromptSession(completer=completer)
    while True:
        try:
            yield session.prompt("> ")
        except EOFError:
            return
