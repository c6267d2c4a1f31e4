"""What one lane's tile shows: a pure function of the lane's view, the link and the moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Final, assert_never
from uuid import UUID

from PySide6.QtGui import QImage

from gate_agent.rules.orders import LaneOrder
from gate_agent.rules.reasons import Reason
from gate_agent.rules.roles import Right, Role
from gate_agent.wire.schema import LanePhase, LaneView, Outcome, VerdictView
from sync.wire import Bilingual, Direction
from ui import moments
from ui.agents.link import LinkStatus
from ui.gate_console.sight import LaneSight
from wording import Text

Say = Callable[[Text | Bilingual], str]


class Tone(StrEnum):
    """Colour and shape of a tile; LaneTile.qml knows the same names."""

    IDLE = "idle"
    WORKING = "working"
    GRANTED = "granted"
    DENIED = "denied"
    ATTENTION = "attention"
    FAULT = "fault"
    LOST = "lost"


_WORDS: Final = {
    Tone.IDLE: Text("请刷卡", "Tap card"),
    Tone.WORKING: Text("核验中", "Checking"),
    Tone.GRANTED: Text("放行", "Pass"),
    Tone.DENIED: Text("不放行", "Stop"),
    Tone.ATTENTION: Text("请核验", "Check"),
    Tone.FAULT: Text("道口故障", "Fault"),
    Tone.LOST: Text("失去联系", "No contact"),
}
_OF_A_PERSON: Final = frozenset({Reason.REJECTED, Reason.REVOKED})
"""Refusals that somebody decided: the guard may be asked who, or wants to call them."""
_DIRECTIONS: Final = {Direction.IN: Text("入", "in"), Direction.OUT: Text("出", "out")}
_OUTCOME_TONES: Final = {
    Outcome.GRANTED: Tone.GRANTED,
    Outcome.DENIED: Tone.DENIED,
    Outcome.ATTENTION: Tone.ATTENTION,
}
_SOMEBODY_THERE: Final = frozenset(
    {LanePhase.READING, LanePhase.VERIFYING, LanePhase.DENIED, LanePhase.OPEN}
)
"""Phases in which a guard may send somebody away."""
_TAKES_CARDS: Final = frozenset(
    {
        LanePhase.IDLE,
        LanePhase.READING,
        LanePhase.DENIED,
        LanePhase.PASSED,
        LanePhase.TIMED_OUT,
        LanePhase.TAILGATING,
        LanePhase.FORCED,
    }
)
"""Phases in which the next attempt may begin."""
_PASSED: Final = Text("已通过", "Passed")
_PASSING: Final = Text("正在通过", "Passing")
_OPEN: Final = Text("闸已开", "Barrier open")
_BY_HAND: Final = Text("按 F{number} 手动放行", "F{number} opens by hand")
_NOTHING: Final = Bilingual(zh="", en="")
_JUST_LOST: Final = Text("连接刚刚中断", "The connection just broke")
_LOST_SENTENCE: Final = Text("{span}没有消息", "Nothing heard for {span}")
_LOST_REMEDY: Final = Text("请人工核验证件", "Check papers by hand")
_FAULT_SENTENCE: Final = Text("这个道口不能自动放行", "This lane can't let anybody in by itself")
_FAULT_REMEDY: Final = Text("看上方提示；请人工核验", "See the notice above; check by hand")
_STANDING: Final = {
    LanePhase.EVACUATION: (
        Text("敞开", "Open"),
        Text("火警，通道敞开", "Fire: the lane stands open"),
        Text(
            "请引导人员撤离；消防主机复位后解除", "Lead people out; end it when the panel is reset"
        ),
    ),
    LanePhase.MAINTENANCE: (
        Text("检修", "Service"),
        Text("通道已停用", "The lane is out of service"),
        Text("请走其他通道", "Use another lane"),
    ),
}
"""Phases of the lane itself, whoever was there before: word, what happens, what to do."""
_OPENED: Final = Text("由值班员放行", "Opened by a guard")
_APPROVED: Final = Text("{who} {when}批准", "approved by {who} {when}")
_DECIDED: Final = Text("{who} {when}", "{who} {when}")
_LAST: Final = Text("上一位 {time}  {who}  {word}", "Last: {time}  {who}  {word}")
_NOBODY: Final = Text("未登记", "not on record")
_ENROLLED: Final = Text("登记照", "Enrolled")
_LIVE: Final = Text("现场", "Live")
_NOT_SHOWN: Final = Text("无权查看", "Not shown")
"""In place of a face that this screen's role may not see."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """The photos of the shown verdict; null images while there are none."""

    enrolled: QImage = field(default_factory=QImage)
    live: QImage = field(default_factory=QImage)


