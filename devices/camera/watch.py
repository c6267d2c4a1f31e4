"""What the pictures say about the camera: covered, frozen, or well. Pure: time comes in as a value.

A covered lens shows next to no contrast. A frozen stream repeats one picture bit by bit, which no
real sensor does: its noise changes every frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from devices.errors import Fault
from devices.ports import Picture

SAMPLE_STEP: Final = 8
"""Every eighth pixel each way: 4,800 of a 640x480 picture, 0.1 ms."""
COVERED_CONTRAST: Final = 10.0
"""Below this standard deviation of luma (of 255) nothing can be told apart; rooms show 30 to 80."""
COVERED_AFTER_S: Final = 1.0
"""A person who passes close by, or a lamp that is switched, is no fault."""
FROZEN_AFTER_S: Final = 3.0
"""Some cameras repeat a frame or two when their exposure changes."""
_LUMA: Final = np.array([0.114, 0.587, 0.299], dtype=np.float32)
"""Weights of blue, green and red (ITU-R BT.601)."""

Sample = npt.NDArray[np.float32]
"""Luma of a thinned-out picture, 0 to 255."""


@dataclass(frozen=True, slots=True)
class PictureStatistics:
    """One picture in numbers, in grey levels of 255."""

    brightness: float
    """Mean luma."""
    contrast: float
    """Standard deviation of luma."""
    repeated: bool
    """Bit by bit the picture before."""


def sample(picture: Picture) -> Sample:
    """Thin ``picture`` out to what the statistics need."""
    thinned = picture[::SAMPLE_STEP, ::SAMPLE_STEP].astype(np.float32)
    luma: Sample = thinned @ _LUMA
    return luma


def statistics(now: Sample, before: Sample | None) -> PictureStatistics:
    """The numbers of one picture; ``before`` is the sample of the one before it."""
    return PictureStatistics(
        brightness=float(now.mean()),
        contrast=float(now.std()),
        repeated=before is not None and np.array_equal(now, before),
    )


@dataclass(frozen=True, slots=True)
class PictureWatch:
    """Since when (seconds of one clock) the pictures look covered, and since when frozen."""

    frozen_after_s: float = FROZEN_AFTER_S
    covered_since: float | None = None
    frozen_since: float | None = None
    fault: Fault | None = None

    def after(self, seen: PictureStatistics, at: float) -> PictureWatch:
        """The watch after one more picture."""
        covered = _since(self.covered_since, seen.contrast < COVERED_CONTRAST, at)
        frozen = _since(self.frozen_since, seen.repeated, at)
        if covered is not None and at - covered >= COVERED_AFTER_S:
            fault = Fault.CAMERA_COVERED  # also when black repeats itself without any noise
        elif frozen is not None and at - frozen >= self.frozen_after_s:
            fault = Fault.CAMERA_FROZEN
        else:
            fault = None
        return PictureWatch(self.frozen_after_s, covered, frozen, fault)


def _since(since: float | None, holds: bool, at: float) -> float | None:
    if not holds:
        return None
    return at if since is None else since
