"""What the events of a lane say of where and why, in the journal and to the hall."""

from __future__ import annotations

from typing import Final

ALL_LANES: Final = "all"
"""What an event of the whole gate names as its lane."""

BARRIER_FAULT: Final = "barrier_fault"
"""A grant ended because the barrier did not obey."""
INTERRUPTED: Final = "interrupted"
"""A grant ended because the agent did."""
UNGRANTED: Final = "passage_without_grant"
"""The sensor saw somebody while the lane was closed."""
SENT_AWAY: Final = "refused_by_guard"
"""A grant ended because a guard refused the person before they went."""
ALARM: Final = "alarm"
"""A grant ended because a fire opened the lane."""
SENSOR_HELD: Final = "sensor_held"
"""Somebody stepped in, but the sensor did not become free in time."""
UNSEEN: Final = "no_passage_sensor"
"""Somebody counts as passed because the lane opened for them: it has no sensor that could tell."""
WHO_LEFT: Final = "somebody_left"
"""A grant ended after somebody had left the lane who stood in it as it opened."""

NOBODY_WENT: Final = frozenset({"", BARRIER_FAULT, SENT_AWAY})
"""Reasons of a TIMED_OUT that leave entry and pass unused: by others somebody may have gone."""
