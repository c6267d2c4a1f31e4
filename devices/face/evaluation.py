"""Error rates of face comparison from scores alone. Pure; terms as in ISO/IEC 19795-1.

FAR is the part of comparisons of different people that score at the threshold or above; TAR is the
same for comparisons of one person, FRR what is missing from 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]
"""Likenesses, shape (n,), -1 to 1."""

FARS: Final = (1e-2, 1e-3, 1e-4)
DET_POINTS: Final = 25


class TooFewScores(ValueError):
    """An error rate needs comparisons of one person and of different people."""


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """What one threshold gives."""

    threshold: float
    far: float
    frr: float

    @property
    def tar(self) -> float:
        return 1.0 - self.frr


@dataclass(frozen=True, slots=True)
class ErrorRates:
    """How well genuine and impostor comparisons can be told apart."""

    genuine: int
    impostor: int
    at_far: tuple[tuple[float, OperatingPoint | None], ...]
    """For each wanted FAR the point that keeps it; None where there are too few impostor
    comparisons to see so small a rate."""
    equal_error_rate: float
    equal_error_threshold: float
    det: tuple[OperatingPoint, ...]
    """Points of the detection error trade-off, from strict to lax."""


def error_rates(genuine: Scores, impostor: Scores) -> ErrorRates:
    """Raises TooFewScores when either is empty."""
    if not genuine.size or not impostor.size:
        raise TooFewScores(
            f"{genuine.size} comparisons of one person, {impostor.size} of different people"
        )
    one, other = np.sort(genuine), np.sort(impostor)
    equal = _equal_error(one, other)
    return ErrorRates(
        genuine=one.size,
        impostor=other.size,
        at_far=tuple((far, _at_far(one, other, far)) for far in FARS),
        equal_error_rate=(equal.far + equal.frr) / 2,
        equal_error_threshold=equal.threshold,
        det=_det(one, other),
    )


def _point(genuine: Scores, impostor: Scores, threshold: float) -> OperatingPoint:
    """Both arrays are sorted."""
    below = np.searchsorted(impostor, threshold, side="left")
    missed = np.searchsorted(genuine, threshold, side="left")
    return OperatingPoint(
        threshold=float(threshold),
        far=float((impostor.size - below) / impostor.size),
        frr=float(missed / genuine.size),
    )


def _at_far(genuine: Scores, impostor: Scores, far: float) -> OperatingPoint | None:
    """The laxest threshold at which at most ``far`` of the impostors score."""
    allowed = int(far * impostor.size + 1e-9)  # 0.01 * 300 is 2.9999...
    if allowed < 1:
        return None
    first_refused = impostor[impostor.size - allowed - 1] if allowed < impostor.size else -np.inf
    return _point(genuine, impostor, float(np.nextafter(first_refused, np.inf)))


def _equal_error(genuine: Scores, impostor: Scores) -> OperatingPoint:
    """The threshold at which FAR and FRR are closest."""
    thresholds = np.unique(np.concatenate([genuine, impostor]))
    far = 1.0 - np.searchsorted(impostor, thresholds, side="left") / impostor.size
    frr = np.searchsorted(genuine, thresholds, side="left") / genuine.size
    return _point(genuine, impostor, float(thresholds[np.argmin(np.abs(far - frr))]))


def _det(genuine: Scores, impostor: Scores) -> tuple[OperatingPoint, ...]:
    """Points whose FARs are spread evenly over a logarithmic axis."""
    smallest = max(1.0 / impostor.size, FARS[-1] / 10)
    points = []
    for far in np.geomspace(smallest, 0.5, DET_POINTS):
        point = _at_far(genuine, impostor, float(far))
        if point is not None and point not in points:
            points.append(point)
    return tuple(points)
