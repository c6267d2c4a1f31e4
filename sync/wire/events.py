"""What a gate saw, chained into its journal, and how it is handed over."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field, StringConstraints

from sync.wire.base import Code, Count, Message, Moment, Problem, Sha256
from sync.wire.records import Direction

EVENT_BATCH_LIMIT: Final = 200
"""Most events in one upload."""


class GateEventKind(StrEnum):
    """What a gate reports. A grant and the passage that follows share ``attempt``."""

    GRANTED = "granted"
    DENIED = "denied"
    PASSED = "passed"
    TIMED_OUT = "timed_out"
    OPENED_BY_GUARD = "opened_by_guard"
    REFUSED_BY_GUARD = "refused_by_guard"
    """A guard sent somebody away who stood at the lane. A grant not yet used ends with it."""
    FORCED = "forced"
    STARTED = "started"
    TAILGATED = "tailgated"
    """A second person followed through one grant."""
    HELD_OPEN = "held_open"
    """Somebody or something stays in the lane."""
    MAINTENANCE = "maintenance"
    """A guard took the lane out of service."""
    IN_SERVICE = "in_service"
    """A guard put the lane back into service."""
    FIRE = "fire"
    """The fire input opened every lane. ``lane`` names where it was seen."""
    LOCKDOWN = "lockdown"
    """A guard ordered that only the named groups are let in (``lane`` is ``all``)."""
    FIRE_RELEASED = "fire_released"
    LOCKDOWN_ENDED = "lockdown_ended"
    """A guard ended it (``lane`` is ``all``)."""
    JOURNAL_RENEWED = "journal_renewed"
    """Begins a journal after a damaged one, whose last readable hash is its ``reason``."""
    BARRIER_PULSED = "barrier_pulsed"
    """A technician let a barrier open for a moment (``lane`` is ``all``, as for those below)."""
    BARRIER_TESTED = "barrier_tested"
    """A technician ran a barrier's self-test, which moves it where that is configured."""
    PORT_CHANGED = "port_changed"
    """A technician tried to give a device another port."""
    BUNDLE_TAKEN = "bundle_taken"
    """A technician took a support bundle."""
    EVENT_DISMISSED = "event_dismissed"
    """A technician gave up bringing an event to the hall, whose number is in ``noted``."""


class ActOutcome(StrEnum):
    """What came of something that a technician did."""

    BEGUN = "begun"
    """Journalled before anything moves or changes; what came of it follows."""
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    """It was called off, or stopped at its limit."""


class CredentialKind(StrEnum):
    """What somebody showed at a lane to say who they are."""

    CARD = "card"
    PASS = "pass"  # noqa: S105 - a pass, no password
    """A QR pass on a telephone, signed by the hall."""
    FACE = "face"
    """The face alone."""
    NUMBER = "number"
    """The student number, typed by a guard."""


class LivenessFinding(StrEnum):
    """Whether the compared face seemed to live; never a proof (docs/devices/face.md)."""

    NOT_CHECKED = "not_checked"
    PASSED = "passed"
    FAILED = "failed"
    UNSURE = "unsure"


