"""Conditions as a part of a form: what is offered, and what was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from django.http import QueryDict

from sync.wire import Direction
from wording import Text

from .conditions import UNBOUND, Beyond, Conditions, within
from .models import Journal


class Unreadable(Enum):
    """A field that holds nothing that was offered."""

    ENTRIES = Text(
        "入校次数要填整数，或留空表示不限。", "Entries are a whole number, or empty for no limit."
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """What the form lets somebody choose from, and what stands in it."""

    limit: Conditions
    gates: tuple[str, ...]
    campuses: tuple[str, ...]
    ways: tuple[str, ...]
    """``in``, ``out``, or empty for both; in the order they are shown."""
    chosen: Conditions = UNBOUND


def offer(limit: Conditions, chosen: Conditions = UNBOUND) -> Offer:
    """All that ``limit`` allows; where it names no gates, those that have reported so far."""
    both = len(limit.directions) != 1
    ways = ("", *Direction) if both else limit.directions
    return Offer(limit, limit.gates or known_gates(), limit.campuses, tuple(map(str, ways)), chosen)


def known_gates() -> tuple[str, ...]:
    """Codes of all gates that have reported."""
    return tuple(Journal.objects.order_by("gate").values_list("gate", flat=True).distinct())


def read_conditions(sent: QueryDict, offered: Offer) -> Conditions | Beyond | Unreadable:
    """What was chosen in the form, if it was offered."""
    gates, campuses = tuple(sent.getlist("gates")), tuple(sent.getlist("campuses"))
    way, typed = sent.get("direction", ""), sent.get("entries", "").strip()
    if not set(gates) <= set(offered.gates):
        return Beyond.GATES
    if not set(campuses) <= set(offered.campuses):
        return Beyond.CAMPUSES
    if way not in offered.ways:
        return Beyond.DIRECTIONS
    entries = _number(typed) if typed else None
    if typed and entries is None:
        return Unreadable.ENTRIES
    directions = (Direction(way),) if way else ()
    return within(Conditions(gates, campuses, directions, entries), offered.limit)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None
