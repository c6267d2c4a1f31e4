"""Reading the feed: rows as encoded bytes, without building a model a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson

from hall.conf.current import keyring, vault
from sync.signing import PageSigner

from .models import HEAD_ID, FeedEntry, FeedHead
from .publish import feed_binding


@dataclass(frozen=True, slots=True)
class Head:
    """Where the feed ends."""

    epoch: UUID
    seq: int


@dataclass(frozen=True, slots=True)
class Rows:
    """Encoded :class:`sync.wire.FeedRow` objects after ``cursor``."""

    cursor: int
    last: int
    """``seq`` of the last row, or ``cursor`` when there is none."""
    encoded: bytes
    """A JSON array."""
    vouched: str = ""
    """:attr:`sync.wire.FeedPage.vouched`; empty for a row that is alone."""


def read_head() -> Head:
    """One indexed row."""
    epoch, seq = FeedHead.objects.values_list("epoch", "seq").get(pk=HEAD_ID)
    return Head(epoch, seq)


def read_rows(cursor: int, limit: int) -> Rows:
    """At most ``limit`` rows after ``cursor``, oldest first, each chained to the one before."""
    found = (
        FeedEntry.objects.filter(seq__gt=cursor)
        .order_by("seq")
        .values_list("seq", "holder", "sealed_jws")[:limit]
    )
    rows: list[tuple[int, int, str]] = []
    previous = cursor
    for seq, holder, sealed in found:
        jws = vault().open(bytes(sealed), feed_binding(holder)).decode()
        rows.append((seq, previous, jws))
        previous = seq
    encoded = orjson.dumps([{"seq": seq, "prev": prev, "jws": jws} for seq, prev, jws in rows])
    vouched = PageSigner(keyring().record).sign(rows) if len(rows) > 1 else ""
    return Rows(cursor, previous, encoded, vouched)


def encode_page(epoch: UUID, rows: Rows, now: datetime) -> bytes:
    """A :class:`sync.wire.FeedPage` as JSON around rows that are encoded already."""
    frame: dict[str, object] = {
        "epoch": epoch,
        "cursor": rows.cursor,
        "next": rows.last,
        "server_time": now,
    }
    if rows.vouched:
        frame["vouched"] = rows.vouched
    return orjson.dumps(frame)[:-1] + b',"rows":' + rows.encoded + b"}"
