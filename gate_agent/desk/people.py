""" "Why can't she get in?": finds a person, and says what the record and the rules mean here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, assert_never
from uuid import UUID

from gate_agent.desk.board import LaneSign
from gate_agent.desk.verdicts import SHOWN, bilingual, completed, verdict_of
from gate_agent.journal.kinds import OUTCOMES
from gate_agent.journal.store import Journal
from gate_agent.records.book import RecordBook
from gate_agent.rules.access import Denied, FaceNeeded, Granted
from gate_agent.rules.leaving import advice_on
from gate_agent.rules.outlook import FACE_NEXT, GO, LOOK_UP, WOULD_PASS, Foreseen
from gate_agent.rules.presence import PresenceBook
from gate_agent.wire.people import (
    Expectation,
    LaneOutlook,
    PeopleFound,
    PersonHit,
    PersonPassage,
    PersonView,
)
from gate_agent.wire.schema import VerdictView
from sync.wire import AccessRecord, CredentialKind, Direction, GateEvent
from wording import Text

HITS: Final = 20
PASSAGES: Final = 10
_READ_BACK: Final = 40
"""Events that hold the last passages with their outcomes."""
_END_SHOWN: Final = 4


@dataclass(frozen=True, slots=True)
class Foresight:
    """One lane, and what its rules would say to a record's holder now."""

    sign: LaneSign
    foresee: Callable[[AccessRecord, Collection[CredentialKind]], Foreseen]
    takes: Collection[CredentialKind]


class PeopleDesk:
    """Reads records and journal, changes nothing. Safe to use from any thread."""

    def __init__(
        self,
        book: RecordBook,
        journal: Journal,
        presence: PresenceBook,
        lanes: Sequence[Foresight],
    ) -> None:
        self._book: Final = book
        self._journal: Final = journal
        self._presence: Final = presence
        self._lanes: Final = tuple(lanes)

    def search(self, query: str) -> PeopleFound:
        """Whose name or student number begins with ``query``. Raises StoreError."""
        found = self._book.search(query, HITS)
        hits = sorted(found.records, key=lambda record: (record.name, record.class_name))
        loaded = None if self._book.progress.complete else self._book.count
        return PeopleFound(people=tuple(map(_hit, hits)), more=found.more, loaded=loaded)

    def look_up(self, holder: UUID) -> PersonView | None:
        """All that a guard may need to know of ``holder``; None when there is no record.

        Raises StoreError.
        """
        record = self._book.by_holder(holder)
        if record is None:
            return None
        events = self._journal.of_holder(holder, _READ_BACK)
        return PersonView(
            holder=holder,
            name=record.name,
            student_no=record.student_no,
            class_name=record.class_name,
            department=record.department,
            status=record.status,
            blocked=record.blocked,
            valid_from=record.valid_from,
            valid_until=record.valid_until,
            decided_by=record.decided_by,
            decided_at=record.decided_at,
            groups=record.groups,
            gates=record.gates,
            campuses=record.campuses,
            directions=record.directions,
            entries=record.entries,
            entries_used=self._presence.of(record, "").entries,
            cards=len(record.credentials),
            face_enrolled=record.face is not None,
            enrolled_photo="" if record.thumbnail is None else f"/v1/photos/person/{holder}",
            records_age_s=self._book.standing().age_s,
            outlook=tuple(_outlook(lane, record) for lane in self._lanes),
            passages=tuple(passages(events, record))[:PASSAGES],
        )

    def photo(self, holder: UUID) -> bytes | None:
        """The enrolled thumbnail (JPEG); None when there is none here."""
        record = self._book.by_holder(holder)
        if record is None or record.thumbnail is None:
            return None
        return self._book.thumbnail(record.thumbnail)


def masked(student_no: str) -> str:
    """Only the end of a student number: enough to tell two of one name apart."""
    return "…" + student_no[-_END_SHOWN:]


def passages(events: Iterable[GateEvent], record: AccessRecord) -> list[PersonPassage]:
    """The attempts among ``events`` (newest first) with what became of them, newest first."""
    outcomes = {event.attempt: event for event in events if event.kind in OUTCOMES}
    found = []
    for event in events:
        if event.kind in SHOWN:
            verdict = verdict_of(event, record, live=False)
            outcome = outcomes.get(event.attempt)
            if outcome is not None:
                verdict = completed(verdict, outcome)
            found.append(_passage(event, verdict))
    return found


def _passage(event: GateEvent, verdict: VerdictView) -> PersonPassage:
    return PersonPassage(
        event_id=event.event_id,
        at=event.at,
        lane=event.lane,
        direction=event.direction,
        outcome=verdict.outcome,
        reason=verdict.reason,
        sentence=verdict.sentence,
        passed=verdict.passed,
    )


def _hit(record: AccessRecord) -> PersonHit:
    return PersonHit(
        holder=record.holder,
        name=record.name,
        student_no=masked(record.student_no),
        class_name=record.class_name,
        department=record.department,
        status=record.status,
        blocked=record.blocked,
    )


def _outlook(lane: Foresight, record: AccessRecord) -> LaneOutlook:
    foreseen = lane.foresee(record, lane.takes)
    expectation, reason, sentence, remedy = _expected(foreseen, lane.sign.direction)
    return LaneOutlook(
        lane=lane.sign.lane,
        name=lane.sign.name,
        direction=lane.sign.direction,
        credential=foreseen.kind,
        expectation=expectation,
        reason=reason,
        sentence=bilingual(sentence),
        remedy=bilingual(remedy),
    )


def _expected(foreseen: Foreseen, direction: Direction) -> tuple[Expectation, str, Text, Text]:
    kind = foreseen.kind
    match foreseen.decision:
        case Granted():
            return Expectation.GRANTED, "", WOULD_PASS[kind], GO[kind]
        case FaceNeeded():
            return Expectation.FACE, "", FACE_NEXT[kind], LOOK_UP[kind]
        case Denied(reason=reason):
            words = advice_on(direction, reason)
            seen = Expectation.ATTENTION if words.attention else Expectation.DENIED
            return seen, reason, words.sentence, words.remedy
        case _:
            assert_never(foreseen.decision)
