"""A gate's own copy of the access records: verified, encrypted, applied page by page.

A page is believed whole or not at all: epoch, cursor, chain and every signature are checked before
the first row is written, and rows and cursor change in one transaction. Whole records are sealed,
names and templates alike; beside them stand only what a lookup needs.

A sync from the beginning (first start, new epoch, hall restored) runs as a new *generation*: the
records of the one before stay in use until the hall has shown all of its rows; then those that it
no longer has are dropped.

A hall that was restored from a backup may give a version that is here already to another record.
Only what both permit is kept then, and the record stays *disputed* until a newer version comes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from pydantic import ValidationError

from sync import record_table
from sync.errors import EpochChanged, FeedGap, MirrorCorrupt, SealBroken
from sync.names import LEAST_DIGITS, LEAST_LETTERS, begins_with, name_words, plain, sought, whole
from sync.record_table import SCHEMA
from sync.sifting import Sifted, sift, told_again
from sync.signing import RecordVerifier, SignedRecord
from sync.store import Pages, Store, set_aside
from sync.vault import Vault
from sync.wire import AccessRecord, FeedPage

CLOCK_SLACK_S: Final = 30.0
"""Two readings of one clock over a network may differ a little; a clock that is further behind
was set back, and no age can be told from it."""

CANDIDATES: Final = 500
"""Most records that one part of a search opens, some 10 ms of work."""
_PAGES: Final = Pages(cached=4000, logged=4000)
"""Cards stand in no order, so a first sync touches the same pages again and again."""
_PORTION: Final = 2000
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
    rewound: bool = False
    """In this epoch the hall's feed was once shorter than what had been read of it."""

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
    news: tuple[int, ...] = field(default=(), compare=False)
    """Places in the page of the rows that were stored."""
    disputed: int = 0
    """Rows whose version is here with other content: what both permit was kept."""


@dataclass(frozen=True, slots=True)
class Found:
    """Answer of a search."""

    records: tuple[AccessRecord, ...]
    more: bool
    """There are or may be others: say more of the name or number."""