@dataclass(frozen=True, slots=True)
class LaneTile:
    """The roles of LaneTile.qml."""

    number: int
    lane: str
    tone: str
    word: str
    phase: str = ""
    who: str = ""
    department: str = ""
    class_name: str = ""
    sentence: str = ""
    remedy: str = ""
    doubt: str = ""
    """Why a guard may want to look at somebody who was let in."""
    last: str = ""
    faces: bool = False
    enrolled: QImage = field(default_factory=QImage)
    enrolled_label: str = ""
    live: QImage = field(default_factory=QImage)
    live_label: str = ""
    score: str = ""
    orders: frozenset[LaneOrder] = frozenset()
    """What may be ordered of the lane as it stands."""
    reachable: bool = True
    confirm_within_s: int | None = None
    desk: bool = False
    role: Role | None = None
    """Of this screen's token."""
    lacking: frozenset[Right] = frozenset()
    """What that role may not do."""
    takes_number: bool = False
    """A student number may be typed for whoever stands there."""
    event: UUID | None = None
    """The newest verdict of the lane, whether or not it is shown."""


def tile(sight: LaneSight, say: Say, pictures: Pictures) -> LaneTile:
    """The tile for ``sight`` in the words of ``say``."""
    return replace(
        _words(sight, say, pictures),
        orders=orders(sight),
        confirm_within_s=sight.confirm_within_s,
        desk=sight.desk,
        role=None if sight.caller is None else sight.caller.role,
        lacking=frozenset() if sight.caller is None else frozenset(Right) - sight.caller.rights,
        takes_number=sight.status is LinkStatus.LIVE and sight.lane.phase in _TAKES_CARDS,
        event=None if sight.lane.verdict is None else sight.lane.verdict.event_id,
    )


def orders(sight: LaneSight) -> frozenset[LaneOrder]:
    """What a guard may order of the lane now."""
    if sight.status is not LinkStatus.LIVE or sight.lane.phase is LanePhase.EVACUATION:
        return frozenset()
    if sight.lane.phase is LanePhase.MAINTENANCE:
        return frozenset({LaneOrder.OPEN, LaneOrder.PUT_BACK})
    possible = {LaneOrder.TAKE_OUT}
    if sight.lane.phase not in (LanePhase.OPEN, LanePhase.PASSING):
        possible.add(LaneOrder.OPEN)
    if sight.lane.phase in _SOMEBODY_THERE:
        possible.add(LaneOrder.REFUSE)
    if sight.lane.override is not None:
        possible.add(LaneOrder.CONFIRM)
    return frozenset(possible)


def _words(sight: LaneSight, say: Say, pictures: Pictures) -> LaneTile:
    shown = tone(sight)
    title = lane_title(sight, say)
    standing = _STANDING.get(sight.lane.phase)
    if standing is not None and shown is not Tone.LOST:
        texts = [say(text) for text in standing]
        return LaneTile(
            sight.number,
            title,
            shown,
            texts[0],
            sentence=texts[1],
            remedy=texts[2],
        )
    word = say(_WORDS[shown])
    verdict = sight.lane.verdict
    match shown:
        case Tone.LOST:
            return LaneTile(
                sight.number,
                title,
                shown,
                word,
                sentence=say(_silence(sight.silent_s)),
                remedy=say(_LOST_REMEDY),
                reachable=False,
            )
        case Tone.IDLE:
            last = "" if verdict is None else _last(verdict, sight.now.tzinfo, say)
            return LaneTile(sight.number, title, shown, word, last=last)
        case Tone.WORKING:
            return LaneTile(sight.number, title, shown, word)
        case Tone.GRANTED | Tone.DENIED | Tone.ATTENTION | Tone.FAULT:
            return _with_verdict(sight, shown, title, word, say, pictures)
        case _:
            assert_never(shown)


def tone(sight: LaneSight) -> Tone:
    """Colour and shape of the lane."""
    if sight.status is not LinkStatus.LIVE:
        return Tone.LOST
    verdict = sight.lane.verdict
    match sight.lane.phase:
        case LanePhase.IDLE:
            if verdict is not None and sight.lingering:
                return _OUTCOME_TONES[verdict.outcome]
            return Tone.IDLE
        case LanePhase.READING | LanePhase.VERIFYING:
            return Tone.WORKING
        case LanePhase.OPEN | LanePhase.PASSING | LanePhase.PASSED | LanePhase.EVACUATION:
            return Tone.GRANTED
        case LanePhase.TIMED_OUT:
            return Tone.IDLE if verdict is None else _OUTCOME_TONES[verdict.outcome]
        case LanePhase.TAILGATING | LanePhase.FORCED | LanePhase.HELD_OPEN:
            return Tone.ATTENTION
        case LanePhase.MAINTENANCE:
            return Tone.FAULT
        case LanePhase.DENIED:
            if verdict is not None and verdict.outcome is Outcome.ATTENTION:
                return Tone.ATTENTION
            return Tone.DENIED
        case LanePhase.FAULT:
            return Tone.FAULT
        case _:
            assert_never(sight.lane.phase)


