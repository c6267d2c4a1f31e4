"""What a made-up gate says of made-up people, its day and a shift."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from gate_agent.desk.verdicts import bilingual
from gate_agent.passage.event_reasons import ALL_LANES
from gate_agent.rules.outlook import FACE_NEXT, LOOK_UP
from gate_agent.rules.reasons import Reason, advice
from gate_agent.wire.people import (
    Expectation,
    LaneOutlook,
    PeopleFound,
    PersonHit,
    PersonPassage,
    PersonView,
)
from gate_agent.wire.reports import (
    FiguresView,
    LaneFigures,
    OpenFault,
    ReasonFigure,
    ShiftEvent,
    ShiftView,
)
from gate_agent.wire.schema import (
    BacklogView,
    EmergencyView,
    FaultView,
    Outcome,
)
from sync.wire import ActOutcome, Bilingual, CredentialKind, Direction, GateEventKind, ReturnStatus
from tests.helpers.gate_states import NOW, event_id, said

_DAY_BUCKETS: Final = 288
_NAMES: Final = (
    ("周湖", "计算机科学与技术学院", "2023 级 1 班", ReturnStatus.REVOKED, False),
    ("周墨砚", "地球科学学院", "2024 级 2 班", ReturnStatus.APPROVED, False),
    ("周笔", "管理学院", "2025 级 3 班", ReturnStatus.PENDING, False),
    ("Zhou Aleksandra Wilhelmina", "国际教育学院", "2025 级 12 班", ReturnStatus.NONE, True),
)


def people() -> PeopleFound:
    """Four people of one name, one in each state."""
    return PeopleFound(
        people=tuple(
            PersonHit(
                holder=UUID(int=number),
                name=name,
                student_no=f"…04{number}5",
                class_name=class_name,
                department=department,
                status=status,
                blocked=blocked,
            )
            for number, (name, department, class_name, status, blocked) in enumerate(_NAMES, 1)
        ),
        more=True,
    )


def person() -> PersonView:
    """Revoked an hour ago: no lane lets her in."""
    words = advice(Reason.REVOKED)
    name, department, class_name, status, blocked = _NAMES[0]
    return PersonView(
        holder=UUID(int=1),
        name=name,
        student_no="…0415",
        class_name=class_name,
        department=department,
        status=status,
        blocked=blocked,
        valid_from=NOW - timedelta(days=2),
        valid_until=NOW + timedelta(days=120),
        decided_by="陈老师",
        decided_at=NOW - timedelta(minutes=40),
        groups=("undergraduate",),
        gates=("east", "west"),
        campuses=(),
        directions=(),
        entries=4,
        entries_used=1,
        cards=1,
        face_enrolled=True,
        enrolled_photo="/v1/photos/person-1",
        records_age_s=6.0,
        outlook=tuple(
            LaneOutlook(
                lane=f"L{number}",
                name=said(f"{number} 号道", f"Lane {number}"),
                direction=Direction.IN if number < 3 else Direction.OUT,
                expectation=Expectation.DENIED,
                reason=Reason.REVOKED,
                sentence=bilingual(words.sentence),
                remedy=bilingual(words.remedy),
            )
            for number in (1, 2, 3)
        ),
        passages=(
            _passage(1, Outcome.DENIED, bilingual(words.sentence), passed=False),
            _passage(2, Outcome.GRANTED, said("返校已批准", "Return approved"), passed=True),
        ),
    )


def without_card() -> PersonView:
    """A visitor, who has a pass on the telephone and nothing else; one lane has no scanner."""
    shown = (CredentialKind.PASS, CredentialKind.PASS, CredentialKind.NUMBER)
    known = person()
    return known.model_copy(
        update={
            "name": "周书仪",
            "status": ReturnStatus.APPROVED,
            "blocked": False,
            "groups": ("visitors",),
            "entries": None,
            "cards": 0,
            "face_enrolled": False,
            "enrolled_photo": "",
            "passages": (),
            "outlook": tuple(
                lane.model_copy(
                    update={
                        "credential": kind,
                        "expectation": Expectation.FACE,
                        "reason": "",
                        "sentence": bilingual(FACE_NEXT[kind]),
                        "remedy": bilingual(LOOK_UP[kind]),
                    }
                )
                for lane, kind in zip(known.outlook, shown, strict=True)
            ),
        }
    )


def _passage(number: int, outcome: Outcome, sentence: Bilingual, passed: bool) -> PersonPassage:
    return PersonPassage(
        event_id=event_id(number),
        at=NOW - timedelta(hours=number * 9),
        lane="L1",
        direction=Direction.IN,
        outcome=outcome,
        sentence=sentence,
        passed=passed,
    )


def figures(lanes: int = 8) -> FiguresView:
    """A return day: a swell in the morning, a smaller one in the afternoon."""
    midnight = NOW.astimezone().replace(hour=0, minute=0, second=0)
    return FiguresView(
        day=midnight.date(),
        begins=midnight,
        bucket_s=300,
        lanes=tuple(_lane(number) for number in range(1, lanes + 1)),
        refusals=tuple(
            ReasonFigure(reason=reason, sentence=bilingual(advice(reason).sentence), count=count)
            for reason, count in zip(list(Reason), (61, 40, 22, 13, 9, 5, 3, 1), strict=False)
        ),
    )


def _lane(number: int) -> LaneFigures:
    entered = tuple(_swell(bucket, number) for bucket in range(_DAY_BUCKETS))
    refused = tuple(count // 6 for count in entered)
    busiest = max(entered)
    return LaneFigures(
        lane=f"L{number}",
        name=said(f"{number} 号道", f"Lane {number}"),
        entered=entered,
        left=tuple(count // 3 for count in entered),
        refused=refused,
        entered_total=sum(entered),
        left_total=sum(count // 3 for count in entered),
        refused_total=sum(refused),
        opened_by_guard=number,
        busiest=busiest,
        busiest_at=NOW.astimezone().replace(hour=0, minute=0, second=0)
        + timedelta(seconds=300 * entered.index(busiest)),
    )


def _swell(bucket: int, lane: int) -> int:
    """People in these five minutes: two triangles, from 7:00 and from 13:00."""
    morning = max(0, 18 - abs(bucket - 102) // 2)
    afternoon = max(0, 9 - abs(bucket - 174) // 3)
    return max(0, morning + afternoon - lane % 4)


def no_figures() -> FiguresView:
    """A day on which nobody came."""
    busy = figures(2)
    zeros = (0,) * _DAY_BUCKETS
    return busy.model_copy(
        update={
            "refusals": (),
            "lanes": tuple(
                lane.model_copy(
                    update={
                        "entered": zeros,
                        "left": zeros,
                        "refused": zeros,
                        "entered_total": 0,
                        "left_total": 0,
                        "refused_total": 0,
                        "opened_by_guard": 0,
                        "busiest": 0,
                        "busiest_at": None,
                    }
                )
                for lane in busy.lanes
            ),
        }
    )


def shift() -> ShiftView:
    """Eight hours in which everything happened that a hand-over names."""
    return ShiftView(
        since=NOW - timedelta(hours=8),
        until=NOW,
        entered=2317,
        left=803,
        unused=12,
        refusals=figures().refusals,
        opened_by_hand=tuple(
            _event(
                20 + n,
                GateEventKind.OPENED_BY_GUARD,
                "L2",
                "Guard Wei",
                said("已核对证件和照片", "Papers and photo checked"),
            )
            for n in range(4)
        ),
        refused_by_hand=(
            _event(
                30,
                GateEventKind.REFUSED_BY_GUARD,
                "L1",
                "Guard Wei",
                said("不是持卡人本人", "Not the person of the card"),
            ),
        ),
        alarms=(
            _event(40, GateEventKind.FORCED, "L3"),
            _event(41, GateEventKind.TAILGATED, "L1"),
        ),
        orders=(
            _event(
                50, GateEventKind.LOCKDOWN, "all", "Guard Wei", said("封闭演练", "Lockdown drill")
            ),
            _event(51, GateEventKind.MAINTENANCE, "L4", "Guard Lin", said("设备维修", "Repair")),
        ),
        acts=(
            _act(1, GateEventKind.BARRIER_PULSED, "barrier-2", ActOutcome.DONE),
            _act(2, GateEventKind.PORT_CHANGED, "reader-2", ActOutcome.BEGUN),
        ),
        cut=False,
        faults=(
            OpenFault(
                device="camera-3",
                since=NOW - timedelta(minutes=42),
                fault=FaultView(
                    code="CA-01",
                    public=said("摄像头重连中", "The camera is reconnecting"),
                    remedy=said("检查网线", "Check the cable"),
                ),
            ),
        ),
        backlog=BacklogView(waiting=37, dead=2),
        emergency=EmergencyView(),
        open_questions=(
            said(
                "4 号道仍停用。修好后请启用", "Lane 4 is out of service. Put it back when repaired"
            ),
            said(
                "2 条记录被大厅退回。请联系管理员",
                "The hall rejected 2 records. Call the administrator",
            ),
        ),
    )


def quiet_shift() -> ShiftView:
    """Nothing happened and nothing is open."""
    return shift().model_copy(
        update={
            "entered": 0,
            "left": 0,
            "unused": 0,
            "refusals": (),
            "opened_by_hand": (),
            "refused_by_hand": (),
            "alarms": (),
            "orders": (),
            "acts": (),
            "faults": (),
            "open_questions": (),
            "backlog": BacklogView(waiting=0, dead=0),
        }
    )


def _event(
    number: int,
    kind: GateEventKind,
    lane: str,
    guard: str = "",
    words: Bilingual | None = None,
) -> ShiftEvent:
    return ShiftEvent(
        event_id=event_id(number),
        at=NOW - timedelta(minutes=number * 4),
        lane=lane,
        kind=kind,
        guard=guard,
        said=words,
    )


def _act(number: int, kind: GateEventKind, device: str, outcome: ActOutcome) -> ShiftEvent:
    act = _event(number, kind, ALL_LANES, "Tech Luo")
    return act.model_copy(update={"device": device, "outcome": outcome})
