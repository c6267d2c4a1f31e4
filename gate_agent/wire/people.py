"""What the local API says about a person, version 1 (docs/gate-api.md): "why can't she get in?"."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, StringConstraints

from gate_agent.wire.schema import Outcome, View
from sync.wire import Bilingual, Code, CredentialKind, Direction, ReturnStatus


class PeopleQuery(View):
    """Body of ``POST /v1/people/search``."""

    query: Annotated[str, StringConstraints(min_length=2, max_length=40, strip_whitespace=True)]
    """The beginning of a name (two letters or more) or of a student number (four or more)."""


class PersonHit(View):
    """One person of a list: just enough to pick the right one."""

    holder: UUID
    name: str
    student_no: str
    """Only its end is shown: ``…0415``."""
    class_name: str
    department: str
    status: ReturnStatus
    blocked: bool


class PeopleFound(View):
    """Answer of ``POST /v1/people/search``, by name and class, at most 20."""

    people: tuple[PersonHit, ...]
    more: bool
    """Others fit as well: say more of the name or number."""
    loaded: int | None = None
    """How many records are here while the first of all are still coming, when nobody is found by
    name yet; None once they are complete."""


class PersonQuery(View):
    """Body of ``POST /v1/people/look-up``: a hit of a search."""

    holder: UUID


class Expectation(StrEnum):
    """What would happen if the person came to a lane now."""

    GRANTED = "granted"
    FACE = "face"
    """Everything else holds; let in when the camera sees the enrolled face."""
    DENIED = "denied"
    ATTENTION = "attention"
    """The gate can't judge; the guard may."""


class LaneOutlook(View):
    """What the rules would say at one lane now to the best that the person can show there."""

    lane: Code
    name: Bilingual
    direction: Direction
    credential: CredentialKind = CredentialKind.CARD
    """What they had best show; ``number``: nothing that the lane takes, a guard types it."""
    expectation: Expectation
    reason: str = ""
    """Denial code; empty unless denied or attention."""
    sentence: Bilingual
    remedy: Bilingual | None = None


class PersonPassage(View):
    """One attempt of the person at this gate, and what became of it."""

    event_id: UUID
    at: AwareDatetime
    lane: Code
    direction: Direction
    outcome: Outcome
    reason: str = ""
    sentence: Bilingual
    passed: bool
    """The sensor saw them go through."""


class PersonView(View):
    """Answer of ``POST /v1/people/look-up``: the record, and what it means here and now."""

    holder: UUID
    name: str
    student_no: str
    class_name: str
    department: str
    status: ReturnStatus
    blocked: bool
    valid_from: AwareDatetime | None
    valid_until: AwareDatetime | None
    decided_by: str
    decided_at: AwareDatetime | None
    groups: tuple[str, ...]
    gates: tuple[str, ...]
    """Empty: every gate; so for ``campuses`` and ``directions``."""
    campuses: tuple[str, ...]
    directions: tuple[Direction, ...]
    entries: int | None
    """Permitted entries; None: without limit."""
    entries_used: int
    """Entries through this gate since the validity began."""
    cards: int
    """How many cards lead to the record."""
    face_enrolled: bool
    enrolled_photo: str
    """Path below the API of the enrolled thumbnail (JPEG), or empty."""
    records_age_s: float | None
    """How old the record may be; None when that can't be told."""
    outlook: tuple[LaneOutlook, ...]
    """One for each lane."""
    passages: tuple[PersonPassage, ...]
    """The last 10 at this gate, newest first."""
