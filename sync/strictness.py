"""Two records of one cardholder under one version: what both of them permit."""

from __future__ import annotations

from typing import Final, TypeVar

from sync.wire import AccessRecord, ReturnStatus

_Named = TypeVar("_Named", bound=str)
_STRICTEST_FIRST: Final = (
    ReturnStatus.REVOKED,
    ReturnStatus.REJECTED,
    ReturnStatus.NONE,
    ReturnStatus.PENDING,
)


def stricter(kept: AccessRecord, came: AccessRecord) -> AccessRecord:
    """A record that lets nobody in whom either of the two refuses.

    Cards, gates, ways and times are those that both name. What has no common part, or can't be
    compared, counts as not decided (PENDING): a guard then looks. Names are those that ``came``.
    """
    status = _status(kept.status, came.status)
    gates = _both(kept.gates, came.gates)
    campuses = _both(kept.campuses, came.campuses)
    directions = _both(kept.directions, came.directions)
    counted = kept.entries is not None or came.entries is not None
    unclear = (
        None in (gates, campuses, directions)
        or set(kept.groups) != set(came.groups)
        or (counted and kept.valid_from != came.valid_from)
    )
    if unclear and status is ReturnStatus.APPROVED:
        status = ReturnStatus.PENDING
    begins = [at for at in (kept.valid_from, came.valid_from) if at is not None]
    ends = [at for at in (kept.valid_until, came.valid_until) if at is not None]
    return came.model_copy(
        update={
            "status": status,
            "blocked": kept.blocked or came.blocked,
            "credentials": tuple(card for card in came.credentials if card in kept.credentials),
            "valid_from": max(begins, default=None),
            "valid_until": min(ends, default=None),
            "gates": kept.gates if gates is None else gates,
            "campuses": kept.campuses if campuses is None else campuses,
            "directions": kept.directions if directions is None else directions,
            "groups": tuple(group for group in came.groups if group in kept.groups),
            "entries": min(
                (most for most in (kept.entries, came.entries) if most is not None), default=None
            ),
            "face": came.face if came.face == kept.face else None,
            "thumbnail": came.thumbnail if came.thumbnail == kept.thumbnail else None,
        }
    )


def _status(one: ReturnStatus, other: ReturnStatus) -> ReturnStatus:
    return next((status for status in _STRICTEST_FIRST if status in (one, other)), one)


def _both(one: tuple[_Named, ...], other: tuple[_Named, ...]) -> tuple[_Named, ...] | None:
    """What both name, where empty names all; None when that is nothing."""
    if not one or not other:
        return one or other
    return tuple(name for name in other if name in one) or None
