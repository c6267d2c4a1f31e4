"""What a lane asks of whoever walks up to it now, before anybody is known. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from gate_agent.rules.policy import Mode, Need, needed
from sync.wire import CredentialKind

_EASIEST_FIRST: Final = (Need.NOTHING, Need.FACE, Need.GUARD)


@dataclass(frozen=True, slots=True)
class Asked:
    """What gets somebody furthest here, as far as the lane decides by itself."""

    show: frozenset[CredentialKind]
    """Any one of these; empty: whatever is shown, a guard decides."""
    then: Need
    """What is needed besides."""
    aged: bool = False
    """It is more than the lane asks for by its mode, as the records are old."""
    apart: tuple[str, ...] = ()
    """Groups of which something else is asked."""


BY_HAND: Final = Asked(frozenset(), Need.GUARD)
"""The lane lets nobody in by itself."""


def asked(mode: Mode, takes: Collection[CredentialKind], *, sees: bool) -> Asked:
    """What a lane that ``takes`` these asks for in ``mode``; without a camera that ``sees``, a
    guard looks in its place."""
    usable = [kind for kind in takes if sees or kind is not CredentialKind.FACE]
    needs = {kind: _seen(needed(mode, kind), sees=sees) for kind in usable}
    for need in _EASIEST_FIRST:
        show = frozenset(kind for kind, wanted in needs.items() if wanted is need)
        if show:
            return Asked(show, need)
    return BY_HAND


def _seen(need: Need, *, sees: bool) -> Need:
    return Need.GUARD if need is Need.FACE and not sees else need
