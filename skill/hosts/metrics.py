"""Counters for whoever runs the service: how many, how long, how well understood. Nothing about anybody.

With several workers (`PROMETHEUS_MULTIPROC_DIR`) each writes to a file and `/metrics` adds them all up.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector

from skill.alexa.assembly import Happened

_SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 8.0)
_CONFIDENCES = (0.9, 0.7, 0.5)
_MOST_LOCALES = 20
_NAME = "gentle_invitation"


class Metrics:
    """The counters of one process, or of all its siblings together."""

    def __init__(self) -> None:
        self._locales: set[str] = set()
        self._registry = CollectorRegistry()
        self._requests = self._counters("requests", "Requests answered, by what they were.", "kind")
        self._understood = self._counters(
            "understood", "Turns by what they meant and how sure that was.", "kind", "confidence"
        )
        self._missed = self._counters("not_understood", "Turns that were not understood.", "locale")
        self._failed = Counter("failed", "Turns that ended in an apology.", namespace=_NAME, registry=self._registry)
        self._refused = self._counters("refused", "Requests turned away, by the rule they broke.", "rule")
        self._seconds = self._histogram("turn_seconds", "From the request to the response, without verification.")
        self._store = self._histogram("store_seconds", "What of it the store took.")

    def watch(self, happened: Happened) -> None:
        """Counts one answered request."""
        self._requests(happened.kind).inc()
        if happened.kind != "turn":
            return
        if happened.understood is None:
            self._failed.inc()
            return
        kind, score = happened.understood.kind, happened.understood.score
        self._understood(kind, _confidence(score)).inc()
        if kind == "none":
            self._missed(self._locale(happened.locale)).inc()
        self._seconds.observe(happened.seconds)
        self._store.observe(happened.store_seconds)

    def refused(self, rule: str) -> None:
        """Counts one request that was turned away."""
        self._refused(rule).inc()

    def text(self) -> bytes:
        """All counters in Prometheus' text format."""
        if values.ValueClass is values.MutexValue:
            return generate_latest(self._registry)
        everybody = CollectorRegistry()
        MultiProcessCollector(everybody)
        return generate_latest(everybody)

    def _locale(self, locale: str) -> str:
        """The first twenty by name; whatever else somebody makes up is `other`, so that the counters stay few."""
        if len(self._locales) < _MOST_LOCALES:
            self._locales.add(locale)
        return locale if locale in self._locales else "other"

    def _counters(self, name: str, about: str, *labels: str) -> Callable[..., Counter]:
        """The counter by the values of its labels, each looked up once: the library would do so every time."""
        return cache(Counter(name, about, labels, namespace=_NAME, registry=self._registry).labels)

    def _histogram(self, name: str, about: str) -> Histogram:
        return Histogram(name, about, namespace=_NAME, registry=self._registry, buckets=_SECONDS)


def _confidence(score: float) -> str:
    """The bucket of a probability: `0.7` for all from 0.7 up to 0.9."""
    return str(next((edge for edge in _CONFIDENCES if score >= edge), 0))
