"""The page of what must be looked into, and the button by which a named person answers for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hall.access.holders import Cardholder, holders
from hall.people.models import StaffRole, User
from hall.web.access import staff_page
from hall.web.language import spoken
from hall.web.words import WORDS
from wording import Text

from .alarms import mark_seen, unseen_counts
from .models import AlarmKind, GateAlarm, RestoreEvidence

_PER_PAGE: Final = 50
GATE_WATCHERS: Final = (StaffRole.GUARD, StaffRole.TECHNICIAN, StaffRole.SECURITY)


@dataclass(frozen=True, slots=True)
class UnseenLine:
    """How many of one kind wait, in words."""

    kind: AlarmKind
    text: Text


@dataclass(frozen=True, slots=True)
class _Tab:
    id: str
    query: str
    text: Text
    count: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class _Row:
    alarm: GateAlarm
    person: Cardholder | None
    title: Text
    what: Text
    do: Text


def unseen_lines() -> tuple[UnseenLine, ...]:
    """What nobody has looked into yet, the gravest first."""
    counts = unseen_counts()
    return tuple(
        UnseenLine(kind, _counted(kind, counts[kind])) for kind in AlarmKind if kind in counts
    )


@require_safe
@staff_page(*GATE_WATCHERS)
def alarms(request: HttpRequest, user: User) -> HttpResponse:
    """Alarms of one kind or of all, unseen or seen."""
    kind = _kind(request.GET.get("kind"))
    already = request.GET.get("seen") == "1"
    chosen = GateAlarm.objects.filter(seen_at__isnull=not already)
    if kind is not None:
        chosen = chosen.filter(kind=kind.value)
    page = Paginator(chosen.select_related("device", "journal", "seen_by"), _PER_PAGE).get_page(
        request.GET.get("page")
    )
    known = holders({alarm.holder for alarm in page if alarm.holder is not None})
    query = {"kind": kind.value} if kind is not None else {}
    asked = query | ({"seen": "1"} if already else {})
    context = {
        "page": page,
        "rows": [_row(alarm, known) for alarm in page],
        "kind": query.get("kind", ""),
        "seen": already,
        "query": f"{urlencode(asked)}&" if asked else "",
        "tabs": _tabs(kind, already=already),
    }
    return render(request, "hall/gate_alarms.html", context)


@require_POST
@staff_page(*GATE_WATCHERS)
def seen(request: HttpRequest, user: User, alarm_id: int) -> HttpResponse:
    """``user`` has looked into it."""
    if mark_seen(alarm_id, user):
        messages.success(request, spoken(WORDS["alarm_done"]))
    else:
        messages.warning(request, spoken(WORDS["alarm_was_done"]))
    kind = _kind(request.POST.get("kind"))
    back = reverse("gate_alarms")
    return redirect(f"{back}?kind={kind.value}" if kind is not None else back)


def _tabs(chosen: AlarmKind | None, *, already: bool) -> list[_Tab]:
    counts = unseen_counts()
    total = sum(counts.values())
    every = _Tab("all", "", WORDS["alarms_all"], total, chosen is None and not already)
    kinds = [
        _Tab(
            kind.value,
            f"kind={kind.value}",
            WORDS[f"alarm_{kind.value}"],
            counts.get(kind, 0),
            kind is chosen and not already,
        )
        for kind in AlarmKind
        if kind is chosen or kind in counts
    ]
    return [every, *kinds, _Tab("seen", "seen=1", WORDS["alarms_seen"], None, already)]


def _row(alarm: GateAlarm, known: Mapping[UUID, Cardholder]) -> _Row:
    first = alarm.journal.first_seq if alarm.journal is not None else alarm.seq
    what = WORDS[_what(alarm)].format(
        seq=alarm.seq,
        before=first - 1,
        gate=alarm.gate,
        device=alarm.device.name,
        detail=alarm.detail,
    )
    return _Row(
        alarm,
        known.get(alarm.holder) if alarm.holder is not None else None,
        WORDS[f"alarm_{alarm.kind}"],
        what,
        WORDS[f"alarm_{alarm.kind}_do"],
    )


def _what(alarm: GateAlarm) -> str:
    """Which words say what happened."""
    if alarm.kind == AlarmKind.GAP and alarm.seq == 1:
        return "alarm_begun_what"
    if alarm.detail == RestoreEvidence.VERSION and alarm.kind == AlarmKind.RESTORED:
        return "alarm_newer_what"
    return f"alarm_{alarm.kind}_what"


def _counted(kind: AlarmKind, count: int) -> Text:
    number = "one" if count == 1 else "many"
    return WORDS[f"alarm_{kind.value}_{number}"].format(count=count)


def _kind(sent: str | None) -> AlarmKind | None:
    return next((kind for kind in AlarmKind if kind.value == sent), None)
