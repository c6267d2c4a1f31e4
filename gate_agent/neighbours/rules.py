"""What a neighbour's word is worth: never an opening, at most a stricter look. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, assert_never

from gate_agent.neighbours.facts import Fact, Passed, PassUsed, Withdrawn
from gate_agent.neighbours.refusals import Refusal
from gate_agent.rules.told import PASSAGES_KEPT
from sync.passes import PASS_LIFE_LIMIT
from sync.signing import RecordVerifier, UntrustedRecord
from sync.wire import AccessRecord, ReturnStatus

AHEAD: Final = timedelta(minutes=2)
"""How far the clocks of two gates may be apart."""
RECORDS_KEPT: Final = timedelta(days=30)
"""A gate whose records are older lets nobody in by itself."""


def flaw_of(fact: Fact, now: datetime, verifier: RecordVerifier) -> Refusal | None:
    """Why ``fact`` is not believed at the hall's time ``now``, whoever said it."""
    match fact:
        case Passed(at=at) | PassUsed(at=at):
            return Refusal.FUTURE if at > now + AHEAD else None
        case Withdrawn(jws=jws):
            try:
                record = verifier.verify(jws)
            except UntrustedRecord:
                return Refusal.RECORD
            return None if is_withdrawn(record) else Refusal.NOT_STRICTER
        case _:
            assert_never(fact)


def is_withdrawn(record: AccessRecord) -> bool:
    """The record lets its holder in nowhere, so that it may come from anywhere."""
    return record.blocked or record.status is ReturnStatus.REVOKED


def forgotten_at(fact: Fact, now: datetime) -> datetime:
    """Until when a fact that is heard at ``now`` matters."""
    match fact:
        case Passed(at=at):
            return at + PASSAGES_KEPT
        case PassUsed(at=at):
            return at + PASS_LIFE_LIMIT + AHEAD
        case Withdrawn():
            return now + RECORDS_KEPT
        case _:
            assert_never(fact)
