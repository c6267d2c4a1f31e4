"""Brings the rules, the records and a face together for one attempt at a lane."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import Final, assert_never
from uuid import UUID, uuid4

import structlog

from devices.face.template import match
from gate_agent.journal.pass_book import PassBook
from gate_agent.lane.lately import LatelyHere
from gate_agent.lane.presented import (
    CardRead,
    CardUseless,
    CodeUseless,
    FaceSeen,
    NumberGiven,
    PassRead,
    Presented,
    kind_of_presented,
)
from gate_agent.passage.live_face import LiveFace
from gate_agent.records.book import RecordBook
from gate_agent.records.gallery import FaceGallery, enrolled
from gate_agent.rules.access import (
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
    NoCamera,
    Policy,
    Presence,
    Records,
    decide,
    demanded,
)
from gate_agent.rules.asked import BY_HAND, Asked, asked
from gate_agent.rules.credentials import (
    CardShown,
    CodeRefused,
    FaceFound,
    NumberTyped,
    PassShown,
    Shown,
    nobody,
    shown_as,
)
from gate_agent.rules.outlook import Foreseen, best
from gate_agent.rules.policy import Mode, Step
from gate_agent.rules.presence import Passage, PresenceBook
from gate_agent.rules.reasons import Reason
from sync.clock import HallClock
from sync.credential import credential_digest
from sync.passes import PassError, PassVerifier
from sync.wire import (
    AccessRecord,
    CredentialKind,
    Direction,
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
    camera: bool = True
    """It has one, whether it works or not."""


@dataclass(slots=True)
class Trial:
    """What is known of one attempt while it lasts. Belongs to the lane's thread."""

    attempt: UUID
    tapped_at: float
    """Seconds of :func:`time.monotonic`."""
    presented: Presented
    record: AccessRecord | None = field(default=None, repr=False)
    records: Records = NOT_LOOKED_UP
    demand: Demand | None = None
    """What was asked for when it was last judged."""
    noted: Reason | None = None
    """What a stricter policy would have refused the grant for."""
    score: float | None = None
    """Best comparison so far."""
    threshold: float | None = None
    """What ``score`` had to reach."""
    live: LiveFace | None = None
    """The face that the verdict is about."""

    @property
    def pass_id(self) -> UUID | None:
        """The pass that was shown."""
        return self.presented.shown.pass_id if isinstance(self.presented, PassRead) else None

    @property
    def credential_kind(self) -> CredentialKind:
        return kind_of_presented(self.presented)


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
        verifier: PassVerifier,
        passes: PassBook,
        gallery: FaceGallery | None,
    ) -> None:
        """``lockdown`` tells whether only the policy's named groups are let in now. Without a
        ``gallery`` nobody is known by the face alone."""
        self.policy: Final = policy
        self._place: Final = place
        self._book: Final = book
        self._clock: Final = clock
        self._key: Final = credential_key
        self._presence: Final = presence
        self._lockdown: Final = lockdown
        self._verifier: Final = verifier
        self._passes: Final = passes
        self._gallery: Final = gallery
        self.lately: Final = LatelyHere()

    def card(self, uid: bytes) -> Presented:
        """What the card ``uid`` is to us."""
        try:
            return CardRead(credential_digest(self._key, uid))
        except ValueError as error:
            # A reader that reports what no card of this campus can have.
            _log.warning("card number unusable", detail=str(error))
            return CardUseless(Reason.CARD_UNREADABLE)

    def code(self, text: str) -> Presented:
        """What a code is to us: a pass, or why it is none."""
        try:
            return PassRead(self._verifier.read(text))
        except PassError as error:
            _log.warning("code refused", code=error.code, detail=str(error))
            digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
            return CodeUseless(Reason(error.code), digest)

    def face(self, live: LiveFace) -> FaceSeen | None:
        """Whom a face alone is likest; None when it says nothing here and now: who went through
        may look back.

        A stranger is of interest only where the lane lets everybody in by the face: elsewhere
        people walk up to it with a card in the hand.
        """
        likest = None if self._gallery is None else self._gallery.likest(live.template)
        if likest is None or self.lately.of(likest.key, live.at) is not None:
            return None
        found = FaceFound(likest.score, likest.second)
        known = nobody(found, self.policy) is None
        record, records = self._book.of_holder(likest.key) if known else (None, self.standing())
        groups = record.groups if record is not None else ()
        place, now = self._place, self._clock.now()
        step = self.policy.step_of(place.direction, records.age_s)
        mode = self.policy.demand(place.lane, place.direction, now, groups, step)
        if mode is not Mode.FACE:
            return None
        return FaceSeen(found, likest.key if known else None)

    def standing(self) -> Records:
        """How good the records are at this moment."""
        return self._book.standing()

    def judge(self, trial: Trial, live: LiveFace | None, camera_works: bool) -> Decision:
        """Decide with what is known now; the record is read anew, so a revocation counts at once.

        Notes in ``trial`` what the decision rests on.
        """
        shown = self._looked_up(trial)
        if isinstance(shown, Denied):
            return shown
        while True:
            seen = self._seen(trial.record, trial.attempt)
            decision = self._compared(trial, shown, live, camera_works, seen)
            if not isinstance(decision, Granted) or self._goes(trial, seen):
                break
            # Another lane was opened for the holder in the same moment.
        if trial.pass_id is None or not isinstance(decision, Granted):
            return decision
        if self._passes.take(trial.pass_id, trial.attempt, self._clock.now()):
            return decision
        if trial.record is not None:
            self._presence.stayed(trial.attempt, trial.record.holder)
        return Denied(Reason.PASS_USED)

    def _seen(self, record: AccessRecord | None, attempt: UUID) -> Presence:
        """Where the holder is and how often they came in, but for ``attempt``."""
        if record is None:
            return NEVER_SEEN
        return self._presence.of(record, self._place.lane, attempt)

    def _goes(self, trial: Trial, seen: Presence) -> bool:
        """Note that the holder may go now; False when they are not ``seen`` so any more."""
        record, place = trial.record, self._place
        if record is None:
            return True
        passage = Passage(record.holder, place.lane, place.direction, self._clock.now())
        return self._presence.take(trial.attempt, record, passage, seen)

    def _looked_up(self, trial: Trial) -> Shown | Denied:
        """What was shown, with the record that it leads to; a refusal when nothing could be."""
        presented, trial.record, trial.records = trial.presented, None, self.standing()
        match presented:
            case CardUseless(reason=reason):
                return Denied(reason)
            case CardRead(digest=digest):
                trial.record, trial.records = self._book.by_credential(digest)
                return CardShown()
            case PassRead(shown=shown):
                trial.record, trial.records = self._book.of_holder(shown.holder)
                return PassShown(shown, self._passes.is_used(shown.pass_id, trial.attempt))
            case CodeUseless(reason=reason):
                return CodeRefused(reason)
            case NumberGiven(student_no=student_no):
                trial.record, trial.records = self._book.by_number(student_no)
                return NumberTyped()
            case FaceSeen(found=found, holder=holder):
                if holder is not None:
                    trial.record, trial.records = self._book.of_holder(holder)
                trial.score, trial.threshold = found.score, self.policy.alone_threshold
                return found
            case _:
                assert_never(presented)

    def _compared(
        self,
        trial: Trial,
        shown: Shown,
        live: LiveFace | None,
        camera_works: bool,
        seen: Presence,
    ) -> Decision:
        alone = trial.live if isinstance(shown, FaceFound) else None
        liveness = NOT_CHECKED if alone is None else alone.liveness
        unseen = FaceAwaited() if self._place.camera else NoCamera()
        decision = self._decide(trial, shown, unseen, liveness, seen)
        if isinstance(decision, Granted):
            trial.noted = decision.noted
        if not isinstance(decision, FaceNeeded):
            return decision
        face = _evidence(trial.record, live, camera_works)
        liveness = NOT_CHECKED if live is None else live.liveness
        decision = self._decide(trial, shown, face, liveness, seen)
        if isinstance(decision, Granted):
            trial.noted = decision.noted
        if isinstance(face, FaceCompared) and (trial.score is None or face.score > trial.score):
            trial.score, trial.threshold, trial.live = face.score, self.policy.threshold, live
        return decision

    def bars(self, trial: Trial) -> bool:
        """Whether the holder is still revoked or blocked, and would come in: the record is read
        anew."""
        if self._place.direction is Direction.OUT:
            return False
        known = trial.record
        record = None if known is None else self._book.by_holder(known.holder) or known
        return record is not None and (record.blocked or record.status is ReturnStatus.REVOKED)

    def asked(self, takes: Collection[CredentialKind], camera_works: bool) -> Asked:
        """What a lane that ``takes`` these asks of people of no group now, and of which groups it
        asks something else.

        Changes nothing and may be called from any thread.
        """
        records = self.standing()
        step = self.policy.step_of(self._place.direction, records.age_s)
        if not records.complete or step is Step.REFUSE:
            return replace(BY_HAND, aged=records.complete)
        place, now = self._place, self._clock.now()
        usual, mode = (
            self.policy.demand(place.lane, place.direction, now, (), age)
            for age in (Step.FRESH, step)
        )
        alone = self._gallery is not None and not self._gallery.off
        usable = [kind for kind in takes if alone or kind is not CredentialKind.FACE]
        return replace(
            asked(mode, usable, sees=camera_works),
            aged=mode is not usual,
            apart=self.policy.apart(place.lane, place.direction, now, step),
        )

    def foresee(
        self, record: AccessRecord, takes: Collection[CredentialKind], camera_works: bool
    ) -> Foreseen:
        """What ``record``'s holder had best show now at a lane that ``takes`` these, and what would
        be decided before a face is seen.

        Changes nothing and may be called from any thread.
        """
        held = {
            CredentialKind.CARD: bool(record.credentials),
            CredentialKind.PASS: True,
            CredentialKind.FACE: self._gallery is not None and record.face is not None,
        }
        kinds = [kind for kind, has in held.items() if has and kind in takes]
        face = _evidence(record, None, camera_works) if self._place.camera else NoCamera()
        return best(self._foreseen(record, kind, face) for kind in (*kinds, CredentialKind.NUMBER))

    def _foreseen(self, record: AccessRecord, kind: CredentialKind, face: Face) -> Foreseen:
        nothing = CardUseless(Reason.UNKNOWN_CARD)
        trial = Trial(uuid4(), 0.0, nothing, record=record, records=self._book.standing())
        shown = shown_as(kind, record.holder, self._clock.now())
        seen = self._seen(record, trial.attempt)
        return Foreseen(kind, self._decide(trial, shown, face, NOT_CHECKED, seen))

    def _decide(
        self, trial: Trial, shown: Shown, face: Face, liveness: LivenessFinding, seen: Presence
    ) -> Decision:
        place, record = self._place, trial.record
        attempt = Attempt(
            place.gate,
            face,
            place.lane,
            place.direction,
            place.campus,
            seen,
            self._lockdown(),
            shown,
            liveness,
            None if record is None else self.lately.of(record.holder, self._clock.monotonic_s()),
        )
        now = self._clock.now()
        trial.demand = demanded(attempt, record, self.policy, now, trial.records)
        return decide(attempt, record, self.policy, now, trial.records)


def _evidence(record: AccessRecord | None, live: LiveFace | None, camera_works: bool) -> Face:
    if not camera_works:
        return FaceUnavailable()
    if record is None or record.face is None:
        return FaceAwaited()
    templates = enrolled(record.face)
    if templates is None:
        return FaceOtherModel()
    if live is None:
        return FaceAwaited()
    return FaceCompared(match(templates, live.template))
