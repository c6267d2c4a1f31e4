"""The registration of a return, and what became of it."""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    StrictBool,
    StringConstraints,
)

from sync.wire.base import Message, Prose
from sync.wire.records import FaceTemplates, ReturnStatus


class HealthStatus(StrEnum):
    WELL = "well"
    SYMPTOMS = "symptoms"
    CONTACT = "contact"


class TravelMode(StrEnum):
    TRAIN = "train"
    PLANE = "plane"
    COACH = "coach"
    CAR = "car"
    OTHER = "other"


Phone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9][0-9 -]{5,19}$")]
_ISO_DAY: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def _iso_day(value: object) -> object:
    """Only ISO 8601 calendar dates: pydantic alone would also take seconds since 1970."""
    if isinstance(value, str) and re.fullmatch(_ISO_DAY[1:-1], value):
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise ValueError("a date is written YYYY-MM-DD")


Day = Annotated[date, BeforeValidator(_iso_day), Field(json_schema_extra={"pattern": _ISO_DAY})]
Words = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"[^\s\x00-\x1f]")]
"""Something a person typed: not only blanks."""


def _declared(value: bool) -> bool:
    if not value:
        raise ValueError("the declaration must be made")
    return value


Declaration = Annotated[
    StrictBool, AfterValidator(_declared), Field(json_schema_extra={"const": True})
]


class ReturnAnswers(Message):
    """What the student declares; the hall's JSON Schema of the form is made from this model."""

    origin: Words
    leaves_on: Day
    arrives_on: Day
    travel_mode: TravelMode
    health: HealthStatus
    declares_true: Declaration
    """The student's own declaration that the answers are true; must be true."""
    emergency_name: Words
    emergency_phone: Phone


class FaceEnrolment(Message):
    """Outcome of the guided capture. The raw pictures are not part of it and are not kept."""

    templates: FaceTemplates
    thumbnail_jpeg: Annotated[str, StringConstraints(min_length=1, max_length=44_000)]
    """Base64 of the thumbnail, 160 x 200 px, at most 32 KiB."""
    quality: Annotated[float, Field(ge=0.0, le=1.0)]


class ReturnSubmission(Message):
    """Body of ``POST returns``. The same ``idempotency_key`` gives the same answer again."""

    idempotency_key: UUID
    answers: ReturnAnswers
    face: FaceEnrolment


class ReturnState(Message):
    """Answer of ``POST returns`` and ``GET returns/current``."""

    registration: UUID | None
    status: ReturnStatus
    submitted_at: AwareDatetime | None = None
    decided_at: AwareDatetime | None = None
    decided_by: Annotated[str, StringConstraints(max_length=80)] = ""
    remark: Prose = ""
    valid_from: AwareDatetime | None = None
    valid_until: AwareDatetime | None = None
