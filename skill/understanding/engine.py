"""Free speech → what it means. Order: the safety screen, an exact sentence, then the experts' common opinion."""

from __future__ import annotations

import logging
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from skill.dialogue import Understood
from skill.knowledge.compiled import Compiled, Known
from skill.knowledge.content import Content
from skill.knowledge.wording import normalise
from skill.understanding.loading import Loaded, load
from skill.understanding.opinion import logit, mean, sigmoid
from skill.understanding.screen import Alarm, Screen, read_phrases
from skill.understanding.thought import Opinions, Thought
from skill.understanding.thresholds import Limits, Thresholds, read_thresholds
from skill.understanding.weighing import Scales

if TYPE_CHECKING:
    from skill.understanding.explanation import Explanation

_LOG = logging.getLogger(__name__)
_NICE = 10
_BLANK = Understood("none", score=0.0, why="blank")
_AT_A_LOSS = Understood("none", score=0.0, why="model")


class Understanding:
    """Understands what people say. Safe to use from several threads."""

    def __init__(self, root: Path, content: Content, compiled: Compiled, mode: str) -> None:
        self.root = root
        self._compiled = compiled
        self._thresholds: Thresholds = read_thresholds(root)
        self._screen = Screen(read_phrases(root))
        self.scales = Scales(content, self._thresholds.tip_weights)
        self._loaded = Loaded()
        self._ready = threading.Event()
        threading.Thread(target=self._load, args=(mode,), name="understanding", daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Wait until the experts are loaded, at most so long; whether they are."""
        return self._ready.wait(seconds)

    def hear(self, words: str) -> Understood:
        """What words mean. Never raises; waits until the experts are loaded."""
        try:
            return self.think(normalise(words)).understood
        except Exception as error:  # noqa: BLE001  a bug here must not cost a turn; its text could hold words
            _LOG.error("understanding failed (%s)", type(error).__name__)
            return _AT_A_LOSS

    def exact(self, words: str) -> Understood | None:
        """What words mean that stand so in the phrases or are a template's; None for others. Quick, and no screen."""
        known = self._compiled.phrase(words)
        return self.scales.exact(known) if known else None

    def danger(self, words: str) -> tuple[str, ...]:
        """The dangers in words of any length: `self_harm`, `abuse`, both in this order, or none. Never raises."""
        try:
            said = normalise(words)
            return self._alarm(said, self._compiled.phrase(said), self._opinions(said)).dangers if said else ()
        except Exception as error:  # noqa: BLE001  as above
            _LOG.error("the safety screen failed (%s)", type(error).__name__)
            return ()

    def explain(self, words: str) -> Explanation:
        """Why words are understood as they are; may take a second, since it looks for similar phrases."""
        from skill.understanding.explaining import explain  # a service never needs it, and starts sooner without

        return explain(self.think(normalise(words)), self.scales, self.limits, self.mode, self.root)

    @property
    def mode(self) -> str:
        """`full` or `light`: what is really at work."""
        self._ready.wait()
        return self._loaded.mode

    @property
    def limits(self) -> Limits:
        """The numbers that decide in this mode."""
        return self._thresholds.full if self.mode == "full" else self._thresholds.light

    def think(self, said: str) -> Thought:
        """Normalised words, thought through."""
        known, opinions = self._compiled.phrase(said), self._opinions(said)
        alarm = self._alarm(said, known, opinions)
        shares = self._shares(opinions)
        if not said:
            answer = _BLANK
        elif alarm.dangers:
            answer = Understood("safety", alarm.dangers[0], (), alarm.score, also=alarm.dangers[1:], why=alarm.why)
        elif known is not None:
            answer = self.scales.exact(known)
        elif shares:
            answer = self.scales.weigh(shares, self._both(opinions), self.limits)
        else:
            answer = _AT_A_LOSS
        return Thought(said, known, opinions, alarm, shares, answer)

    def _opinions(self, said: str) -> Opinions:
        self._ready.wait()
        return tuple((expert, expert.opinion(said)) for expert in self._loaded.experts)

    def _alarm(self, said: str, known: Known | None, opinions: Opinions) -> Alarm:
        weights = self.limits.danger_experts
        weighted = [(opinion, weights.get(expert.name, 0.0)) for expert, opinion in opinions]
        return self._screen.hear(said, known, weighted, self.limits.danger)

    def _shares(self, opinions: Opinions) -> dict[str, float]:
        """Common probabilities of the meanings that can be answered; the screen has already decided on danger."""
        if not opinions:
            return {}
        weights = [self.limits.experts.get(expert.name, 1.0) for expert, _ in opinions]
        together = mean([opinion.meanings for _, opinion in opinions], weights, self.limits.sharpness)
        gone = self._loaded.reasons - self.scales.content.reasons.keys()
        shares = {name: share for name, share in zip(self._loaded.meanings, together, strict=True) if name not in gone}
        common = self._thresholds.common
        kept = {
            name: share * common.get(name, 1.0) for name, share in shares.items() if self.scales.kind(name) != "safety"
        }
        whole = sum(kept.values()) or 1.0
        return {name: share / whole for name, share in kept.items()}

    @staticmethod
    def _both(opinions: Opinions) -> float:
        return sigmoid(sum(logit(opinion.both) for _, opinion in opinions) / max(1, len(opinions)))

    def _load(self, mode: str) -> None:
        _let_others_go_first()
        try:
            self._loaded = load(self.root, mode)
        finally:
            self._ready.set()


def _let_others_go_first() -> None:
    """On Linux, this thread takes what others leave of the processor: turns that need no understanding are answered."""
    if sys.platform == "linux":
        with suppress(OSError):  # a sandbox may not allow it
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


def open_understanding(root: Path, content: Content, compiled: Compiled, mode: str = "full") -> Understanding:
    """The understanding made from the files below `root`; returns at once and loads in a thread.

    `mode` is `full` or `light`. Raises `ContentError` if `thresholds.yaml` or `dangers.yaml` have faults; trained files
    that are missing or damaged are left out, with one line in the log.
    """
    return Understanding(root, content, compiled, mode)
