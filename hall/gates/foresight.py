"""The page "Would this person get in?": anybody, any gate, way, moment and credential."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Self, TypeVar, assert_never

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gate_agent.rules.credentials import shown_as
from gate_agent.rules.leaving import advice_on
from gate_agent.rules.policy import Exits, Mode, Need, needed
from gate_agent.rules.presence import REMEMBERED
from gate_agent.rules.reasons import Advice
from gate_agent.rules.told import PASSAGES_KEPT
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


class Assumption(StrEnum):
    """How a gate may be configured, which the hall is not told."""

    KNOWN = "known"
    """It lets out whoever it knows (`exits`)."""
    PERMITTED = "permitted"
    """Leaving takes a permission, as coming in (`exits`)."""
    ALONE = "alone"
    """It hears nothing of other gates."""
    TOLD = "told"
    """Other gates tell it who came in (`[neighbours]`)."""


@dataclass(frozen=True, slots=True)
class Entries:
    """How often somebody came in."""

    here: int
    """At the gate that is asked about."""
    elsewhere: int
    """At all others, as long as gates remember what others tell them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the gate would say."""

    assumption: Assumption | None
    """What it rests on; None: it is the same however the gate is configured."""
    refusal: Advice | None
    """None: it would let in, at once or after comparing faces."""


@require_safe
@staff_page(*GATE_WATCHERS)
def foresight(request: HttpRequest, user: User) -> HttpResponse:
    """Would this person get in at that gate? With the gates' own rules."""
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
            entries = entries_of(record, question.gate, question.at)
            context |= {
                "record": record,
                "entries": entries,
                "answers": answers(question, record, entries),
                "face": needed(question.mode, question.shown) is Need.FACE,
            }
    return render(request, "hall/foresight.html", context)


def answers(question: Question, record: AccessRecord, entries: Entries) -> tuple[Answer, ...]:
    """What the gate would say. Where that depends on how the gate is configured, which the hall is
    not told, there is one answer for each way."""
    possible = _possible(question, record, entries)
    if len({answer.refusal for answer in possible}) == 1:
        return (Answer(None, possible[0].refusal),)
    return possible


def _possible(question: Question, record: AccessRecord, entries: Entries) -> tuple[Answer, Answer]:
    match question.direction:
        case Direction.OUT:
            count = entries.here
            return (
                _answer(question, record, Assumption.KNOWN, count, Exits.KNOWN),
                _answer(question, record, Assumption.PERMITTED, count, Exits.PERMITTED),
            )
        case Direction.IN:
            every = entries.here + entries.elsewhere
            return (
                _answer(question, record, Assumption.ALONE, entries.here, Exits.KNOWN),
                _answer(question, record, Assumption.TOLD, every, Exits.KNOWN),
            )
        case _:
            assert_never(question.direction)


def _answer(
    question: Question, record: AccessRecord, assumption: Assumption, entries: int, exits: Exits
) -> Answer:
    led_to: AccessRecord | None = record
    if question.shown is CredentialKind.CARD and not record.credentials:
        led_to = None  # there is no card that leads to this person
    if question.shown is CredentialKind.FACE and record.face is None:
        led_to = None
    reason = foresee(
        led_to,
        question.gate,
        question.at,
        question.direction,
        question.campus,
        shown_as(question.shown, record.holder, question.at),
        question.mode,
        entries,
        exits,
    )
    return Answer(assumption, None if reason is None else advice_on(question.direction, reason))


def entries_of(record: AccessRecord, gate: str, at: datetime) -> Entries:
    """How often the gates have reported the holder coming in within the present validity, as far
    as ``gate`` can know of it.

    By the hall's time, as gates count their own.
    """
    begin = record.valid_from
    if begin is None:
        return Entries(0, 0)
    events = JournalledEvent.objects.filter(
        holder=record.holder, kind=GateEventKind.PASSED.value, direction=Direction.IN.value
    )
    own, others = max(begin, at - REMEMBERED), max(begin, at - PASSAGES_KEPT)
    here = elsewhere = 0
    for by, happened, ahead in events.values_list("journal__gate", "at", "hall_offset_s"):
        moment = happened - timedelta(seconds=ahead or 0.0)
        here += by == gate and own <= moment < at
        elsewhere += by != gate and others <= moment < at
    return Entries(here, elsewhere)


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
