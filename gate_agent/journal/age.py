"""How old is an event, where clocks were wrong? Pure.

A gate's clock may have stood wrong until the hall told the time, so that a stamp alone proves
little. The order of the journal proves more: nothing in it is younger than what came after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stamped:
    """When an event happened by its own stamp, in seconds since 1970."""

    seq: int
    at: float
    """By the hall's clock, as far as the gate could tell."""
    by_hall: bool
    """Whether the gate knew the hall's time then."""


@dataclass(frozen=True, slots=True)
class Young:
    """The first event that is not known to be old enough."""

    seq: int
    doubted: bool
    """Whether something after it is old: so it is as well, only that its stamp denies it."""


def first_young(
    events: Sequence[Stamped], after: Sequence[Stamped], before: float, now: float
) -> Young | None:
    """The first of ``events`` that is not known to be from ``before`` or earlier.

    ``after``: what follows them, as far as it was looked at; both oldest first. ``now``: later no
    stamp can be. A stamp that the hall's time stands behind is believed. Any other is no younger
    than the next one of that kind, and one from the future no younger than the next that is not.
    """
    known: float | None = None
    possible: float | None = None
    young: Young | None = None
    old = False
    inside = len(events)
    for place, event in reversed([*enumerate([*events, *after])]):
        age = _age(event, known, possible, now)
        if event.at <= now:
            possible = event.at
            known = event.at if event.by_hall else known
        if age is None or age > before:
            young = Young(event.seq, doubted=old) if place < inside else None
        else:
            old = True
    return young


def _age(event: Stamped, known: float | None, possible: float | None, now: float) -> float | None:
    if event.at > now:
        return possible if known is None else known
    if event.by_hall or known is None:
        return event.at
    return min(event.at, known)
