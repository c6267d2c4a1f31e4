"""Decisions from a file: records, a policy and attempts in, decisions out. Pure but for the file.

The same files are the corpus on which the gate and the hall are held to one answer, and what an
operator tries a policy with (``yanhu gate decide``).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Self, assert_never
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from gate_agent.rules.access import (
    NEVER_SEEN,
    Attempt,
    Decision,
    Denied,
    Face,
    FaceAbsent,
    FaceAwaited,
    FaceCompared,
    FaceNeeded,
    FaceOtherModel,
    FaceUnavailable,
    Granted,
    Lately,
    NoCamera,
    Records,
    decide,
    demanded,
)
from gate_agent.rules.credentials import (
    CardShown,
    CodeRefused,
    FaceFound,
    NumberTyped,
    PassShown,
    Shown,
)
from gate_agent.rules.leaving import advice_on
from gate_agent.rules.policy import Mode, Step
from gate_agent.rules.policy_section import PolicySection
from gate_agent.rules.presence import Passage, PresenceBook
from gate_agent.rules.reasons import Reason
from sync.passes import Pass
from sync.wire import AccessRecord, Bilingual, Code, Direction, LivenessFinding, Sha256
from toml_file import said

CASE_LIMIT_BYTES: Final = 8 * 1024 * 1024


class CaseProblem(Exception):
    """The file holds no usable case; says which file and where."""


class CaseModel(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Verdict(StrEnum):
    GRANTED = "granted"
    DENIED = "denied"
    FACE_NEEDED = "face_needed"


class Sight(StrEnum):
    """What is known of the face when nothing was compared."""

    AWAITED = "awaited"
    ABSENT = "absent"
    UNAVAILABLE = "unavailable"
    NO_CAMERA = "no_camera"
    OTHER_MODEL = "other_model"


class Decided(CaseModel):
    """One decision with all it rested on."""

    verdict: Verdict
    reason: Reason | None = None
    noted: Reason | None = None
    mode: Mode
    step: Step


class Unreadable(StrEnum):
    """Codes that are no pass of this hall."""

    MALFORMED = Reason.PASS_MALFORMED
    FORGED = Reason.PASS_FORGED
    KEY_UNKNOWN = Reason.PASS_KEY_UNKNOWN


class CasePass(CaseModel):
    """What a rightly signed pass says. One by which somebody went through is used for the rest."""

    pass_id: UUID
    holder: UUID
    issued_at: AwareDatetime
    valid_from: AwareDatetime
    valid_until: AwareDatetime
    gates: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        self.read()
        return self

    def read(self) -> Pass:
        return Pass(**self.model_dump())


class CaseFound(CaseModel):
    """Outcome of comparing a face with the gallery."""

    holder: UUID
    score: Annotated[float, Field(ge=-1, le=1)]
    second: Annotated[float, Field(ge=-1, le=1)] = -1.0


class CaseAttempt(CaseModel):
    """Somebody at a lane at a moment."""

    at: AwareDatetime
    credential: Sha256 | None = None
    """Digest of the card; a record's, or nobody's."""
    code: CasePass | Unreadable | None = None
    """Instead of a card: a pass on a telephone, or a code that is none."""
    student_no: Code | None = None
    """Instead of a card: the number that a guard typed."""
    found: CaseFound | None = None
    """Instead of a card: whom the face alone was likest."""
    gate: Code = "east"
    lane: Code = "L1"
    zone: Code = "site"
    direction: Direction = Direction.IN
    campus: Code | None = None
    age_s: Annotated[float, Field(ge=0)] | None = 0.0
    """How old the records were; null when that could not be told."""
    complete: bool = True
    face: Sight | Annotated[float, Field(ge=-1, le=1)] = Sight.AWAITED
    """A score, or why there is none."""
    lockdown: bool = False
    liveness: LivenessFinding = LivenessFinding.NOT_CHECKED
    lately: Lately | None = None
    passed: bool = True
    """If granted: the sensor saw them through."""
    expect: Decided | None = None
    """What must come out; checked where it is given."""

    @model_validator(mode="after")
    def _one_credential(self) -> Self:
        shown = (self.credential, self.code, self.student_no, self.found)
        if sum(one is not None for one in shown) > 1:
            raise ValueError("one of credential, code, student_no and found")
        return self


class Case(CaseModel):
    """A file of ``tests/vectors/access``."""

    about: Annotated[str, Field(min_length=1, max_length=300)]
    mode: Mode = Mode.CARD_FACE
    """The lanes' own."""
    policy: PolicySection = PolicySection()
    records: Annotated[tuple[AccessRecord, ...], Field(max_length=10_000)] = ()
    attempts: Annotated[tuple[CaseAttempt, ...], Field(min_length=1, max_length=100_000)]


