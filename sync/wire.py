"""Messages between the hall and its terminals, version 1 (docs/contract.md).

Both sides import these models, so a field exists once. Every model is frozen, refuses unknown
fields, and bounds each string and list: a message that does not fit is refused at the door.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
)

CONTRACT_VERSION: Final = "1"
FEED_PAGE_LIMIT: Final = 500
"""Most rows in one feed page."""
FEED_WAIT_LIMIT_S: Final = 25.0
"""Longest time in seconds that the hall holds a feed request open when it has nothing new."""
EVENT_BATCH_LIMIT: Final = 200
"""Most events in one upload."""
BODY_LIMIT_BYTES: Final = 8 * 1024 * 1024
"""Largest message body either side reads."""
TEMPLATES_PER_FACE: Final = 3
THUMBNAIL_LIMIT_BYTES: Final = 32 * 1024

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


# --- who is there ---------------------------------------------------------------------------


class RecordKey(Message):
    """A public Ed25519 key that vouches for records (RFC 8037 OKP, ``x`` in base64url)."""

    kid: Code
    x: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]


class Hello(Message):
    """Answer of ``GET hello``: which campus, which contract, whose clock."""

    contract: Code
    campus: Code
    campus_name: Bilingual
    epoch: UUID
    """Changes when the hall's feed starts again from nothing; the terminal then syncs afresh."""
    server_time: AwareDatetime
    device: Code
    """The name under which the hall knows the calling terminal."""


class TerminalRole(StrEnum):
    KIOSK = "kiosk"
    GATE = "gate"


class NeighbourKey(Message):
    """How a gate speaks to other gates of its campus (:mod:`sync.vouching`)."""

    key: Annotated[str, StringConstraints(min_length=44, max_length=44)] = Field(repr=False)
    """Base64 of the gate's own 32-byte Ed25519 key."""
    certificate: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    """The hall's word for its public part: a compact JWS."""


class TerminalIdentity(Message):
    """What a terminal is provisioned with; lives in a file that only its service account reads.

    Written once by ``yanhu hall enrol-device``; the hall keeps only the token's SHA-256.
    """

    hall_url: Annotated[str, StringConstraints(pattern=r"^https?://[^/]+$", max_length=200)]
    device: Code
    role: TerminalRole
    token: Annotated[str, StringConstraints(min_length=32, max_length=128)] = Field(repr=False)
    record_keys: Annotated[tuple[RecordKey, ...], Field(min_length=1, max_length=8)]
    credential_key: Annotated[str, StringConstraints(min_length=44, max_length=44)] = Field(
        repr=False
    )
    """Base64 of the 32-byte key of :func:`sync.credential.credential_digest`."""
    neighbour: NeighbourKey | None = None
    """Gates only; files written before gates spoke to each other lack it."""


class Problem(Message):
    """Body of every answer with status 400 or above."""

    code: Code
    message: Bilingual
    """What happened, then what to do."""
    where: Prose = ""
    """The field or row that is wrong, where one is."""


# --- access records ---------------------------------------------------------------------------


class ReturnStatus(StrEnum):
    """Where a cardholder's return to campus stands."""

    NONE = "none"
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    REVOKED = "revoked"


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


class FaceTemplates(Message):
    """Face templates of one person, made by one model."""

    model: Sha256
    """sha256 of the recognition model's file: templates of another model are never compared."""
    vectors: Annotated[tuple[str, ...], Field(min_length=1, max_length=TEMPLATES_PER_FACE)]
    """Each 128 float16 little-endian, L2-normalised, in base64 (344 characters)."""


class AccessRecord(Message):
    """Everything a gate knows about one cardholder; the payload of a signed record.

    There is one record a cardholder. Each change raises ``version`` by at least one, so an older
    record, however well signed, is recognised as a replay.
    """

    holder: UUID
    version: Count
    student_no: Code
    name: Name
    class_name: Name
    department: Name
    credentials: Annotated[tuple[Sha256, ...], Field(max_length=8)]
    """Keyed digests of the holder's cards (:mod:`sync.credential`); never the numbers."""
    status: ReturnStatus
    valid_from: AwareDatetime | None = None
    valid_until: AwareDatetime | None = None
    gates: Annotated[tuple[Code, ...], Field(max_length=64)] = ()
    """Gates that may let the holder in; empty means every gate of the campus."""
    decided_by: Annotated[str, StringConstraints(max_length=80)] = ""
    decided_at: AwareDatetime | None = None
    face: FaceTemplates | None = None
    thumbnail: Sha256 | None = None
    """sha256 of the enrolled thumbnail (JPEG), fetched from ``thumbnails/{sha256}``."""
    groups: Annotated[tuple[Code, ...], Field(max_length=32)] = ()
    """Cohorts and duties (``2024``, ``staff``, ``rescue``) that a gate's policy may name."""
    campuses: Annotated[tuple[Code, ...], Field(max_length=16)] = ()
    """Campuses that may let the holder in; empty means every campus."""
    directions: Annotated[tuple[Direction, ...], Field(max_length=2)] = ()
    """Ways the holder may go; empty means both. A day pass that only lets out names one."""
    entries: Count | None = None
    """How often the holder may come in within the validity; None means without limit."""
    blocked: bool = False
    """On the block list: refused whatever else the record says."""


