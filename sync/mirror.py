"""A gate's own copy of the access records: verified, encrypted, applied page by page.

A page is believed whole or not at all: epoch, cursor, chain and every signature are checked before
the first row is written, and rows and cursor change in one transaction. Whole records are sealed,
names and templates alike; beside them stand only what a lookup needs.

A sync from the beginning (first start, new epoch, hall restored) runs as a new *generation*: the
records of the one before stay in use until the hall has shown all of its rows; then those that it
no longer has are dropped.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from pydantic import ValidationError

from sync import record_table
from sync.errors import EpochChanged, FeedGap, MirrorCorrupt, SealBroken
from sync.record_table import SCHEMA
from sync.signing import RecordVerifier
from sync.store import Store, set_aside
from sync.vault import Vault
from sync.wire import AccessRecord, FeedPage

CLOCK_SLACK_S: Final = 30.0
"""Two readings of one clock over a network may differ a little; a clock that is further behind
was set back, and no age can be told from it."""

_SELECT: Final = "SELECT r.holder, r.version, r.sealed FROM record r "


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the mirror stands in the hall's feed."""

    epoch: UUID | None
    cursor: int
    complete: bool
    """The feed was read to its end at least once."""
    confirmed_at: datetime | None
    """When the hall last said, by its own clock, that there is nothing newer."""

    def age_s(self, now: datetime) -> float | None:
        """Seconds since ``confirmed_at``; None before the first time, or if the clock went back."""
        if self.confirmed_at is None:
            return None
        age = (now - self.confirmed_at).total_seconds()
        return max(0.0, age) if age >= -CLOCK_SLACK_S else None


@dataclass(frozen=True, slots=True)
class Applied:
    """What a page changed."""

    stored: int
    unchanged: int
    """Rows whose version is already here, as in a sync from the beginning."""
    replayed: int
    """Rows older than what is here: ignored, and worth a look."""
    caught_up: bool
    """The hall had nothing more."""


