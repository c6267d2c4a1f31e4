"""Pure rules of a gate's journal as it arrives: what fits the events that are kept already."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sync.wire import JOURNAL_START, GateEvent, GateEventKind, event_hash


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What is kept around an event's place in its journal; None where nothing is."""

    before: str | None
    """``hash`` of the event with the ``seq`` before."""
    same: str | None
    """``hash`` of another event with the same ``seq``."""
    after: str | None
    """``previous_hash`` of the event with the ``seq`` after."""


class Fit(Enum):
    """How an event fits."""

    LINKED = "linked"
    BEGINS = "begins"
    """The first event of a journal that is not known yet."""
    AFTER_GAP = "after_gap"
    """Fits what is known, but the event before it has not arrived."""
    HASH_MISMATCH = "hash_mismatch"
    CHAIN_BROKEN = "chain_broken"


def fit(event: GateEvent, around: Neighbours | None) -> Fit:
    """Judge ``event`` among the kept events of its gate's present journal (None: no journal yet).

    A second first event begins another journal: a gate whose disk was replaced has lost the old
    one, and its passages must reach the hall all the same. The new journal stands beside the old;
    :func:`continues` tells whether anything between the two is missing.
    """
    if event_hash(event) != event.hash:
        return Fit.HASH_MISMATCH
    if event.seq == 1:
        if event.previous_hash != JOURNAL_START:
            return Fit.CHAIN_BROKEN
        fills = around is not None and around.same is None and around.after in (None, event.hash)
        return Fit.LINKED if fills else Fit.BEGINS
    if around is None:
        return Fit.AFTER_GAP
    if around.same is not None or around.after not in (None, event.hash):
        return Fit.CHAIN_BROKEN
    if around.before is None:
        return Fit.AFTER_GAP
    return Fit.LINKED if around.before == event.previous_hash else Fit.CHAIN_BROKEN


def continues(first: GateEvent, newest_kept: str | None) -> bool:
    """Whether ``first``, which begins a journal, leaves nothing out.

    ``newest_kept``: hash of the newest event of the gate's journal before, None when it had none.
    """
    if newest_kept is None:
        return True
    return first.kind is GateEventKind.JOURNAL_RENEWED and first.reason == newest_kept
