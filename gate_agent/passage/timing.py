"""How long each phase of a lane lasts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """Every delay of a lane, in seconds."""

    face_wait_s: float = 3.0
    """How long somebody who tapped may take to look at the camera."""
    open_s: float = 6.0
    """How long the barrier stays open for somebody to step in."""
    passing_s: float = 8.0
    """How long the sensor may stay covered before the passage counts as done."""
    denied_s: float = 4.0
    """How long a refusal stays on the screen, so that it can be read."""
    fault_s: float = 5.0
    """How long a lane rests after its barrier did not obey."""
    reread_s: float = 1.5
    """How long somebody whose card was taken away too early may present it again."""
    retap_s: float = 2.0
    """How long after a refusal the same card is still the same attempt."""
    confirm_s: float = 20.0
    """How long a guard who must confirm finds the person on the screen."""
    tail_s: float = 1.5
    """How long after a passage the next one in the lane belongs to it: nobody can have tapped,
    been checked and walked up to the sensor by then."""
    alarm_s: float = 4.0
    """How long a forced barrier or somebody who slipped through stays on the screen."""
