"""What a guard is told of a person: the record, and what each lane would say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from gate_agent.wire.people import Expectation, PersonHit, PersonView
from gate_agent.wire.schema import Outcome
from sync.wire import Direction, ReturnStatus
from ui import moments
from ui.gate_console.tiles import Say
from wording import Text

STATUS_WORDS: Final = {
    ReturnStatus.NONE: Text("未登记返校", "No return registered"),
    ReturnStatus.PENDING: Text("等待审批", "Waiting for approval"),
    ReturnStatus.APPROVED: Text("已批准", "Approved"),
    ReturnStatus.REJECTED: Text("未批准", "Rejected"),
    ReturnStatus.REVOKED: Text("已撤销", "Revoked"),
}
_BLOCKED: Final = Text("在禁止名单上", "On the block list")
_DIRECTIONS: Final = {Direction.IN: Text("入", "in"), Direction.OUT: Text("出", "out")}
_TONES: Final = {
    Expectation.GRANTED: Outcome.GRANTED,
    Expectation.FACE: Outcome.GRANTED,
    Expectation.DENIED: Outcome.DENIED,
    Expectation.ATTENTION: Outcome.ATTENTION,
}
_PERMISSION: Final = Text("许可", "Permission")
_DECIDED: Final = Text("{status}（{who}，{when}）", "{status} by {who}, {when}")
_VALID: Final = Text("有效期", "Valid")
_VALID_SPAN: Final = Text("{start} 至 {end}", "{start} to {end}")
_OPEN_END: Final = Text("不限", "no limit")
_ENTRIES: Final = Text("入校次数", "Entries")
_ENTRIES_OF: Final = Text("已用 {used}，共 {all}", "{used} of {all} used")
_ENTRIES_FREE: Final = Text("已用 {used}，不限次数", "{used} used, no limit")
_PLACES: Final = Text("校门", "Gates")
_EVERY_GATE: Final = Text("全部", "all")
_CREDENTIALS: Final = Text("凭证", "Credentials")
_HAS: Final = Text("{cards}，{face}", "{cards}, {face}")
_NO_CARD: Final = Text("没有卡", "no card")
_ONE_CARD: Final = Text("1 张卡", "1 card")
_CARDS: Final = Text("{cards} 张卡", "{cards} cards")
_FACE: Final = Text("已采集人脸", "face enrolled")
_NO_FACE: Final = Text("没有人脸", "no face enrolled")
_GROUPS: Final = Text("人群", "Groups")
_AGE: Final = Text("本机名单", "Records here")
_AGE_SPAN: Final = Text("{span}前核实", "confirmed {span} ago")
_AGE_UNKNOWN: Final = Text("尚未核实", "not confirmed yet")
_LANE: Final = Text("{name}（{way}）", "{name} ({way})")
_PASSED: Final = Text("已通过", "passed")
_NOT_PASSED: Final = Text("未通过", "did not go through")


@dataclass(frozen=True, slots=True)
class Hit:
    """One person of the list."""

    number: int
    name: str
    about: str
    status: str
    outcome: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the record."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """What one lane would say now."""

    lane: str
    outcome: str
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Seen:
    """Something the gate has seen of the person."""

    when: str
    lane: str
    outcome: str
    said: str


def hits(people: Sequence[PersonHit], chosen: int, say: Say) -> list[Hit]:
    """The list; ``chosen`` is the number of the picked one."""
    return [
        Hit(
            number,
            f"{hit.name}  {hit.student_no}",
            " · ".join(part for part in (hit.department, hit.class_name) if part),
            say(_BLOCKED if hit.blocked else STATUS_WORDS[hit.status]),
            _status_outcome(hit.status, hit.blocked).value,
            number == chosen,
        )
        for number, hit in enumerate(people, 1)
    ]


def _status_outcome(status: ReturnStatus, blocked: bool) -> Outcome:
    if blocked or status in (ReturnStatus.REJECTED, ReturnStatus.REVOKED):
        return Outcome.DENIED
    return Outcome.GRANTED if status is ReturnStatus.APPROVED else Outcome.ATTENTION


def facts(person: PersonView, now: datetime, say: Say) -> list[Fact]:
    """The record in lines."""
    status = say(_BLOCKED if person.blocked else STATUS_WORDS[person.status])
    if person.decided_by and person.decided_at is not None:
        when = say(moments.day_and_time(person.decided_at, now))
        status = say(_DECIDED).format(status=status, who=person.decided_by, when=when)
    used = person.entries_used
    entries = _ENTRIES_FREE if person.entries is None else _ENTRIES_OF
    face = say(_FACE if person.face_enrolled else _NO_FACE)
    age_s = person.records_age_s
    age = say(_AGE_UNKNOWN)
    if age_s is not None:
        age = say(_AGE_SPAN).format(span=say(moments.span(age_s)))
    lines = [
        Fact(say(_PERMISSION), status),
        Fact(say(_VALID), _validity(person, now, say)),
        Fact(say(_ENTRIES), say(entries).format(used=used, all=person.entries)),
        Fact(say(_PLACES), " · ".join(person.gates) or say(_EVERY_GATE)),
        Fact(say(_CREDENTIALS), say(_HAS).format(cards=_cards(person.cards, say), face=face)),
    ]
    if person.groups:
        lines.append(Fact(say(_GROUPS), " · ".join(person.groups)))
    return [*lines, Fact(say(_AGE), age)]


def _cards(count: int, say: Say) -> str:
    match count:
        case 0:
            return say(_NO_CARD)
        case 1:
            return say(_ONE_CARD)
        case _:
            return say(_CARDS).format(cards=count)


def _validity(person: PersonView, now: datetime, say: Say) -> str:
    start, end = (
        say(_OPEN_END if moment is None else moments.day_and_time(moment, now))
        for moment in (person.valid_from, person.valid_until)
    )
    if person.valid_from is None and person.valid_until is None:
        return say(_OPEN_END)
    return say(_VALID_SPAN).format(start=start, end=end)


def outlooks(person: PersonView, say: Say) -> list[Outlook]:
    """What the lanes would say now; lanes that say the same share a line."""
    lanes: dict[tuple[str, str, str], list[str]] = {}
    for lane in person.outlook:
        remedy = "" if lane.remedy is None else say(lane.remedy)
        said = _TONES[lane.expectation].value, say(lane.sentence), remedy
        name = say(_LANE).format(name=say(lane.name), way=say(_DIRECTIONS[lane.direction]))
        lanes.setdefault(said, []).append(name)
    return [Outlook(", ".join(names), *said) for said, names in lanes.items()]


def seen(person: PersonView, now: datetime, say: Say) -> list[Seen]:
    """The last passages at this gate, newest first."""
    found = []
    for passage in person.passages:
        said = say(passage.sentence)
        if passage.outcome is Outcome.GRANTED:
            said = f"{said} · {say(_PASSED if passage.passed else _NOT_PASSED)}"
        when = say(moments.day_and_time(passage.at, now))
        found.append(Seen(when, passage.lane, passage.outcome.value, said))
    return found
