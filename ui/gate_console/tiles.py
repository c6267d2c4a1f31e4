"""What one lane's tile shows: a pure function of the lane's view, the link and the moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final, assert_never

from gate_agent.rules.orders import LaneOrder
from gate_agent.rules.reasons import Reason
from gate_agent.rules.roles import Right
from gate_agent.wire.schema import LanePhase, Outcome, VerdictView
from sync.wire import Bilingual, Direction
from ui import moments
from ui.agents.link import LinkStatus
from ui.gate_console.asked_words import AGED, apart, asked_words
from ui.gate_console.lane_tile import LaneTile, Pictures
from ui.gate_console.sight import NO_EMERGENCY, LaneSight
from ui.gate_console.tile_orders import orders, takes_number
from ui.gate_console.tones import Tone, outcome_tone, shown_verdict, shut_in_fire, tone
from wording import Text

Say = Callable[[Text | Bilingual], str]

_WORDS: Final = {
    Tone.WORKING: Text("核验中", "Checking"),
    Tone.GRANTED: Text("放行", "Pass"),
    Tone.UNUSED: Text("无人通过", "Nobody went"),
    Tone.DENIED: Text("不放行", "Stop"),
    Tone.ATTENTION: Text("请核验", "Check"),
    Tone.FAULT: Text("通道故障", "Fault"),
    Tone.LOCKED: Text("封闭", "Locked"),
    Tone.EVACUATION: Text("敞开", "Open"),
    Tone.LOST: Text("失去联系", "No contact"),
}
_OF_A_PERSON: Final = frozenset({Reason.REJECTED, Reason.REVOKED})
"""Refusals that somebody decided: the guard may be asked who, or wants to call them."""
_DIRECTIONS: Final = {Direction.IN: Text("入", "in"), Direction.OUT: Text("出", "out")}
_PASSED: Final = Text("已通过", "Passed")
_PASSING: Final = Text("正在通过", "Passing")
_OPEN: Final = Text("闸已开", "Barrier open")
_CLOSED: Final = Text("闸已关，本次不计", "The barrier has closed; it does not count")
_BY_HAND: Final = Text("按 F{number} 手动放行", "F{number} opens by hand")
_JUST_LOST: Final = Text("连接刚刚中断", "The connection just broke")
_LOST_SENTENCE: Final = Text("{span}没有消息", "Nothing heard for {span}")
_LOST_REMEDY: Final = Text("请人工核验证件", "Check papers by hand")
_FAULT: Final = (
    Text("这个通道不能自动放行", "This lane can't let anybody in by itself"),
    Text("看上方提示；请人工核验", "See the notice above; check by hand"),
)
_EVACUATION: Final = (
    Text("火警，通道敞开", "Fire: the lane stands open"),
    Text("请引导人员撤离；消防主机复位后解除", "Lead people out; end it when the panel is reset"),
)
_SERVICE: Final = (
    Text("通道已停用", "The lane is out of service"),
    Text("请走其他通道", "Use another lane"),
)
_SERVICE_WORD: Final = Text("检修", "Service")
_SHUT_WORD: Final = Text("未敞开", "Not open")
_SHUT: Final = (
    Text("火警中，这个通道没有敞开", "Fire, but this lane does not stand open"),
    Text("请立即手动或用钥匙打开", "Open it by hand or key at once"),
)
_LOOK: Final = Text("请到现场查看", "Go and look")
_ALARMS: Final = {
    LanePhase.TAILGATING: (Text("有人尾随通过", "A second person followed through"), _LOOK),
    LanePhase.FORCED: (Text("有人未经放行进入通道", "Somebody entered without a grant"), _LOOK),
    LanePhase.HELD_OPEN: (
        Text("通道内有人或物停留", "Somebody or something stays in the lane"),
        _LOOK,
    ),
}
"""Where the journal could not keep what happened, so that there is no verdict of it."""
_OPENED: Final = Text("由值班员放行", "Opened by a guard")
_ONLY_SOME: Final = Text("只放行指定人员", "Only named groups pass")
_APPROVED: Final = Text("{who} {when}批准", "approved by {who} {when}")
_DECIDED: Final = Text("{who} {when}", "{who} {when}")
_LAST: Final = Text("上一位 {time}  {who}  {word}", "Last: {time}  {who}  {word}")
_LAST_UNNAMED: Final = Text("上一位 {time}  {word}", "Last: {time}  {word}")
_NOBODY: Final = Text("未登记", "not on record")
_ENROLLED: Final = Text("登记照", "Enrolled")
_LIVE: Final = Text("现场", "Live")
_NOT_SHOWN: Final = Text("无权查看", "Not shown")
"""In place of a face that this screen's role may not see."""
_FIRE: Final = Text("火警", "Fire")
_LOCKDOWN: Final = Text("封闭", "Lockdown")
_SECOND: Final = Text("等第二人确认 {left} 秒", "Second guard: {left} s")


