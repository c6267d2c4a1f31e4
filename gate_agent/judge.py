"""Brings the rules, the records and a face together for one attempt at a lane."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import structlog

from devices.face.models import MODEL_ID
from devices.face.template import Template, TemplateMalformed, decode, match
from gate_agent.access import (
    Attempt,
    Decision,
    Denied,
    Face,
    FaceAwaited,
    FaceCompared,
    FaceNeeded,
    FaceOtherModel,
    FaceUnavailable,
    Policy,
    Records,
    decide,
)
from gate_agent.face_track import LiveFace
from gate_agent.reasons import Reason
from gate_agent.record_book import RecordBook
from sync.clock import HallClock
from sync.credential import credential_digest
from sync.wire import AccessRecord, FaceTemplates

_log = structlog.get_logger(__name__)

NOT_LOOKED_UP: Final = Records(complete=False, age_s=None)


@dataclass(slots=True)
class Trial:
    """What is known of one attempt while it lasts. Belongs to the lane's thread."""

    attempt: UUID
    tapped_at: float
    """Seconds of :func:`time.monotonic`."""
    digest: str | None = field(repr=False)
    """Keyed digest of the card; None when it could not be read."""
    record: AccessRecord | None = field(default=None, repr=False)
    records: Records = NOT_LOOKED_UP
    score: float | None = None
    """Best comparison so far."""
    live: LiveFace | None = None
    """The face that the verdict is about."""


class Judge:
    """Decides for one lane. Belongs to the lane's thread."""

    def __init__(
        self,
        gate: str,
        policy: Policy,
        book: RecordBook,
        clock: HallClock,
        credential_key: bytes,
    ) -> None:
        self.policy: Final = policy
        self._gate: Final = gate
        self._book: Final = book
        self._clock: Final = clock
        self._key: Final = credential_key

    def begin(self, attempt: UUID, tapped_at: float, uid: bytes | None) -> Trial:
        """A trial for the card ``uid``, or for one that could not be read (None)."""
        try:
            digest = None if uid is None else credential_digest(self._key, uid)
        except ValueError as error:
            # A reader that reports what no card of this campus can have.
            _log.warning("card number unusable", detail=str(error))
            digest = None
        return Trial(attempt, tapped_at, digest)

    def judge(self, trial: Trial, live: LiveFace | None, camera_works: bool) -> Decision:
        """Decide with what is known now; the record is read anew, so a revocation counts at once.

        Notes in ``trial`` what the decision rests on.
        """
        if trial.digest is None:
            return Denied(Reason.CARD_UNREADABLE)
        trial.record, trial.records = self._book.by_credential(trial.digest)
        decision = self._decide(trial, FaceAwaited())
        if not isinstance(decision, FaceNeeded):
            return decision
        face = _evidence(trial.record, live, camera_works)
        decision = self._decide(trial, face)
        if isinstance(face, FaceCompared) and (trial.score is None or face.score > trial.score):
            trial.score, trial.live = face.score, live
        return decision

    def _decide(self, trial: Trial, face: Face) -> Decision:
        attempt = Attempt(self._gate, face)
        return decide(attempt, trial.record, self.policy, self._clock.now(), trial.records)


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
