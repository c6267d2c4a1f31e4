"""From a journalled event to what the guard reads. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from devices.errors import Fault
from gate_agent.passage.event_reasons import BARRIER_FAULT, NOBODY_WENT, UNGRANTED
from gate_agent.rules.guard_reasons import in_words
from gate_agent.rules.leaving import advice_on
from gate_agent.rules.reasons import Reason, advice
from gate_agent.wire.schema import Outcome, VerdictView
from sync.wire import AccessRecord, Bilingual, Direction, GateEvent, GateEventKind
from wording import Text

SHOWN: Final = (
    GateEventKind.GRANTED,
    GateEventKind.DENIED,
    GateEventKind.OPENED_BY_GUARD,
    GateEventKind.REFUSED_BY_GUARD,
    GateEventKind.FORCED,
    GateEventKind.TAILGATED,
    GateEventKind.HELD_OPEN,
)
"""Kinds of events that are verdicts of their own; outcomes only complete the one before."""

_GRANTED: Final = Text("请通行", "Please go through")
_BY_GUARD: Final = Text("{guard} 手动放行：{reason}", "Opened by {guard}: {reason}")
_SENT_AWAY: Final = Text("{guard} 拒绝放行：{reason}", "Refused by {guard}: {reason}")
_NOBODY_WENT: Final = Text("无人通过，本次不计", "Nobody went through; it does not count")
_NOT_KNOWN: Final = Text(
    "开闸后中断，不知是否有人通过", "Cut short after opening; whether anybody went is not known"
)
_FORCED: Final = Text("道闸被强行打开", "The barrier was forced")
_UNGRANTED: Final = Text("有人未经核验进入通道", "Somebody entered the lane without a check")
_TAILGATED: Final = Text("有人尾随通过", "A second person followed through")
_ASK_SECOND: Final = Text("请拦住后一位核验", "Stop the second person and check")
_HELD_OPEN: Final = Text("通道内有人或物停留", "Somebody or something stays in the lane")
_CLEAR: Final = Text(
    "请让人离开或移开物品；在此之前闸门不会关闭",
    "Clear the lane; the barrier stays open until then",
)
_STILL: Final = Text(
    "像照片一样不动（不是定论），请看本人",
    "Still as a photograph (no proof): look at the person",
)
_LOOK: Final = Text("请到现场查看", "Go and look")
_UNKNOWN: Final = Text("未能放行", "Not admitted")


def bilingual(text: Text) -> Bilingual:
    return Bilingual(zh=text.zh, en=text.en)


def enrolled_path(event_id: UUID) -> str:
    return f"/v1/photos/enrolled/{event_id}"


def live_path(event_id: UUID) -> str:
    return f"/v1/photos/live/{event_id}"


def verdict_of(event: GateEvent, record: AccessRecord | None, live: bool) -> VerdictView:
    """The verdict of an event of one of the kinds in :data:`SHOWN`.

    ``record`` is the holder's, ``live`` tells whether there is a live capture.
    """
    outcome, sentence, remedy = _words(event)
    return VerdictView(
        event_id=event.event_id,
        at=event.at,
        outcome=outcome,
        reason=event.reason if event.kind is not GateEventKind.GRANTED else "",
        sentence=bilingual(sentence),
        remedy=None if remedy is None else bilingual(remedy),
        holder_name=record.name if record else "",
        class_name=record.class_name if record else "",
        department=record.department if record else "",
        decided_by=record.decided_by if record else "",
        decided_at=record.decided_at if record else None,
        score=event.score,
        threshold=event.threshold,
        doubt=_doubt(event),
        enrolled_photo=enrolled_path(event.event_id) if record and record.thumbnail else "",
        live_photo=live_path(event.event_id) if live else "",
    )


def completed(verdict: VerdictView, outcome: GateEvent) -> VerdictView:
    """``verdict`` after the passage that followed it."""
    if outcome.kind is GateEventKind.PASSED:
        return verdict.model_copy(update={"passed": True})
    if outcome.reason == BARRIER_FAULT:
        fault = Fault.BARRIER_COMMAND_FAILED.value
        return verdict.model_copy(
            update={
                "outcome": Outcome.ATTENTION,
                "reason": BARRIER_FAULT,
                "unused": True,
                "sentence": bilingual(fault.public),
                "remedy": bilingual(fault.remedy),
            }
        )
    if outcome.reason in NOBODY_WENT:
        return verdict.model_copy(update={"unused": True, "sentence": bilingual(_NOBODY_WENT)})
    return verdict.model_copy(update={"sentence": bilingual(_NOT_KNOWN)})


def unrecorded(at: datetime, record: AccessRecord | None) -> VerdictView:
    """The verdict when the journal could not keep one: nobody is let in without evidence."""
    words = advice(Reason.JOURNAL_UNAVAILABLE)
    return VerdictView(
        event_id=uuid4(),
        at=at,
        outcome=Outcome.ATTENTION,
        reason=Reason.JOURNAL_UNAVAILABLE,
        sentence=bilingual(words.sentence),
        remedy=bilingual(words.remedy),
        holder_name=record.name if record else "",
        class_name=record.class_name if record else "",
        department=record.department if record else "",
    )


def _words(event: GateEvent) -> tuple[Outcome, Text, Text | None]:
    match event.kind:
        case GateEventKind.GRANTED:
            return Outcome.GRANTED, _GRANTED, None
        case GateEventKind.OPENED_BY_GUARD:
            return Outcome.GRANTED, _ordered(_BY_GUARD, event, in_words(event.reason)), None
        case GateEventKind.REFUSED_BY_GUARD:
            return Outcome.DENIED, _ordered(_SENT_AWAY, event, in_words(event.reason)), None
        case GateEventKind.FORCED:
            sentence = _UNGRANTED if event.reason == UNGRANTED else _FORCED
            return Outcome.ATTENTION, sentence, _LOOK
        case GateEventKind.TAILGATED:
            return Outcome.ATTENTION, _TAILGATED, _ASK_SECOND
        case GateEventKind.HELD_OPEN:
            return Outcome.ATTENTION, _HELD_OPEN, _CLEAR
        case _:
            return _refusal_words(event.reason, event.direction)


def _doubt(event: GateEvent) -> Bilingual | None:
    """What the policy let pass and only notes."""
    if event.kind is not GateEventKind.GRANTED or not event.noted:
        return None
    if event.noted == Reason.LIVENESS_DOUBTFUL:
        return bilingual(_STILL)
    _, sentence, _ = _refusal_words(event.noted, event.direction)
    return bilingual(sentence)


def _ordered(sentence: Text, event: GateEvent, reason: Text) -> Text:
    guards = " + ".join(name for name in (event.guard, event.second_guard) if name)
    return Text(
        sentence.zh.format(guard=guards, reason=reason.zh),
        sentence.en.format(guard=guards, reason=reason.en),
    )


def _refusal_words(code: str, direction: Direction) -> tuple[Outcome, Text, Text | None]:
    try:
        words = advice_on(direction, Reason(code))
    except ValueError:
        # A journal written by a later version may know more reasons.
        return Outcome.DENIED, _UNKNOWN, None
    outcome = Outcome.ATTENTION if words.attention else Outcome.DENIED
    return outcome, words.sentence, words.remedy
