"""Issuing passes, and learning from the gates which were used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final
from uuid import UUID

import structlog
from django.utils import timezone

from hall.conf.current import keyring
from hall.gates.preview import refusal_now
from hall.gates.records import present_record
from sync.passes import PASS_LIFE, Pass, PassIssuer
from sync.wire import GateEvent, GateEventKind
from wording import Text

from .models import IssuedPass

MOST_AT_ONCE: Final = 30
"""Passes that one holder may have running: a telephone fetches one or two, a program thousands."""
KEEP: Final = timedelta(days=7)
"""How long it is known which passes were issued: long enough to answer who complains."""
NOT_ISSUED: Final = Text(
    "校门还不认识你。请联系接待人或辅导员。",
    "The gates do not know you. Ask your host or your counsellor.",
)

TOO_MANY: Final = Text(
    "换码太频繁。请等一两分钟再试。", "Too many new codes. Wait a minute or two."
)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class NoPass:
    """Nobody is given a pass that every gate would refuse; why, in words."""

    why: Text


def issue_pass(holder: UUID) -> tuple[Pass, str] | NoPass:
    """A pass that holds from now on, and the token of its code."""
    record, now = present_record(holder), timezone.now()
    if record is None:
        return NoPass(NOT_ISSUED)
    refusal = refusal_now(record, now)
    if refusal is not None:
        return NoPass(refusal)
    if IssuedPass.objects.filter(holder=holder, valid_until__gt=now).count() >= MOST_AT_ONCE:
        return NoPass(TOO_MANY)
    issued, token = _issuer().issue(holder, now, PASS_LIFE)
    IssuedPass.objects.create(
        pass_id=issued.pass_id,
        holder=holder,
        issued_at=issued.issued_at,
        valid_until=issued.valid_until,
    )
    return issued, token


def note_use(event: GateEvent) -> None:
    """Keep that a gate let somebody in by a pass; the first use counts."""
    if event.pass_id is None or event.kind is not GateEventKind.GRANTED:
        return
    fresh = IssuedPass.objects.filter(pass_id=event.pass_id, used_at__isnull=True).update(
        used_at=event.at, used_gate=event.gate
    )
    if not fresh:
        _log.warning("pass_used_again_or_unknown", gate=event.gate, seq=event.seq)


def forget_passes(now: datetime) -> int:
    """Delete what is known of passes that ended KEEP ago. Answers how many."""
    gone, _ = IssuedPass.objects.filter(valid_until__lt=now - KEEP).delete()
    return gone


@cache
def _issuer() -> PassIssuer:
    return PassIssuer(keyring().record)
