"""What every message is made of: bounded texts and numbers, and the base of all models."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

CONTRACT_VERSION: Final = "1"
BODY_LIMIT_BYTES: Final = 8 * 1024 * 1024
"""Largest message body either side reads."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Prose = Annotated[str, StringConstraints(max_length=2000)]
Count = Annotated[int, Field(ge=1, le=2**53 - 1)]
"""A positive whole number that every JSON reader and every database keeps exactly (RFC 8259, 6)."""
Moment = Annotated[
    AwareDatetime, Field(ge=datetime(1970, 1, 1, tzinfo=UTC), le=datetime(9998, 1, 1, tzinfo=UTC))
]
"""A time by a terminal's clock, however wrong, that can be converted to any time zone."""


class Message(BaseModel):
    """Base of all messages."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, allow_inf_nan=False
    )


class Bilingual(Message):
    """A text in both languages."""

    zh: Prose
    en: Prose


class Problem(Message):
    """Body of every answer with status 400 or above."""

    code: Code
    message: Bilingual
    """What happened, then what to do."""
    where: Prose = ""
    """The field or row that is wrong, where one is."""
