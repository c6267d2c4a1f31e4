"""How long a device's operations take: bounded histograms, without threads or clocks."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import Final

BOUNDS_S: Final = (
    *(0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05),
    *(0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0),
)
"""Upper ends of the buckets in seconds; one more takes the rest. From decoding to a power cut."""

HALF: Final = 0.5
MOST: Final = 0.95
"""The parts of which people are told a bound."""


class Operation(StrEnum):
    """What is timed."""

    CONNECT = "connect"
    """Opening the device, when that succeeds."""
    OUTAGE = "outage"
    """From its loss until it serves again."""
    CARD_READ = "card_read"
    """From a card in the field to its number."""
    CODE_READ = "code_read"
    """From a scanner's bytes, or a camera's picture, to the content of the code."""
    EXCHANGE = "exchange"
    """One question to the device and its answer."""
    FRAME_GAP = "frame_gap"
    """Between two pictures of a camera."""
    PRINT = "print"
    """From a receipt to its end on paper."""
    SELF_TEST = "self_test"


@dataclass(frozen=True, slots=True)
class Latency:
    """The histogram of one operation, as it stood at one moment."""

    operation: Operation
    buckets: tuple[int, ...]
    """How many took at most so long, one number a bound of BOUNDS_S and one for all."""
    total_s: float

    @property
    def count(self) -> int:
        return self.buckets[-1]

    def at_most_s(self, part: float) -> float | None:
        """Bound in seconds that ``part`` (0 to 1) of them kept; None when it is off the scale."""
        wanted = part * self.count
        kept = zip(BOUNDS_S, self.buckets, strict=False)
        return next((bound for bound, count in kept if count >= wanted), None)


class Stopwatch:
    """Collects one device's latencies. Whoever owns it sees to it that one thread calls at a time.

    Holds a few numbers an operation, however long the program runs.
    """

    def __init__(self) -> None:
        self._counts: Final[dict[Operation, list[int]]] = {}
        self._totals: Final[dict[Operation, float]] = {}

    def note(self, operation: Operation, seconds: float) -> None:
        """One ``operation`` took ``seconds`` (0 or more)."""
        counts = self._counts.setdefault(operation, [0] * (len(BOUNDS_S) + 1))
        counts[bisect_left(BOUNDS_S, seconds)] += 1
        self._totals[operation] = self._totals.get(operation, 0.0) + seconds

    def read(self) -> tuple[Latency, ...]:
        """Every operation that was timed at least once."""
        return tuple(
            Latency(operation, tuple(accumulate(counts)), self._totals[operation])
            for operation, counts in self._counts.items()
        )