class FeedRow(Message):
    """One signed record at its place in the feed."""

    seq: Annotated[int, Field(ge=1)]
    prev: Annotated[int, Field(ge=0)]
    """``seq`` of the row before it in this answer; the first row names the cursor asked for."""
    jws: Annotated[str, StringConstraints(min_length=1, max_length=16_384)]
    """Compact JWS (RFC 7515) over an :class:`AccessRecord`, EdDSA (RFC 8037)."""


class FeedPage(Message):
    """Answer of ``GET feed?cursor=N&limit=M&wait=S``: rows after the cursor, oldest first."""

    epoch: UUID
    cursor: Annotated[int, Field(ge=0)]
    """The cursor that was asked for."""
    next: Annotated[int, Field(ge=0)]
    """The cursor to ask for next: ``seq`` of the last row, or ``cursor`` when there is none."""
    server_time: AwareDatetime
    rows: Annotated[tuple[FeedRow, ...], Field(max_length=FEED_PAGE_LIMIT)]
    vouched: Annotated[str, StringConstraints(max_length=1024)] = ""
    """Compact JWS over all rows at once (:func:`sync.signing.rows_digest`), by a record key; empty
    when there is none, and each row has to be verified by itself."""


# --- what the gate saw ------------------------------------------------------------------------


class GateEventKind(StrEnum):
    """What a gate reports. A grant and the passage that follows share ``attempt``."""

    GRANTED = "granted"
    DENIED = "denied"
    PASSED = "passed"
    TIMED_OUT = "timed_out"
    OPENED_BY_GUARD = "opened_by_guard"
    REFUSED_BY_GUARD = "refused_by_guard"
    """A guard sent somebody away who stood at the lane. A grant not yet used ends with it."""
    FORCED = "forced"
    STARTED = "started"
    TAILGATED = "tailgated"
    """A second person followed through one grant."""
    HELD_OPEN = "held_open"
    """Somebody or something stays in the lane."""
    MAINTENANCE = "maintenance"
    """A guard took the lane out of service."""
    IN_SERVICE = "in_service"
    """A guard put the lane back into service."""
    FIRE = "fire"
    """The fire input opened every lane. ``lane`` names where it was seen."""
    LOCKDOWN = "lockdown"
    """A guard ordered that only the named groups are let in (``lane`` is ``all``)."""
    FIRE_RELEASED = "fire_released"
    LOCKDOWN_ENDED = "lockdown_ended"
    """A guard ended it (``lane`` is ``all``)."""
    JOURNAL_RENEWED = "journal_renewed"
    """Begins a journal after a damaged one, whose last readable hash is its ``reason``."""


class CredentialKind(StrEnum):
    """What somebody showed at a lane to say who they are."""

    CARD = "card"
    PASS = "pass"  # noqa: S105 - a pass, no password
    """A QR pass on a telephone, signed by the hall."""
    FACE = "face"
    """The face alone."""
    NUMBER = "number"
    """The student number, typed by a guard."""


class LivenessFinding(StrEnum):
    """Whether the compared face seemed to live; never a proof (docs/devices/face.md)."""

    NOT_CHECKED = "not_checked"
    PASSED = "passed"
    FAILED = "failed"
    UNSURE = "unsure"


class GateEvent(Message):
    """One journalled event. ``event_id`` is its idempotency key: the hall keeps it once."""

    event_id: UUID
    gate: Code
    lane: Code
    seq: Count
    """Place in the gate's own journal, without gaps."""
    kind: GateEventKind
    at: Moment
    direction: Direction
    attempt: UUID | None = None
    holder: UUID | None = None
    record_version: Count | None = None
    reason: Annotated[str, StringConstraints(max_length=64)] = ""
    """Denial code (:class:`gate_agent.access.Reason`), or the guard's reason."""
    guard: Annotated[str, StringConstraints(max_length=64)] = ""
    second_guard: Annotated[str, StringConstraints(max_length=64)] = ""
    """Who confirmed an opening that takes two: the holder is revoked or blocked."""
    score: float | None = None
    threshold: float | None = None
    mirror_age_s: float | None = None
    hall_offset_s: float | None = None
    """Gate clock minus hall clock in seconds, as last measured."""
    mode: Annotated[str, StringConstraints(max_length=16)] = ""
    """What the policy asked for (:class:`gate_agent.policy.Mode`)."""
    step: Annotated[str, StringConstraints(max_length=16)] = ""
    """How far the records' age had degraded it (:class:`gate_agent.policy.Step`)."""
    noted: Annotated[str, StringConstraints(max_length=64)] = ""
    """A denial code that a stricter policy would have refused with; only noted here."""
    monotonic_s: float | None = None
    """The gate's monotonic clock in seconds, which no setting of the time moves. It begins anew
    with the machine: comparable between events as long as it only grows."""
    credential_kind: CredentialKind | None = None
    """What the decision began with; None for events that are no decision about somebody."""
    rule: Annotated[str, StringConstraints(max_length=64)] = ""
    """What in the policy asked for ``mode``: the name of a rule, ``lane`` for the lane's own mode,
    ``age`` where the records' age demanded more (:class:`gate_agent.policy.ModeSource`)."""
    liveness: LivenessFinding | None = None
    """Of the face that was compared; None when none was."""
    pass_id: UUID | None = None
    """The pass that the decision began with (:class:`sync.passes.Pass`)."""
    previous_hash: Sha256
    """``hash`` of the event before it in the journal; ``JOURNAL_START`` when ``seq`` is 1."""
    hash: Sha256
    """:func:`event_hash` of this event; the hall checks it at upload."""


