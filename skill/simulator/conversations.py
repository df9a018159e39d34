"""Plays a conversation that stands in YAML, step by step; records one that is spoken."""

from __future__ import annotations

from skill.dialogue import Understood
from skill.knowledge.conversations import Conversation, Expect, Shown, Step
from skill.simulator.hearing import Heard
from skill.simulator.speaker import Answer, Speaker


def play(speaker: Speaker, step: Step) -> Answer | None:
    """Does what the step does. None where nothing happens but what changes before the next one."""
    changes = {name: value for name in ("listener", "locale", "screen") if (value := getattr(step, name)) is not None}
    if changes:
        speaker.change(**changes)
    if step.later:
        speaker.later(step.later)
    if step.launch:
        return speaker.launch()
    if step.intent:
        return speaker.deliver(Heard("near", step.intent, step.slots))
    if step.request:
        return speaker.request(step.request)
    return speaker.say(step.say) if step.say else None


def begin(speaker: Speaker, conversation: Conversation) -> None:
    """Puts the speaker where the conversation begins."""
    speaker.change(listener=conversation.listener, locale=conversation.locale, screen=conversation.screen)


def recorded(words: str, answer: Answer, understood: Understood) -> Step:
    """The step that says `words` and expects what has just come of it."""
    expect = Expect(
        intent=answer.heard.intent,
        kind=understood.kind,
        name=understood.name,
        says=(answer.speech,) if answer.speech else (),
        reprompt=answer.reprompt,
        card=Shown(answer.card.title, (answer.card.text,)) if answer.card else None,
        open=answer.open,
    )
    return Step(say=words, expect=expect)