class Mirror:
    """The open mirror. Its methods may be called from any thread.

    Every method may raise StoreError; MirrorCorrupt means: set aside and read in afresh.
    """

    def __init__(self, path: Path, vault: Vault, verifier: RecordVerifier) -> None:
        """Open or create the mirror at ``path``. Raises MirrorCorrupt, StoreFull, StoreError."""
        self.store: Final = Store(path, SCHEMA, MirrorCorrupt, _PAGES)
        self._vault: Final = vault
        self._verifier: Final = verifier
        try:
            self._name_older()
        except BaseException:
            self.store.close()
            raise

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
                "SELECT epoch, cursor, complete, confirmed_at, rewound FROM progress"
            ).fetchone()
        if row is None:
            raise MirrorCorrupt("the mirror has lost its place in the feed")
        epoch, cursor, complete, confirmed_at, rewound = row
        try:
            return Progress(
                epoch=UUID(epoch) if epoch else None,
                cursor=int(cursor),
                complete=bool(complete),
                confirmed_at=None
                if confirmed_at is None
                else datetime.fromtimestamp(float(confirmed_at), UTC),
                rewound=bool(rewound),
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
        signed = self._verifier.verify_page(page)
        # Nobody is let in before the feed's end is reached once; until then a loss of power costs
        # a few pages that the hall shows again.
        first_sync = bool(signed) and not progress.complete
        with self.store.write_ahead() if first_sync else self.store.write() as db:
            done = self._keep(db, signed)
            db.execute("UPDATE progress SET epoch = ?, cursor = ?", (str(page.epoch), page.next))
            if not signed:
                if not progress.complete:
                    record_table.name_all(db)
                record_table.sweep(db)
                db.execute(
                    "UPDATE progress SET complete = 1, confirmed_at = ?",
                    (page.server_time.timestamp(),),
                )
        return Applied(
            stored=len(done.stored),
            unchanged=done.unchanged,
            replayed=done.replayed,
            caught_up=not signed,
            news=tuple(done.stored),
            disputed=len(done.disputed),
        )

    def learn(self, token: str) -> bool:
        """Take in one record that did not come by the feed; False when it changes nothing.

        The place in the feed stays as it is: the hall will send the record as well.
        Raises UntrustedRecord.
        """
        signed = self._verifier.read(token)
        holder = signed.record.holder.bytes
        with self.store.write() as db:
            before = record_table.kept_of(db, [holder]).get(holder)
            if before is not None and signed.record.version <= before.version:
                known = self._contents(db, [holder])[holder]
                if signed.record.version < before.version or signed.record == known:
                    return False
            self._keep(db, [signed])
        return True

    def restart(self, epoch: UUID) -> None:
        """Begin again at the start of the feed, keeping what is here until the end is reached.

        The same epoch again says that the hall went back in time without beginning another.
        """
        with self.store.write() as db:
            db.execute(
                "UPDATE progress SET rewound = (epoch IS ?1), epoch = ?1, cursor = 0,"
                " generation = generation + 1",
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

    def search(self, query: str, limit: int) -> Found:
        """Whose name or student number begins with ``query``; exact names come first.

        Case, width and blanks do not matter. Nobody for fewer than LEAST_LETTERS of a name or
        LEAST_DIGITS of a number: half the campus begins with one letter.
        """
        found: dict[UUID, AccessRecord] = {}
        cut = False
        for sql, value in self._searches(query):
            with self.store.read() as db:
                rows = db.execute(sql, (*value, CANDIDATES + 1)).fetchall()
            cut = cut or len(rows) > CANDIDATES
            for row in rows[:CANDIDATES]:
                record = self._opened(*row)
                if begins_with(record, query):
                    found[record.holder] = record
            if len(found) > limit:
                break
        hits = tuple(found.values())
        return Found(hits[:limit], more=cut or len(hits) > limit)

    def by_student_no(self, student_no: str) -> AccessRecord | None:
        return self._find("WHERE r.student_no = ?", student_no)

    def records(self) -> Iterator[AccessRecord]:
        """Everybody, read in portions."""
        after = b""
        while True:
            with self.store.read() as db:
                rows = db.execute(
                    _SELECT + "WHERE r.holder > ? ORDER BY r.holder LIMIT ?", (after, _PORTION)
                ).fetchall()
            for row in rows:
                yield self._opened(*row)
            if len(rows) < _PORTION:
                return
            after = rows[-1][0]

    def count(self) -> int:
        """How many cardholders are known."""
        with self.store.read() as db:
            (count,) = db.execute("SELECT records FROM tally").fetchone()
        return int(count)

    def disputed(self) -> int:
        """Of how many records the hall told two different things under one version."""
        with self.store.read() as db:
            (count,) = db.execute("SELECT count(*) FROM disputed").fetchone()
        return int(count)

    # --- inside -------------------------------------------------------------------------------

    def _keep(self, db: sqlite3.Connection, signed: Sequence[SignedRecord]) -> Sifted:
        """Store what is newer, and of what is told anew the stricter."""
        generation, complete = db.execute("SELECT generation, complete FROM progress").fetchone()
        before = record_table.kept_of(db, [one.record.holder.bytes for one in signed])
        versions = {holder: kept.version for holder, kept in before.items()}
        again = told_again(signed, versions)
        done = sift(signed, versions, self._contents(db, again))
        rows = [self._row(holder, one) for holder, one in done.rows.items()]
        record_table.keep(db, rows, generation, before)
        record_table.dispute(db, done.disputed, done.settled)
        if complete:
            record_table.name(db, rows)
        record_table.confirm(db, done.confirmed, generation)
        return done

    def _contents(
        self, db: sqlite3.Connection, holders: Sequence[bytes]
    ) -> dict[bytes, AccessRecord]:
        """The stored records of ``holders``. Raises MirrorCorrupt."""
        return {row[0]: self._opened(*row) for row in record_table.sealed_of(db, holders)}

    def _row(self, holder: bytes, signed: SignedRecord) -> record_table.Row:
        record, content = signed
        return record_table.Row(
            holder=holder,
            version=record.version,
            student_no=record.student_no,
            thumbnail=record.thumbnail,
            words=self._words(record),
            cards=_cards(record),
            sealed=self._vault.seal(content, _about(holder, record.version)),
        )

    def _find(self, where: str, value: bytes | str) -> AccessRecord | None:
        with self.store.read() as db:
            row = db.execute(_SELECT + where, (value,)).fetchone()
        return None if row is None else self._opened(*row)

    def _opened(self, holder: bytes, version: int, sealed: bytes) -> AccessRecord:
        try:
            plain = self._vault.open(sealed, _about(holder, version))
            return AccessRecord.model_validate_json(plain)
        except (SealBroken, ValidationError, TypeError) as error:
            raise MirrorCorrupt(f"a stored record is damaged ({type(error).__name__})") from error

    def _searches(self, query: str) -> list[tuple[str, tuple[str | bytes, ...]]]:
        """Statements that find candidates, the best first."""
        searches: list[tuple[str, tuple[str | bytes, ...]]] = []
        letters = plain(query)
        if len(letters) >= LEAST_LETTERS:
            by_word = _SELECT + "JOIN name n ON n.holder = r.holder WHERE n.word = ? LIMIT ?"
            words = (whole(letters), sought(letters))
            searches += [(by_word, (self._vault.blind(word),)) for word in words]
        number = query.strip()
        if len(number) >= LEAST_DIGITS:
            by_number = (
                _SELECT
                + "WHERE r.student_no >= ? AND r.student_no < ? ORDER BY r.student_no LIMIT ?"
            )
            searches.append((by_number, (number, number[:-1] + chr(ord(number[-1]) + 1))))
        return searches

    def _words(self, record: AccessRecord) -> bytes:
        return b"".join(map(self._vault.blind, name_words(record.name)))

    def _name_older(self) -> None:
        """Let those be found by name whom a mirror of an older version holds; once, at the start.

        In portions: the mirror stays usable if the process ends in between.
        """
        while True:
            with self.store.write() as db:
                rows = db.execute(
                    _SELECT + "JOIN unnamed u ON u.holder = r.holder LIMIT ?", (_PORTION,)
                ).fetchall()
                older = [self._opened(*row) for row in rows]
                record_table.name_older(
                    db, [(one.holder.bytes, self._words(one), _cards(one)) for one in older]
                )
            if not rows:
                return


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


def _cards(record: AccessRecord) -> bytes:
    return bytes.fromhex("".join(record.credentials))


def _about(holder: bytes, version: int) -> bytes:
    return b"record/%s/%d" % (holder, version)
