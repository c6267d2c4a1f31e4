"""The agent's access records: the mirror in use, replaced when it turns out damaged.

Whoever can't be looked up is not let in: a store that fails makes the records *not complete*, and
the rules refuse with ``records_unavailable`` until the hall has filled a new mirror.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final
from uuid import UUID

import structlog

from gate_agent.conditions import DISPUTED, REPLAYED, REWOUND, Area, Conditions
from gate_agent.records.gallery import FaceGallery
from gate_agent.rules.access import Records
from sync.clock import HallClock
from sync.errors import MirrorCorrupt, StoreError
from sync.mirror import Applied, Found, Mirror, Progress
from sync.signing import RecordVerifier, UntrustedRecord
from sync.thumbnails import Thumbnails
from sync.vault import Vault
from sync.wire import AccessRecord, FeedPage

_log = structlog.get_logger(__name__)


LookedUp = tuple[AccessRecord | None, Records]
"""A record, and how good the records are at this moment."""


class RecordBook:
    """Lookups for the lanes, pages from the feed. Methods may be called from any thread."""

    def __init__(
        self,
        path: Path,
        vault: Vault,
        verifier: RecordVerifier,
        clock: HallClock,
        conditions: Conditions,
        gallery: FaceGallery | None = None,
    ) -> None:
        """Open the mirror at ``path``; a damaged one is set aside at once. Raises StoreError.

        ``gallery`` is kept in step with the records, where faces alone are let in.
        """
        self._gallery: Final = gallery
        self._rereading = False
        self._path: Final = path
        self._vault: Final = vault
        self._verifier: Final = verifier
        self._clock: Final = clock
        self._conditions: Final = conditions
        self._lock: Final = threading.Lock()
        self._damaged = False
        self._replayed = 0
        self._news: Callable[[str], None] = _nobody
        try:
            self._adopt(Mirror(path, vault, verifier))
        except MirrorCorrupt as error:
            self._note_damage(error)
            self._replace()

    def close(self) -> None:
        self._mirror.close()

    # --- for the lanes ------------------------------------------------------------------------

    def by_credential(self, digest: str) -> LookedUp:
        """The record that a card leads to, and how good the records are at this moment."""
        return self._found(lambda: self._mirror.by_credential(digest))

    def by_number(self, student_no: str) -> LookedUp:
        """As :meth:`by_credential`, of a student number."""
        return self._found(lambda: self._mirror.by_student_no(student_no))

    def of_holder(self, holder: UUID) -> LookedUp:
        """As :meth:`by_credential`, of a holder."""
        return self._found(lambda: self._mirror.by_holder(holder))

    def by_holder(self, holder: UUID) -> AccessRecord | None:
        """None also when the records can't be read."""
        try:
            return self._mirror.by_holder(holder)
        except StoreError as error:
            self._failed(error)
            return None

    def search(self, query: str, limit: int) -> Found:
        """Whose name or student number begins with ``query``. Raises StoreError."""
        try:
            return self._mirror.search(query, limit)
        except StoreError as error:
            self._failed(error)
            raise

    def thumbnail(self, sha256: str) -> bytes | None:
        """An enrolled picture (JPEG); None also when it can't be read."""
        try:
            return self.thumbnails.find(sha256)
        except StoreError as error:
            self._failed(error)
            return None

    def standing(self) -> Records:
        """Whether the records are complete, and how old they are by the hall's clock."""
        progress = self.progress
        complete = progress.complete and not self.damaged
        return Records(complete, progress.age_s(self._clock.now()))

    # --- for the neighbours -------------------------------------------------------------------

    def tell_news(self, tell: Callable[[str], None]) -> None:
        """Call ``tell`` with the JWS of each changed record as it comes; what the first sync
        brings is no news."""
        self._news = tell

    def learn(self, jws: str) -> bool:
        """Take in a record that a neighbour handed on, if it is newer than what is here.

        Raises UntrustedRecord, StoreError.
        """
        learnt = self._mirror.learn(jws)
        if learnt:
            self._refresh()
            self._show_changed([jws])
        return learnt

    # --- for the feed -------------------------------------------------------------------------

    @property
    def damaged(self) -> bool:
        """A lookup found the mirror damaged: :meth:`rebuild` is due."""
        with self._lock:
            return self._damaged

    @property
    def progress(self) -> Progress:
        with self._lock:
            return self._progress

    @property
    def count(self) -> int:
        """Cardholders known, as of the last page."""
        with self._lock:
            return self._count

    @property
    def thumbnails(self) -> Thumbnails:
        with self._lock:
            return self._thumbnails

    def apply(self, page: FeedPage) -> Applied:
        """Take in a page. Raises as :meth:`sync.mirror.Mirror.apply`; nothing has changed then."""
        followed = self.progress.complete
        try:
            applied = self._mirror.apply(page)
        except MirrorCorrupt as error:
            self._note_damage(error)
            raise
        self._refresh()
        if followed:
            for place in applied.news:
                self._news(page.rows[place].jws)
        self._show_gallery(applied, page)
        if applied.replayed:
            self._replayed += applied.replayed
            _log.error("outdated records ignored", count=applied.replayed)
            self._conditions.report(Area.REPLAYS, REPLAYED.format(count=self._replayed))
        return applied

    def restart(self, epoch: UUID) -> None:
        """Read in the feed from its beginning; what is here stays in use meanwhile."""
        self._mirror.restart(epoch)
        self._rereading = True
        self._refresh()

    def rebuild(self) -> None:
        """Keep the damaged mirror aside and begin with an empty one. Raises StoreError."""
        self._mirror.close()
        self._replace()

    # --- inside -------------------------------------------------------------------------------

    def _replace(self) -> None:
        kept = Mirror.set_aside(self._path, self._clock.wall())
        _log.error("mirror set aside", kept=kept.name)
        self._adopt(Mirror(self._path, self._vault, self._verifier))

    def _adopt(self, mirror: Mirror) -> None:
        self._mirror = mirror
        try:
            self._refresh()
            if self._gallery is not None:
                self._gallery.load(mirror.records())
        except BaseException:
            mirror.close()
            raise
        with self._lock:
            self._damaged = False
            self._thumbnails = Thumbnails(mirror.store, self._vault)

    def _show_gallery(self, applied: Applied, page: FeedPage) -> None:
        if self._gallery is None:
            return
        if applied.disputed or (self._rereading and applied.caught_up):
            # Whom the hall did not show again is gone; a disputed record is not as it came.
            self._rereading = self._rereading and not applied.caught_up
            self._gallery.load(self._mirror.records())
        else:
            self._show_changed(page.rows[n].jws for n in applied.news)

    def _show_changed(self, records: Iterable[str]) -> None:
        if self._gallery is not None and self._gallery.follow(self._readable(records)):
            self._gallery.load(self._mirror.records())

    def _readable(self, records: Iterable[str]) -> Iterator[AccessRecord]:
        """Those that are signed by themselves; a page may vouch for others, and whoever they are
        about is then not known by the face alone."""
        for jws in records:
            try:
                yield self._verifier.verify(jws)
            except UntrustedRecord:
                _log.error("a record is not signed by itself and is no face of the gallery")

    def _found(self, look: Callable[[], AccessRecord | None]) -> LookedUp:
        try:
            record = look()
        except StoreError as error:
            self._failed(error)
            return None, Records(complete=False, age_s=None)
        return record, self.standing()

    def _refresh(self) -> None:
        progress, count = self._mirror.progress(), self._mirror.count()
        disputed = self._mirror.disputed()
        with self._lock:
            self._progress, self._count = progress, count
        problem = REWOUND if progress.rewound else None
        if disputed:
            problem = DISPUTED.format(count=disputed)
        self._conditions.report(Area.HISTORY, problem)

    def _failed(self, error: StoreError) -> None:
        if isinstance(error, MirrorCorrupt):
            self._note_damage(error)
        else:
            self._conditions.report(Area.RECORDS, error.text)

    def _note_damage(self, error: MirrorCorrupt) -> None:
        with self._lock:
            self._damaged = True
        _log.error("mirror damaged", detail=str(error))
        self._conditions.report(Area.RECORDS, error.text)


def _nobody(jws: str) -> None:
    """No neighbour to tell."""
