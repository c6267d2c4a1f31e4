"""What the security office says of holders now, read for many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from .models import Assignment, Block


@dataclass(frozen=True, slots=True)
class Standing:
    """Duties and block of one holder."""

    duties: tuple[str, ...] = ()
    blocked: bool = False


ORDINARY: Final = Standing()


def standings(holders: Sequence[UUID]) -> Mapping[UUID, Standing]:
    """Of those of ``holders`` of whom anything is said; of all others: ORDINARY."""
    duties: dict[UUID, list[str]] = {}
    for holder, duty in Assignment.objects.filter(holder__in=holders).values_list("holder", "duty"):
        duties.setdefault(holder, []).append(duty)
    blocked = set(Block.objects.filter(holder__in=holders).values_list("holder", flat=True))
    return {
        holder: Standing(tuple(sorted(duties.get(holder, ()))), holder in blocked)
        for holder in duties.keys() | blocked
    }
