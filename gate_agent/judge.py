"""Brings the rules, the records and a face together for one attempt at a lane."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid4

import structlog

from devices.face.models import MODEL_ID
from devices.face.template import Template, TemplateMalformed, decode, match
from gate_agent.access import (
    NEVER_SEEN,
    NOT_CHECKED,
    Attempt,
    Decision,
    Demand,
    Denied,
    Face,
    FaceAwaited,
    FaceCompared,
    FaceNeeded,
    FaceOtherModel,
    FaceUnavailable,
    Granted,
    Policy,
    Records,
    decide,
    demanded,
)
from gate_agent.face_track import LiveFace
from gate_agent.presence import PresenceBook
from gate_agent.reasons import Reason
from gate_agent.record_book import RecordBook
from sync.clock import HallClock
from sync.credential import credential_digest
from sync.wire import (
    AccessRecord,
    CredentialKind,
    Direction,
    FaceTemplates,
    LivenessFinding,
    ReturnStatus,
)

_log = structlog.get_logger(__name__)

NOT_LOOKED_UP: Final = Records(complete=False, age_s=None)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the judge's lane is."""

    gate: str
    lane: str
    direction: Direction
    campus: str = ""


@dataclass(slots=True)
class Trial:
    """What is known of one attempt while it lasts. Belongs to the lane's thread."""

    attempt: UUID
    tapped_at: float
    """Seconds of :func:`time.monotonic`."""
    digest: str | None = field(repr=False)
    """Keyed digest of the card; None when it could not be read."""
    credential_kind: CredentialKind = CredentialKind.CARD
    useless: Reason = Reason.CARD_UNREADABLE
    """Why there is no ``digest``, where there is none."""
    record: AccessRecord | None = field(default=None, repr=False)
    records: Records = NOT_LOOKED_UP
    demand: Demand | None = None
    """What was asked for when it was last judged."""
    noted: Reason | None = None
    """What a stricter policy would have refused the grant for."""
    score: float | None = None
    """Best comparison so far."""
    live: LiveFace | None = None
    """The face that the verdict is about."""


class Judge:
    """Decides for one lane. Belongs to the lane's thread."""

    def __init__(
        self,
        place: Place,
        policy: Policy,
        book: RecordBook,
        clock: HallClock,
        credential_key: bytes,
        presence: PresenceBook,
        lockdown: Callable[[], bool],
    ) -> None:
        """``lockdown`` tells whether only the policy's named groups are let in now."""
        self.policy: Final = policy
        self._place: Final = place
        self._book: Final = book
        self._clock: Final = clock
        self._key: Final = credential_key
        self._presence: Final = presence
        self._lockdown: Final = lockdown

    def begin(self, attempt: UUID, tapped_at: float, uid: bytes) -> Trial:
        """A trial for the card ``uid``."""
        try:
            digest = credential_digest(self._key, uid)
        except ValueError as error:
            # A reader that reports what no card of this campus can have.
            _log.warning("card number unusable", detail=str(error))
            return Trial(attempt, tapped_at, None)
        return Trial(attempt, tapped_at, digest)

    def judge(self, trial: Trial, live: LiveFace | None, camera_works: bool) -> Decision:
        """Decide with what is known now; the record is read anew, so a revocation counts at once.

        Notes in ``trial`` what the decision rests on.
        """
        if trial.digest is None:
            return Denied(trial.useless)
        trial.record, trial.records = self._book.by_credential(trial.digest)
        decision = self._decide(trial, FaceAwaited())
        if isinstance(decision, Granted):
            trial.noted = decision.noted
        if not isinstance(decision, FaceNeeded):
            return decision
        face = _evidence(trial.record, live, camera_works)
        decision = self._decide(trial, face, NOT_CHECKED if live is None else live.liveness)
        if isinstance(decision, Granted):
            trial.noted = decision.noted
        if isinstance(face, FaceCompared) and (trial.score is None or face.score > trial.score):
            trial.score, trial.live = face.score, live
        return decision

    def bars(self, trial: Trial) -> bool:
        """Whether the holder is still revoked or blocked: the record is read anew."""
        known = trial.record
        record = None if known is None else self._book.by_holder(known.holder) or known
        return record is not None and (record.blocked or record.status is ReturnStatus.REVOKED)

    def foresee(self, record: AccessRecord, camera_works: bool) -> Decision:
        """What would be decided now if a card of ``record`` were presented, before a face is seen.

        Changes nothing and may be called from any thread.
        """
        trial = Trial(uuid4(), 0.0, None, record=record, records=self._book.standing())
        return self._decide(trial, _evidence(record, None, camera_works))

    def _decide(
        self, trial: Trial, face: Face, liveness: LivenessFinding = NOT_CHECKED
    ) -> Decision:
        place, record = self._place, trial.record
        attempt = Attempt(
            place.gate,
            face,
            place.lane,
            place.direction,
            place.campus,
            NEVER_SEEN if record is None else self._presence.of(record, place.lane),
            self._lockdown(),
            liveness=liveness,
        )
        now = self._clock.now()
        trial.demand = demanded(attempt, record, self.policy, now, trial.records)
        return decide(attempt, record, self.policy, now, trial.records)


def _evidence(record: AccessRecord | None, live: LiveFace | None, camera_works: bool) -> Face:
    if not camera_works:
        return FaceUnavailable()
    if record is None or record.face is None:
        return FaceAwaited()
    enrolled = _enrolled(record.face)
    if enrolled is None:
        return FaceOtherModel()
    if live is None:
        return FaceAwaited()
    return FaceCompared(match(enrolled, live.template))


def _enrolled(face: FaceTemplates) -> list[Template] | None:
    """None when these can't be compared with what our model makes."""
    if face.model != MODEL_ID:
        return None
    try:
        return [decode(vector, face.model) for vector in face.vectors]
    except TemplateMalformed:
        return None
