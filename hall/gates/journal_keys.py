"""The keys that sign the gates' journals: each gate names its own at every start.

The first that a terminal names is taken as its own. Another is never taken silently: whoever can
replace the key can write the journal anew under it, and the gate itself has nothing to compare with
unless somebody wrote the key down.
"""

from __future__ import annotations

import re
from typing import Final

import structlog
from django.utils import timezone

from hall.terminals.models import Device
from sync.wire import GateEvent, GateEventKind

from .alarms import raise_alarm
from .models import AlarmKind, JournalKey

_KEY: Final = re.compile(r"[0-9a-f]{64}")
_SHOWN: Final = 16
"""Digits that tell two keys apart for a person."""
_log = structlog.get_logger(__name__)


def note_journal_key(device: Device, event: GateEvent) -> None:
    """Keep the key that ``event`` names, if it names one; another than before is an alarm.

    A key that ``device`` has named before is none, whenever its event comes: events of long ago
    are offered again after the hall was restored.
    """
    if event.kind is not GateEventKind.STARTED or not _KEY.fullmatch(event.noted):
        return
    before = JournalKey.objects.filter(device=device).order_by("pk").last()
    _, is_new = JournalKey.objects.get_or_create(
        device=device, key=event.noted, defaults={"named_at": timezone.now()}
    )
    if is_new and before is not None:
        _log.warning("journal_key_replaced", device=device.name, gate=event.gate)
        detail = f"{before.key[:_SHOWN]} → {event.noted[:_SHOWN]}"
        raise_alarm(AlarmKind.JOURNAL_KEY, event, device, detail=detail)
