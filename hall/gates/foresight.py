"""The page "Would this person get in?": anybody, any gate, way, moment and credential."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Self, TypeVar

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gate_agent.rules.credentials import shown_as
from gate_agent.rules.leaving import advice_on
from gate_agent.rules.policy import Mode, Need, needed
from gate_agent.rules.reasons import Reason
from hall.access.holders import find_holder
from hall.conf.current import campus_zone
from hall.people.models import User
from hall.web.access import staff_page
from sync.wire import AccessRecord, CredentialKind, Direction, GateEventKind

from .alarms_web import GATE_WATCHERS
from .conditions_form import known_gates
from .models import JournalledEvent
from .preview import foresee
from .records import present_record

_Choice = TypeVar("_Choice", bound=StrEnum)
_LIMIT: Final = 64


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked on the page."""

    number: str
    gate: str
    campus: str
    direction: Direction
    shown: CredentialKind
    mode: Mode
    at: datetime
    wrong_time: bool
    """The moment that was typed could not be read; ``at`` is now."""

    @classmethod
    def of(cls, sent: QueryDict) -> Self:
        """What is not among the choices counts as the first of them."""
        at, wrong_time = _moment(sent.get("at", ""))
        return cls(
            number=sent.get("student_no", "").strip()[:_LIMIT],
            gate=sent.get("gate", "").strip()[:_LIMIT],
            campus=sent.get("campus", "").strip()[:_LIMIT],
            direction=_chosen(Direction, sent.get("direction"), Direction.IN),
            shown=_chosen(CredentialKind, sent.get("shown"), CredentialKind.CARD),
            mode=_chosen(Mode, sent.get("mode"), Mode.CARD_FACE),
            at=at,
            wrong_time=wrong_time,
        )

    @property
    def whole(self) -> bool:
        return bool(self.number and self.gate) and not self.wrong_time


@require_safe
@staff_page(*GATE_WATCHERS)
def foresight(request: HttpRequest, user: User) -> HttpResponse:
    """Would this person get in? With the gates' own rules."""
    question = Question.of(request.GET)
    context: dict[str, object] = {
        "question": question,
        "at": f"{timezone.localtime(question.at):%Y-%m-%dT%H:%M}",
        "gates": known_gates(),
        "kinds": [kind.value for kind in CredentialKind],
        "modes": [mode.value for mode in Mode],
    }
    if question.whole:
        person = find_holder(question.number)
        record = present_record(person.id) if person is not None else None
        context["person"] = person
        if record is not None:
            entries = entries_of(record, question.at)
            reason = answer(question, record, entries)
            context |= {
                "record": record,
                "entries": entries,
                "refusal": None if reason is None else advice_on(question.direction, reason),
                "face": needed(question.mode, question.shown) is Need.FACE,
            }
    return render(request, "hall/foresight.html", context)


def answer(question: Question, record: AccessRecord, entries: int) -> Reason | None:
    """Why the gate would refuse; None if it would let in, at once or after comparing faces."""
    led_to: AccessRecord | None = record
    if question.shown is CredentialKind.CARD and not record.credentials:
        led_to = None  # there is no card that leads to this person
    if question.shown is CredentialKind.FACE and record.face is None:
        led_to = None
    return foresee(
        led_to,
        question.gate,
        question.at,
        question.direction,
        question.campus,
        shown_as(question.shown, record.holder, question.at),
        question.mode,
        entries,
    )


def entries_of(record: AccessRecord, at: datetime) -> int:
    """How often the gates have reported the holder coming in within the present validity.

    By the hall's time, as gates count their own.
    """
    begin = record.valid_from
    if begin is None:
        return 0
    entries = JournalledEvent.objects.filter(
        holder=record.holder, kind=GateEventKind.PASSED.value, direction=Direction.IN.value
    )
    return sum(
        begin <= happened - timedelta(seconds=ahead or 0.0) < at
        for happened, ahead in entries.values_list("at", "hall_offset_s")
    )


def _chosen(choices: type[_Choice], sent: str | None, otherwise: _Choice) -> _Choice:
    return next((choice for choice in choices if choice.value == sent), otherwise)


def _moment(typed: str) -> tuple[datetime, bool]:
    """The moment that was typed (campus time), or now; and whether it could not be read."""
    if not typed:
        return timezone.now(), False
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=campus_zone()), False
    except ValueError:
        return timezone.now(), True
