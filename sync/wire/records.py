"""Access records, and the feed that brings them to the gates."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from sync.wire.base import Code, Count, Message, Name, Sha256

FEED_PAGE_LIMIT: Final = 500
"""Most rows in one feed page."""
FEED_WAIT_LIMIT_S: Final = 25.0
"""Longest time in seconds that the hall holds a feed request open when it has nothing new."""
TEMPLATES_PER_FACE: Final = 3
THUMBNAIL_LIMIT_BYTES: Final = 32 * 1024


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