def load_case(path: Path) -> Case:
    """Read a case. Raises CaseProblem."""
    try:
        if path.stat().st_size > CASE_LIMIT_BYTES:
            raise CaseProblem(f"{path}: larger than {CASE_LIMIT_BYTES} bytes")
        return Case.model_validate_json(path.read_bytes())
    except OSError as error:
        raise CaseProblem(f"{path}: cannot be read ({error.strerror})") from error
    except ValidationError as error:
        lines = (
            ": ".join(filter(None, (str(path), ".".join(map(str, item["loc"])), said(item))))
            for item in error.errors(include_input=False, include_url=False)
        )
        raise CaseProblem("\n".join(lines)) from None


def decisions(case: Case) -> Iterator[tuple[CaseAttempt, Decided]]:
    """Decide attempt after attempt; who passed is inside for those that follow."""
    policy = case.policy.at_lane(case.mode)
    presence = PresenceBook({attempt.lane: attempt.zone for attempt in case.attempts})
    used: set[UUID] = set()
    for given in case.attempts:
        record = led_to(case, given)
        attempt = Attempt(
            given.gate,
            _face(given.face),
            given.lane,
            given.direction,
            given.campus or "",
            NEVER_SEEN if record is None else presence.of(record, given.lane),
            given.lockdown,
            _shown(given, used),
            given.liveness,
            given.lately,
        )
        records = Records(given.complete, given.age_s)
        now: datetime = given.at
        decision = decide(attempt, record, policy, now, records)
        demand = demanded(attempt, record, policy, now, records)
        yield given, _decided(decision, demand.mode, demand.step)
        if isinstance(decision, Granted) and given.passed and record is not None:
            presence.passed(Passage(record.holder, given.lane, given.direction, now))
            if isinstance(given.code, CasePass):
                used.add(given.code.pass_id)


def led_to(case: Case, given: CaseAttempt) -> AccessRecord | None:
    """The record that the credential leads to."""
    holder = given.found.holder if given.found is not None else None
    if isinstance(given.code, CasePass):
        holder = given.code.holder
    return next(
        (
            record
            for record in case.records
            if record.holder == holder
            or record.student_no == given.student_no
            or given.credential in record.credentials
        ),
        None,
    )


def _shown(given: CaseAttempt, used: set[UUID]) -> Shown:
    match given.code:
        case CasePass():
            return PassShown(given.code.read(), given.code.pass_id in used)
        case Unreadable():
            return CodeRefused(Reason(given.code.value))
        case None:
            pass
        case never:
            assert_never(never)
    if given.found is not None:
        return FaceFound(given.found.score, given.found.second)
    return CardShown() if given.student_no is None else NumberTyped()


def sentence(given: CaseAttempt, decided: Decided) -> Bilingual | None:
    """What the person is told, where there is something to tell."""
    if decided.reason is None:
        return None
    said = advice_on(given.direction, decided.reason).sentence
    return Bilingual(zh=said.zh, en=said.en)


def _face(given: Sight | float) -> Face:
    match given:
        case float():
            return FaceCompared(given)
        case Sight.AWAITED:
            return FaceAwaited()
        case Sight.ABSENT:
            return FaceAbsent()
        case Sight.UNAVAILABLE:
            return FaceUnavailable()
        case Sight.NO_CAMERA:
            return NoCamera()
        case Sight.OTHER_MODEL:
            return FaceOtherModel()
        case _:
            assert_never(given)


def _decided(decision: Decision, mode: Mode, step: Step) -> Decided:
    match decision:
        case Granted(noted=noted):
            return Decided(verdict=Verdict.GRANTED, noted=noted, mode=mode, step=step)
        case Denied(reason=reason):
            return Decided(verdict=Verdict.DENIED, reason=reason, mode=mode, step=step)
        case FaceNeeded():
            return Decided(verdict=Verdict.FACE_NEEDED, mode=mode, step=step)
        case _:
            assert_never(decision)