class GateEvent(Message):
    """One journalled event. ``event_id`` is its idempotency key: the hall keeps it once."""

    event_id: UUID
    gate: Code
    lane: Code
    seq: Count
    """Place in the gate's own journal, without gaps."""
    kind: GateEventKind
    at: Moment
    direction: Direction
    attempt: UUID | None = None
    holder: UUID | None = None
    record_version: Count | None = None
    reason: Annotated[str, StringConstraints(max_length=64)] = ""
    """Denial code (:class:`gate_agent.rules.access.Reason`), or the guard's reason."""
    guard: Annotated[str, StringConstraints(max_length=64)] = ""
    second_guard: Annotated[str, StringConstraints(max_length=64)] = ""
    """Who confirmed an opening that takes two: the holder is revoked or blocked."""
    score: float | None = None
    threshold: float | None = None
    mirror_age_s: float | None = None
    hall_offset_s: float | None = None
    """Gate clock minus hall clock in seconds, as last measured."""
    mode: Annotated[str, StringConstraints(max_length=16)] = ""
    """What the policy asked for (:class:`gate_agent.rules.policy.Mode`)."""
    step: Annotated[str, StringConstraints(max_length=16)] = ""
    """How far the records' age had degraded it (:class:`gate_agent.rules.policy.Step`)."""
    noted: Annotated[str, StringConstraints(max_length=64)] = ""
    """A denial code that a stricter policy would have refused with; only noted here. Or the number
    of the event that was dismissed. Or, of STARTED, the public Ed25519 key that signs the gate's
    journal, in 64 hexadecimal digits."""
    monotonic_s: float | None = None
    """The gate's monotonic clock in seconds, which no setting of the time moves. It begins anew
    with the machine: comparable between events as long as it only grows."""
    credential_kind: CredentialKind | None = None
    """What the decision began with; None for events that are no decision about somebody."""
    rule: Annotated[str, StringConstraints(max_length=64)] = ""
    """What in the policy asked for ``mode``: the name of a rule, ``lane`` for the lane's own mode,
    ``age`` where the records' age demanded more (:class:`gate_agent.rules.policy.ModeSource`)."""
    liveness: LivenessFinding | None = None
    """Of the face that was compared; None when none was."""
    pass_id: UUID | None = None
    """The pass that the decision began with (:class:`sync.passes.Pass`)."""
    device: Annotated[str, StringConstraints(max_length=64)] = ""
    """The device that a technician (``guard``) dealt with; empty for all else."""
    outcome: ActOutcome | None = None
    """What came of what a technician did; None for all else."""
    previous_hash: Sha256
    """``hash`` of the event before it in the journal; ``JOURNAL_START`` when ``seq`` is 1."""
    hash: Sha256
    """:func:`event_hash` of this event; the hall checks it at upload."""

    @property
    def hall_at(self) -> datetime:
        """When it happened by the hall's clock, as far as the gate could tell."""
        return self.at - timedelta(seconds=self.hall_offset_s or 0.0)


JOURNAL_START: Final = "0" * 64
"""What the first event of a journal names as its predecessor."""


ADDED_LATER: Final = (
    frozenset({"mode", "step", "noted"}),
    frozenset({"monotonic_s", "credential_kind", "rule", "liveness"}),
    frozenset({"pass_id"}),
    frozenset({"second_guard"}),
    frozenset({"device", "outcome"}),
)
"""Fields that journals written before them lack, oldest first: while they are empty or null they
are no part of the hash."""
_OPTIONAL_IN_HASH: Final = frozenset[str]().union(*ADDED_LATER)


def event_hash(event: GateEvent) -> str:
    """What ``event.hash`` must be: 64 hexadecimal characters, whatever it is now.

    SHA-256 over all other fields, ``previous_hash`` among them, as JSON in UTF-8: keys sorted, no
    spaces, absent values null; the fields of ``ADDED_LATER`` are left out while they are empty or
    null, as journals older than these fields have them not. So each event vouches for the whole
    journal before it.
    """
    fields = event.model_dump(mode="json", exclude={"hash"})
    fields = {
        key: value
        for key, value in fields.items()
        if value not in ("", None) or key not in _OPTIONAL_IN_HASH
    }
    canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


class EventBatch(Message):
    """Body of ``POST events``, in journal order."""

    events: Annotated[tuple[GateEvent, ...], Field(min_length=1, max_length=EVENT_BATCH_LIMIT)]


class RejectedEvent(Message):
    event_id: UUID
    problem: Problem


class EventReceipt(Message):
    """Answer of ``POST events``. Each event of the batch stands in exactly one list."""

    accepted: tuple[UUID, ...]
    duplicate: tuple[UUID, ...]
    """Already kept earlier: the terminal may forget it."""
    rejected: tuple[RejectedEvent, ...]
    """Never acceptable as it is: the terminal keeps it as a dead letter."""