def lane_title(sight: LaneSight, say: Say) -> str:
    """The lane's name and direction, after its gate's when there are several."""
    parts = [] if sight.gate is None else [say(sight.gate)]
    return " · ".join([*parts, say(sight.lane.name), say(_DIRECTIONS[sight.lane.direction])])


def shown_verdict(sight: LaneSight) -> VerdictView | None:
    """The verdict that belongs to what the tile shows now; None when the lane waits or is lost."""
    if sight.lane.phase in _STANDING:
        return None
    if tone(sight) in (Tone.GRANTED, Tone.DENIED, Tone.ATTENTION, Tone.FAULT):
        return sight.lane.verdict
    return None


def _with_verdict(
    sight: LaneSight, shown: Tone, title: str, word: str, say: Say, pictures: Pictures
) -> LaneTile:
    verdict = sight.lane.verdict
    phase = say(_hint(shown, sight))
    fault = (say(_FAULT_SENTENCE), say(_FAULT_REMEDY)) if shown is Tone.FAULT else ("", "")
    if verdict is None:
        sentence = say(_OPENED) if shown is Tone.GRANTED else fault[0]
        return LaneTile(
            sight.number,
            title,
            shown,
            word,
            phase=phase,
            sentence=sentence,
            remedy=fault[1],
        )
    remedy = "" if verdict.remedy is None else say(verdict.remedy)
    seen = sight.caller is None or Right.SEE_FACES in sight.caller.rights
    return LaneTile(
        number=sight.number,
        lane=title,
        tone=shown,
        word=word,
        phase=phase,
        who=verdict.holder_name,
        department=verdict.department,
        class_name=verdict.class_name,
        sentence=fault[0] or _sentence(verdict, sight.now, say),
        remedy=fault[1] or remedy,
        doubt="" if verdict.doubt is None or shown is not Tone.GRANTED else say(verdict.doubt),
        faces=bool(verdict.holder_name or verdict.enrolled_photo or verdict.live_photo),
        enrolled=pictures.enrolled,
        enrolled_label=say(_ENROLLED if seen else _NOT_SHOWN),
        live=pictures.live,
        live_label=say(_LIVE if seen else _NOT_SHOWN),
        score=_score(verdict),
    )


def _silence(silent_s: float) -> Text:
    if silent_s < 1:
        return _JUST_LOST
    length = moments.span(silent_s)
    return Text(_LOST_SENTENCE.zh.format(span=length.zh), _LOST_SENTENCE.en.format(span=length.en))


def _hint(shown: Tone, sight: LaneSight) -> Text | Bilingual:
    """How far the passage is, or the key that opens by hand where a person must decide."""
    if shown is Tone.ATTENTION:
        return _BY_HAND.format(number=sight.number)
    return _phase(sight.lane) if shown is Tone.GRANTED else _NOTHING


def _phase(lane: LaneView) -> Text:
    if lane.verdict is not None and lane.verdict.passed:
        return _PASSED
    return _PASSING if lane.phase is LanePhase.PASSING else _OPEN


def _sentence(verdict: VerdictView, now: datetime, say: Say) -> str:
    """What happened; and who decided, where that is what the guard acts on."""
    parts = [say(verdict.sentence)]
    by_rule = verdict.outcome is Outcome.GRANTED and not verdict.reason
    matters = by_rule or verdict.reason in _OF_A_PERSON
    if matters and verdict.decided_by and verdict.decided_at is not None:
        when = moments.day_and_time(verdict.decided_at, now)
        by = _APPROVED if verdict.outcome is Outcome.GRANTED else _DECIDED
        parts.append(say(by).format(who=verdict.decided_by, when=say(when)))
    return " · ".join(parts)


def _score(verdict: VerdictView) -> str:
    if verdict.score is None:
        return ""
    if verdict.threshold is None:
        return f"{verdict.score:.2f}"
    sign = "≥" if verdict.score >= verdict.threshold else "<"
    return f"{verdict.score:.2f} {sign} {verdict.threshold:.2f}"


def _last(verdict: VerdictView, zone: tzinfo | None, say: Say) -> str:
    word = _PASSED if verdict.passed else _WORDS[_OUTCOME_TONES[verdict.outcome]]
    return say(_LAST).format(
        time=moments.clock(verdict.at, zone),
        who=verdict.holder_name or say(_NOBODY),
        word=say(word),
    )