class Mirror:
    """The open mirror. Its methods may be called from any thread.

    Every method may raise StoreError; MirrorCorrupt means: set aside and read in afresh.
    """

    def __init__(self, path: Path, vault: Vault, verifier: RecordVerifier) -> None:
        """Open or create the mirror at ``path``. Raises MirrorCorrupt, StoreFull, StoreError."""
        self.store: Final = Store(path, SCHEMA, corrupt=MirrorCorrupt)
        self._vault: Final = vault
        self._verifier: Final = verifier

    @staticmethod
    def set_aside(path: Path, now: datetime) -> Path:
        """Keep a damaged, closed mirror as evidence and make room for a new one.

        Of those kept before, only the newest few stay, so that a dying disk is not filled up.
        """
        return set_aside(path, f"corrupt-{now:%Y%m%dT%H%M%S.%f}")

    def close(self) -> None:
        self.store.close()

    # --- following the feed -------------------------------------------------------------------

    def progress(self) -> Progress:
        with self.store.read() as db:
            row = db.execute(
                "SELECT epoch, cursor, complete, confirmed_at FROM progress"
            ).fetchone()
        if row is None:
            raise MirrorCorrupt("the mirror has lost its place in the feed")
        epoch, cursor, complete, confirmed_at = row
        try:
            return Progress(
                epoch=UUID(epoch) if epoch else None,
                cursor=int(cursor),
                complete=bool(complete),
                confirmed_at=None
                if confirmed_at is None
                else datetime.fromtimestamp(float(confirmed_at), UTC),
            )
        except (ValueError, TypeError, OverflowError) as error:
            raise MirrorCorrupt("the mirror's place in the feed is unreadable") from error

    def apply(self, page: FeedPage) -> Applied:
        """Take in ``page``, whole or not at all; an empty page says that the feed's end is reached.

        Raises EpochChanged (then :meth:`restart`), FeedGap, UntrustedRecord; the mirror is then
        as it was.
        """
        progress = self.progress()
        if progress.epoch is not None and page.epoch != progress.epoch:
            raise EpochChanged(f"epoch {page.epoch}, here {progress.epoch}")
        check_chain(page, progress.cursor)
        records = self._verifier.verify_page(page)
        with self.store.write() as db:
            stored, unchanged, replayed = self._keep(db, records)
            db.execute("UPDATE progress SET epoch = ?, cursor = ?", (str(page.epoch), page.next))
            if not records:
                record_table.sweep(db)
                db.execute(
                    "UPDATE progress SET complete = 1, confirmed_at = ?",
                    (page.server_time.timestamp(),),
                )
        return Applied(stored, unchanged, replayed, caught_up=not records)

    def restart(self, epoch: UUID) -> None:
        """Begin again at the start of the feed, keeping what is here until the end is reached."""
        with self.store.write() as db:
            db.execute(
                "UPDATE progress SET epoch = ?, cursor = 0, generation = generation + 1",
                (str(epoch),),
            )

    # --- looking up ---------------------------------------------------------------------------

    def by_credential(self, digest: str) -> AccessRecord | None:
        """The record of the holder of the card with this keyed digest (64 hexadecimal digits)."""
        join = "JOIN credential c ON c.holder = r.holder WHERE c.digest = ?"
        record = self._find(join, bytes.fromhex(digest))
        if record is not None and digest not in record.credentials:
            raise MirrorCorrupt("a card leads to a record that does not name it")
        return record

    def by_holder(self, holder: UUID) -> AccessRecord | None:
        return self._find("WHERE r.holder = ?", holder.bytes)

    def by_student_no(self, student_no: str) -> AccessRecord | None:
        return self._find("WHERE r.student_no = ?", student_no)

    def count(self) -> int:
        """How many cardholders are known."""
        with self.store.read() as db:
            (count,) = db.execute("SELECT records FROM tally").fetchone()
        return int(count)

    # --- inside -------------------------------------------------------------------------------

    def _keep(
        self, db: sqlite3.Connection, records: Iterable[AccessRecord]
    ) -> tuple[int, int, int]:
        """Store what is newer; returns how many were stored, unchanged, replayed."""
        stored = unchanged = replayed = 0
        (generation,) = db.execute("SELECT generation FROM progress").fetchone()
        for record in records:
            before = record_table.kept_of(db, record.holder)
            if before is None or record.version > before.version:
                record_table.keep(db, record, self._sealed(record), generation, before)
                stored += 1
                continue
            record_table.confirm(db, record.holder, generation)
            if record.version == before.version:
                unchanged += 1
            else:
                replayed += 1
        return stored, unchanged, replayed

    def _find(self, where: str, value: bytes | str) -> AccessRecord | None:
        with self.store.read() as db:
            row = db.execute(_SELECT + where, (value,)).fetchone()
        if row is None:
            return None
        holder, version, sealed = row
        try:
            plain = self._vault.open(sealed, _about(holder, version))
            return AccessRecord.model_validate_json(plain)
        except (SealBroken, ValidationError, TypeError) as error:
            raise MirrorCorrupt(f"a stored record is damaged ({type(error).__name__})") from error

    def _sealed(self, record: AccessRecord) -> bytes:
        about = _about(record.holder.bytes, record.version)
        return self._vault.seal(record.model_dump_json().encode(), about)


def check_chain(page: FeedPage, cursor: int) -> None:
    """Does ``page`` continue from ``cursor`` without a gap? Raises FeedGap."""
    if page.cursor != cursor:
        raise FeedGap(f"page for cursor {page.cursor}, asked for {cursor}")
    last = cursor
    for row in page.rows:
        if row.prev != last or row.seq <= last:
            raise FeedGap(f"row {row.seq} after {row.prev} does not follow {last}")
        last = row.seq
    if page.next != last:
        raise FeedGap(f"page ends at {last}, but says {page.next}")


def _about(holder: bytes, version: int) -> bytes:
    return b"record/%s/%d" % (holder, version)
