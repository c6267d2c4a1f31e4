"""A guard's order to one lane, and what became of it."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import StrEnum


class OrderResult(StrEnum):
    """What became of an order; the values are the local API's refusal codes."""

    DONE = "done"
    BUSY = "lane_busy"
    NOBODY_THERE = "nobody_there"
    """Nobody stands at the lane who could be refused."""
    IN_THE_LANE = "in_the_lane"
    """Somebody is in the lane already; the barrier must not close on them."""
    SECOND_NEEDED = "second_guard_needed"
    """The person is revoked or blocked: another guard must confirm."""
    SAME_GUARD = "same_guard"
    NOTHING_TO_CONFIRM = "nothing_to_confirm"
    BARRIER_FAILED = "barrier_failed"
    NOT_RECORDED = "journal_unavailable"
    STOPPING = "stopping"


class LaneOrder(StrEnum):
    """What a guard may order of a lane."""

    OPEN = "open"
    CONFIRM = "confirm"
    """Be the second guard of an opening that takes two; the reason is the first one's."""
    REFUSE = "refuse"
    """Send away whoever stands there."""
    TAKE_OUT = "take_out"
    """Out of service, for maintenance."""
    PUT_BACK = "put_back"


@dataclass(frozen=True, slots=True)
class GuardOrder:
    """A named guard orders something."""

    what: LaneOrder
    guard: str
    reason: str
    done: Future[OrderResult]
    second: str = ""
    """Who confirmed it, where that takes another guard."""


@dataclass(frozen=True, slots=True)
class NumberOrder:
    """A named guard typed the student number of somebody who stands at the lane."""

    student_no: str = field(repr=False)
    guard: str
    done: Future[OrderResult]
