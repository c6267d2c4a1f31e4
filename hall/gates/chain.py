"""Pure rules of a gate's journals as they arrive: where an event fits among those kept already.

A journal here is one run of events that follow from one another. What a gate reports is a tree of
such runs: one that was put back from an older copy goes on otherwise from an event that another
run has as well.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from sync.wire import JOURNAL_START, GateEvent, GateEventKind, event_hash


@dataclass(frozen=True, slots=True)
class Before:
    """The kept event that another names as the one before it."""

    seq: int
    newest: bool
    """Nothing follows it in its journal yet."""


class Fit(Enum):
    """How an event fits."""

    BEGINS = "begins"
    """The first event of a journal."""
    FOLLOWS = "follows"
    """Goes on where a journal ended."""
    FORKS = "forks"
    """Goes on from an event after which that journal went on otherwise."""
    AFTER_GAP = "after_gap"
    """The event before it has not arrived."""
    HASH_MISMATCH = "hash_mismatch"
    CHAIN_BROKEN = "chain_broken"
    """It contradicts itself, whatever else arrives."""


def fit(event: GateEvent, before: Before | None) -> Fit:
    """Judge ``event``; ``before`` is None where the event that it follows is not kept.

    Nothing that a gate can have journalled is refused: a passage must reach the hall, also from a
    gate whose disk was replaced, put back or copied.
    """
    if event_hash(event) != event.hash:
        return Fit.HASH_MISMATCH
    if (event.seq == 1) != (event.previous_hash == JOURNAL_START):
        return Fit.CHAIN_BROKEN
    if event.seq == 1:
        return Fit.BEGINS
    if before is None:
        return Fit.AFTER_GAP
    if before.seq != event.seq - 1:
        return Fit.CHAIN_BROKEN
    return Fit.FOLLOWS if before.newest else Fit.FORKS


def continues(first: GateEvent, newest_kept: Collection[str]) -> bool:
    """Whether ``first``, which begins a journal, leaves nothing out.

    ``newest_kept``: hashes of the newest events of the gate's journals before; none had it none.
    """
    if not newest_kept:
        return True
    return first.kind is GateEventKind.JOURNAL_RENEWED and first.reason in newest_kept
