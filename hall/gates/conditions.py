"""Pure rules of conditions: where, which way and how often an approval lets somebody through."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Final

from pydantic import Field, TypeAdapter, ValidationError

from sync.wire import Code, Direction
from wording import Text

ENTRIES_LIMIT: Final = 9999
"""Most entries that can be granted; above that nobody counts."""
_Gates: Final = TypeAdapter(Annotated[tuple[Code, ...], Field(max_length=64)])
_Campuses: Final = TypeAdapter(Annotated[tuple[Code, ...], Field(max_length=16)])


class Beyond(Enum):
    """Which condition goes beyond what may be granted."""

    GATES = Text(
        "所选校门不在允许范围内。请重新选择。",
        "A gate is not among the allowed ones. Choose again.",
    )
    CAMPUSES = Text(
        "所选校区不在允许范围内。请重新选择。",
        "A campus is not among the allowed ones. Choose again.",
    )
    DIRECTIONS = Text(
        "这个方向不在允许范围内。请重新选择。", "This way is not allowed. Choose again."
    )
    ENTRIES = Text(
        "入校次数超出允许范围。请改小。", "That is more entries than are allowed. Choose fewer."
    )


@dataclass(frozen=True, slots=True)
class Conditions:
    """What an approval is bound to. Nothing named means no bound."""

    gates: tuple[str, ...] = ()
    campuses: tuple[str, ...] = ()
    directions: tuple[Direction, ...] = ()
    entries: int | None = None
    """How often the holder may come in while the approval holds; 1 to ENTRIES_LIMIT."""


UNBOUND: Final = Conditions()


def within(chosen: Conditions, limit: Conditions) -> Conditions | Beyond:
    """``chosen`` if ``limit`` allows it; the limit's own word counts where it says nothing."""
    gates, campuses = chosen.gates or limit.gates, chosen.campuses or limit.campuses
    directions = chosen.directions or limit.directions
    entries = chosen.entries if chosen.entries is not None else limit.entries
    if not _among(gates, limit.gates):
        return Beyond.GATES
    if not _among(campuses, limit.campuses):
        return Beyond.CAMPUSES
    if not _among(directions, limit.directions):
        return Beyond.DIRECTIONS
    most = limit.entries if limit.entries is not None else ENTRIES_LIMIT
    if entries is not None and not 1 <= entries <= most:
        return Beyond.ENTRIES
    return Conditions(gates, campuses, directions, entries)


def checked_codes(conditions: Conditions) -> Conditions:
    """``conditions`` if their codes are such as records can carry. Raises ValueError."""
    try:
        _Gates.validate_python(conditions.gates)
        _Campuses.validate_python(conditions.campuses)
    except ValidationError:
        raise ValueError(
            "a gate's or campus's code has up to 64 letters, digits or any of _ . : -"
        ) from None
    return conditions


def _among(chosen: Iterable[str], allowed: tuple[str, ...]) -> bool:
    return not allowed or set(chosen) <= set(allowed)
