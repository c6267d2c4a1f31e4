"""How often a stranger is taken for somebody of a gallery: measured rates and the arithmetic. Pure.

With a false accept rate of FAR a comparison, a stranger who is compared with N people is taken for
one of them with probability 1 - (1 - FAR)^N (ISO/IEC 19795-1, annex on identification).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

SOURCE: Final = "LFW, mean of three templates against one picture; repeat: yanhu face evaluate LFW"
MEASURED: Final = ((0.399, 1e-3), (0.457, 1e-4), (0.500, 8.8e-6))
"""Threshold and false accept rate of the pinned models (docs/devices/face.md). The first two are
all pairs of LFW; the last is what 3.6 % of strangers taken for one of 4,178 people come to."""
STRICTEST: Final = MEASURED[-1][0]
LAXEST: Final = MEASURED[0][0]


class NotMeasured(ValueError):
    """A threshold below all that was measured."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a gallery and a threshold lead to, with all that goes into it."""

    threshold: float
    people: int
    far: float
    """A comparison."""
    rate: float
    """A stranger: the false-positive identification rate."""

    def most_people(self, limit: float) -> int:
        """The largest gallery that stays within ``limit`` at this threshold."""
        return int(math.log1p(-limit) / math.log1p(-self.far) + 1e-9)


def false_accept_rate(threshold: float) -> float:
    """Between the measured points the logarithm is taken to be linear; above the last one nothing
    was measured, so its rate stays. Raises NotMeasured below the first.
    """
    if threshold < LAXEST:
        raise NotMeasured(f"nothing was measured below {LAXEST:g}")
    for (low, more), (high, less) in pairwise(MEASURED):
        if threshold <= high:
            part = (threshold - low) / (high - low)
            return float(math.exp(math.log(more) * (1 - part) + math.log(less) * part))
    return MEASURED[-1][1]


def expected(threshold: float, people: int) -> Expected:
    """What ``people`` in the gallery lead to. Raises NotMeasured."""
    far = false_accept_rate(threshold)
    return Expected(threshold, people, far, -math.expm1(people * math.log1p(-far)))


def threshold_for(people: int, limit: float) -> float | None:
    """The least threshold, in hundredths, that keeps within ``limit``; None when none does."""
    for hundredths in range(math.ceil(LAXEST * 100), round(STRICTEST * 100) + 1):
        if expected(hundredths / 100, people).rate <= limit:
            return hundredths / 100
    return None