def tile(sight: LaneSight, say: Say, pictures: Pictures) -> LaneTile:
    """The tile for ``sight`` in the words of ``say``."""
    alerts = _alerts(sight)
    return replace(
        _words(sight, say, pictures),
        alert=" · ".join(map(say, alerts)),
        grave=sight.emergency != NO_EMERGENCY,
        orders=orders(sight),
        confirm_within_s=sight.confirm_within_s,
        desk=sight.desk,
        role=None if sight.caller is None else sight.caller.role,
        lacking=frozenset() if sight.caller is None else frozenset(Right) - sight.caller.rights,
        takes_number=takes_number(sight),
        event=None if sight.lane.verdict is None else sight.lane.verdict.event_id,
    )


def lane_title(sight: LaneSight, say: Say) -> str:
    """The lane's name and direction, after its gate's when there are several."""
    parts = [] if sight.gate is None else [say(sight.gate)]
    return " · ".join([*parts, say(sight.lane.name), say(_DIRECTIONS[sight.lane.direction])])


def _alerts(sight: LaneSight) -> list[Text]:
    """What the band says: fire before lockdown before an opening that awaits its second guard."""
    if sight.status is not LinkStatus.LIVE:
        return []
    found = []
    if sight.emergency.fire is not None:
        found.append(_FIRE)
    if sight.emergency.lockdown is not None:
        found.append(_LOCKDOWN)
    if sight.confirm_within_s is not None:
        found.append(_SECOND.format(left=sight.confirm_within_s))
    return found


def _words(sight: LaneSight, say: Say, pictures: Pictures) -> LaneTile:
    shown = tone(sight)
    bare = LaneTile(sight.number, lane_title(sight, say), shown, "")
    if shown in _WORDS:
        bare = replace(bare, word=say(_WORDS[shown]))
    match shown:
        case Tone.LOST:
            silence = _silence(sight.silent_s)
            return replace(_saying(bare, (silence, _LOST_REMEDY), say), reachable=False)
        case Tone.IDLE | Tone.LOCKED:
            return _waiting(sight, bare, say)
        case Tone.WORKING:
            return bare
        case Tone.EVACUATION:
            return _saying(bare, _EVACUATION, say)
        case Tone.GRANTED | Tone.UNUSED | Tone.DENIED | Tone.ATTENTION | Tone.FAULT:
            verdict = shown_verdict(sight)
            if verdict is None:
                return _without_verdict(sight, bare, say)
            return _with_verdict(sight, verdict, bare, say, pictures)
        case _:
            assert_never(shown)


def _waiting(sight: LaneSight, bare: LaneTile, say: Say) -> LaneTile:
    asked = asked_words(sight.lane.asks)
    verdict = sight.lane.verdict
    waiting = replace(
        bare,
        sentence=say(asked.sentence),
        last="" if verdict is None else _last(sight, verdict, say),
    )
    asks = sight.lane.asks
    others = None if asks is None else apart(asks.apart)
    if bare.tone == Tone.LOCKED:
        return replace(waiting, sentence=say(_ONLY_SOME), remedy=_joined(say, asked.word, others))
    # That the records are old stands in a notice as well.
    aged = AGED if asks is not None and asks.aged else None
    return replace(
        waiting, word=say(asked.word), symbol=asked.symbol, remedy=_joined(say, others or aged)
    )


