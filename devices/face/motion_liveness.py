"""A baseline liveness check: a head has depth and moves in itself, a photograph does not.

Eyes, nose and mouth of a flat picture move together: however it is held, shifted or tilted, an
affine map takes the five landmarks of one look onto those of another, but for perspective and the
detector's own unrest. A head that turns, nods or speaks breaks that. The score is how far it does.

What it can't tell by its nature: a video on a screen, a mask, and a living person from another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from devices.face.detection import DetectedFace
from devices.face.liveness import Liveness, LivenessResult, Look

WINDOW_S: Final = 4.0
"""Long enough to turn one's head when asked to."""
PASSED_ABOVE: Final = 0.055
"""Above what photographs reached that were swayed, tilted by 30 degrees or bent."""
FAILED_BELOW: Final = 0.025
"""Nobody whose pictures were measured stays below, but half of the swayed photographs do."""
FAILED_AFTER_S: Final = 3.0
"""Somebody who stands still for a moment is no photograph."""
FEWEST_LOOKS: Final = 6
"""Fewer pairs than fifteen say more about the detector than about the face."""
MOST_LOOKS: Final = 12
"""Pairs grow with the square: 66 of them take 0.3 ms."""
PAIR_QUANTILE: Final = 0.9
"""Most pairs of a turning head look alike; the detector slips on a few of a photograph."""


class MotionLivenessCheck:
    """A :class:`devices.face.liveness.LivenessCheck`."""

    window_s: Final = WINDOW_S

    def judge(self, looks: Sequence[Look]) -> LivenessResult:
        """UNSURE until something speaks for either side."""
        if len(looks) < FEWEST_LOOKS:
            return LivenessResult(Liveness.UNSURE, 0.0)
        score = non_rigidity([look.face for look in looks])
        if score >= PASSED_ABOVE:
            verdict = Liveness.PASSED
        elif score < FAILED_BELOW and looks[-1].at - looks[0].at >= FAILED_AFTER_S:
            verdict = Liveness.FAILED
        else:
            verdict = Liveness.UNSURE
        return LivenessResult(verdict, score)


def non_rigidity(faces: Sequence[DetectedFace]) -> float:
    """How badly affine maps take the faces onto each other, in eye distances; two faces or more.

    For each pair the root mean square of what a least-squares affine map leaves of the five
    landmarks; of all pairs the quantile PAIR_QUANTILE.
    """
    chosen = [faces[index].landmarks for index in _spread(len(faces), MOST_LOOKS)]
    shapes = np.array(chosen, dtype=np.float64)
    one, other = np.triu_indices(len(shapes), k=1)
    eye_distances = np.linalg.norm(shapes[:, 0] - shapes[:, 1], axis=1)
    left = _affine_remainder(shapes)[one] @ shapes[other]
    residuals = np.sqrt((left**2).sum(axis=2).mean(axis=1)) / np.maximum(1.0, eye_distances[other])
    return float(np.quantile(residuals, PAIR_QUANTILE))


def _spread(count: int, most: int) -> list[int]:
    """At most ``most`` indices below ``count``, evenly, with the first and the last."""
    return sorted({round(place) for place in np.linspace(0, count - 1, min(count, most))})


def _affine_remainder(shapes: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """For each shape the matrix (5, 5) that takes other landmarks to what no affine map of the
    shape reaches: I - H H+, with H its landmarks in homogeneous coordinates."""
    homogeneous = np.concatenate([shapes, np.ones((*shapes.shape[:2], 1))], axis=2)
    reached: npt.NDArray[np.float64] = homogeneous @ np.linalg.pinv(homogeneous)
    return np.eye(shapes.shape[1]) - reached
