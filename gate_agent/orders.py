"""A guard's order to open a lane by hand, and what became of it."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from enum import StrEnum


class OrderResult(StrEnum):
    """What became of an order; the values are the local API's refusal codes."""

    OPENED = "opened"
    BUSY = "lane_busy"
    BARRIER_FAILED = "barrier_failed"
    NOT_RECORDED = "journal_unavailable"
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True)
class GuardOrder:
    """A named guard orders the barrier open."""

    guard: str
    reason: str
    done: Future[OrderResult]