def _joined(say: Say, *texts: Text | None) -> str:
    return " · ".join(say(text) for text in texts if text is not None)


def _without_verdict(sight: LaneSight, bare: LaneTile, say: Say) -> LaneTile:
    """About the lane itself, or somebody whom nobody knows."""
    phase = sight.lane.phase
    if shut_in_fire(sight):
        return _saying(replace(bare, word=say(_SHUT_WORD)), _SHUT, say)
    if phase is LanePhase.MAINTENANCE:
        return _saying(replace(bare, word=say(_SERVICE_WORD)), _SERVICE, say)
    if bare.tone == Tone.FAULT:
        return _saying(bare, _FAULT, say)
    if phase in _ALARMS:
        return _saying(bare, _ALARMS[phase], say)
    if bare.tone == Tone.UNUSED:
        return replace(bare, sentence=say(_CLOSED))
    if bare.tone == Tone.GRANTED:
        return replace(bare, phase=_hint(sight, bare.tone, say), sentence=say(_OPENED))
    return bare


def _with_verdict(
    sight: LaneSight, verdict: VerdictView, bare: LaneTile, say: Say, pictures: Pictures
) -> LaneTile:
    granted, unused = bare.tone == Tone.GRANTED, bare.tone == Tone.UNUSED
    seen = sight.caller is None or Right.SEE_FACES in sight.caller.rights
    sentence = say(_CLOSED) if unused else _sentence(verdict, sight.now, say)
    over = sight.lane.phase in (LanePhase.PASSED, LanePhase.IDLE)
    return replace(
        bare,
        word=say(_PASSED) if granted and over else bare.word,
        phase=_hint(sight, bare.tone, say),
        who=verdict.holder_name,
        department=verdict.department,
        class_name=verdict.class_name,
        sentence=sentence,
        remedy="" if verdict.remedy is None or unused else say(verdict.remedy),
        doubt=say(verdict.doubt) if verdict.doubt is not None and granted else "",
        faces=bool(verdict.holder_name or verdict.enrolled_photo or verdict.live_photo),
        enrolled=pictures.enrolled,
        enrolled_label=say(_ENROLLED if seen else _NOT_SHOWN),
        live=pictures.live,
        live_label=say(_LIVE if seen else _NOT_SHOWN),
        score=_score(verdict),
    )


def _saying(bare: LaneTile, said: tuple[Text, Text], say: Say) -> LaneTile:
    """What happens, and what to do."""
    return replace(bare, sentence=say(said[0]), remedy=say(said[1]))


def _silence(silent_s: float) -> Text:
    if silent_s < 1:
        return _JUST_LOST
    length = moments.span(silent_s)
    return Text(_LOST_SENTENCE.zh.format(span=length.zh), _LOST_SENTENCE.en.format(span=length.en))


def _hint(sight: LaneSight, shown: str, say: Say) -> str:
    """How far the passage is, or the key that opens by hand where a person must decide."""
    if shown == Tone.ATTENTION and LaneOrder.OPEN in orders(sight):
        return say(_BY_HAND.format(number=sight.number))
    if shown == Tone.GRANTED and sight.lane.phase in (LanePhase.OPEN, LanePhase.PASSING):
        return say(_phase(sight))
    return ""


def _phase(sight: LaneSight) -> Text:
    if sight.lane.phase is LanePhase.OPEN:
        return _OPEN
    gone = sight.lane.verdict is not None and sight.lane.verdict.passed
    return _PASSED if gone else _PASSING


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


def _last(sight: LaneSight, verdict: VerdictView, say: Say) -> str:
    word = _PASSED if verdict.passed else _WORDS[outcome_tone(verdict)]
    return say(_LAST if sight.named else _LAST_UNNAMED).format(
        time=moments.clock(verdict.at, sight.now.tzinfo),
        who=verdict.holder_name or say(_NOBODY),
        word=say(word),
    )
