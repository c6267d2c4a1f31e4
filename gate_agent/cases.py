"""Decisions from a file: records, a policy and attempts in, decisions out. Pure but for the file.

The same files are the corpus on which the gate and the hall are held to one answer, and what an
operator tries a policy with (``yanhu gate decide``).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, assert_never

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from gate_agent.access import (
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
    Records,
    decide,
    demanded,
)
from gate_agent.policy import Mode, Step
from gate_agent.policy_section import PolicySection
from gate_agent.presence import Passage, PresenceBook
from gate_agent.reasons import Reason, advice
from sync.wire import AccessRecord, Bilingual, Code, Direction, Sha256

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
    OTHER_MODEL = "other_model"


class Decided(CaseModel):
    """One decision with all it rested on."""

    verdict: Verdict
    reason: Reason | None = None
    noted: Reason | None = None
    mode: Mode
    step: Step


class CaseAttempt(CaseModel):
    """Somebody at a lane at a moment."""

    at: AwareDatetime
    credential: Sha256 | None = None
    """Digest of the card; a record's, or nobody's."""
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
    passed: bool = True
    """If granted: the sensor saw them through."""
    expect: Decided | None = None
    """What must come out; checked where it is given."""


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
            f"{path}: {'.'.join(map(str, item['loc']))}: {item['msg']}"
            for item in error.errors(include_input=False, include_url=False)
        )
        raise CaseProblem("\n".join(lines)) from None


def decisions(case: Case) -> Iterator[tuple[CaseAttempt, Decided]]:
    """Decide attempt after attempt; who passed is inside for those that follow."""
    policy = case.policy.at_lane(case.mode)
    holders = {digest: record for record in case.records for digest in record.credentials}
    presence = PresenceBook({attempt.lane: attempt.zone for attempt in case.attempts})
    for given in case.attempts:
        record = holders.get(given.credential) if given.credential is not None else None
        attempt = Attempt(
            given.gate,
            _face(given.face),
            given.lane,
            given.direction,
            given.campus or "",
            NEVER_SEEN if record is None else presence.of(record, given.lane),
            given.lockdown,
        )
        records = Records(given.complete, given.age_s)
        now: datetime = given.at
        decision = decide(attempt, record, policy, now, records)
        demand = demanded(attempt, record, policy, now, records)
        yield given, _decided(decision, demand.mode, demand.step)
        if isinstance(decision, Granted) and given.passed and record is not None:
            presence.passed(Passage(record.holder, given.lane, given.direction, now))


def sentence(decided: Decided) -> Bilingual | None:
    """What the person is told, where there is something to tell."""
    if decided.reason is None:
        return None
    said = advice(decided.reason).sentence
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