JOURNAL_START: Final = "0" * 64
"""What the first event of a journal names as its predecessor."""


ADDED_LATER: Final = (
    frozenset({"mode", "step", "noted"}),
    frozenset({"monotonic_s", "credential_kind", "rule", "liveness"}),
    frozenset({"pass_id"}),
    frozenset({"second_guard"}),
)
"""Fields that journals written before them lack, oldest first: while they are empty or null they
are no part of the hash."""
_OPTIONAL_IN_HASH: Final = frozenset[str]().union(*ADDED_LATER)


def event_hash(event: GateEvent) -> str:
    """What ``event.hash`` must be: 64 hexadecimal characters, whatever it is now.

    SHA-256 over all other fields, ``previous_hash`` among them, as JSON in UTF-8: keys sorted, no
    spaces, absent values null; the fields of ``ADDED_LATER`` are left out while they are empty or
    null, as journals older than these fields have them not. So each event vouches for the whole
    journal before it.
    """
    fields = event.model_dump(mode="json", exclude={"hash"})
    fields = {
        key: value
        for key, value in fields.items()
        if value not in ("", None) or key not in _OPTIONAL_IN_HASH
    }
    canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


class EventBatch(Message):
    """Body of ``POST events``, in journal order."""

    events: Annotated[tuple[GateEvent, ...], Field(min_length=1, max_length=EVENT_BATCH_LIMIT)]


class RejectedEvent(Message):
    event_id: UUID
    problem: Problem


class EventReceipt(Message):
    """Answer of ``POST events``. Each event of the batch stands in exactly one list."""

    accepted: tuple[UUID, ...]
    duplicate: tuple[UUID, ...]
    """Already kept earlier: the terminal may forget it."""
    rejected: tuple[RejectedEvent, ...]
    """Never acceptable as it is: the terminal keeps it as a dead letter."""


# --- the kiosk --------------------------------------------------------------------------------


class SignIn(Message):
    """Body of ``POST sessions``: the keyed digest of the card that was presented."""

    credential: Sha256


class Holder(Message):
    """The signed-in person, as the screens show them."""

    holder: UUID
    student_no: Code
    name: Name
    name_en: Name
    class_name: Name
    department: Name
    department_en: Name


class Session(Message):
    """Answer of ``POST sessions``. Send ``token`` as ``X-Yanhu-Session`` afterwards."""

    token: Annotated[str, StringConstraints(min_length=20, max_length=128)] = Field(repr=False)
    holder: Holder
    expires_at: AwareDatetime


class TelephoneLink(Message):
    """Answer of ``POST telephone-links``: an address that one telephone may open, once, to show
    passes of the signed-in holder. The kiosk shows it as a QR code and keeps it nowhere."""

    url: Annotated[str, StringConstraints(min_length=1, max_length=300)] = Field(repr=False)
    expires_at: AwareDatetime


class ServiceSummary(Message):
    """One service of the catalogue with its guide."""

    code: Code
    title: Bilingual
    summary: Bilingual
    department: Bilingual
    materials: tuple[Bilingual, ...]
    steps: tuple[Bilingual, ...]
    location: Bilingual
    at_terminal: bool
    """Can be done at the kiosk itself."""


class Catalogue(Message):
    services: tuple[ServiceSummary, ...]


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


class CertificateKind(StrEnum):
    ENROLMENT = "enrolment"


class CertificateRequest(Message):
    """Body of ``POST certificates``."""

    idempotency_key: UUID
    kind: CertificateKind


class CertificateIssued(Message):
    """A rendered and signed document, ready at ``GET certificates/{certificate}/document``."""

    certificate: UUID
    number: Code
    kind: CertificateKind
    title: Bilingual
    pages: Annotated[int, Field(ge=1)]
    sha256: Sha256
    issued_at: AwareDatetime
    verify_url: Annotated[str, StringConstraints(max_length=300)]
    printed_at: AwareDatetime | None = None


class PrintReport(Message):
    """Body of ``POST certificates/{certificate}/printed``: physical evidence of one print."""

    idempotency_key: UUID
    printer: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    job: Count
    impressions: Count
    completed_at: Moment
