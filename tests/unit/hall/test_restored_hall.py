"""A hall restored from a backup: what gates know of it, and how it gets back what it lost."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connections
from django.utils import timezone

from gate_agent.journal.evidence_key import EvidenceKey
from gate_agent.journal.store import Journal as GateJournal
from gate_agent.journal.store import NewEvent
from hall.conf.current import keyring
from hall.gates.alarms import unseen_counts
from hall.gates.events import keep_events
from hall.gates.models import AlarmKind, Journal, JournalledEvent
from hall.gates.pages import encode_page, read_head, read_rows
from hall.gates.publish import restart_feed
from hall.returns.policy import DecisionAction
from hall.terminals.models import Device
from sync.errors import EpochChanged
from sync.key_file import KEY_BYTES
from sync.mirror import Mirror
from sync.signing import RecordVerifier, publish
from sync.vault import Vault
from sync.wire import (
    EVENT_BATCH_LIMIT,
    Direction,
    FeedPage,
    GateEventKind,
    ReturnStatus,
    TerminalRole,
)
from tests.unit.hall.seeded import Campus

NEW = NewEvent("L1", GateEventKind.DENIED, datetime(2030, 9, 1, 8, 0, tzinfo=UTC), Direction.IN)


@pytest.fixture
def mirror(campus: Campus, tmp_path: Path) -> Iterator[Mirror]:
    verifier = RecordVerifier([publish(keyring().record.public_key())])
    opened = Mirror(tmp_path / "mirror.db", Vault(secrets.token_bytes(KEY_BYTES)), verifier)
    yield opened
    opened.close()


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[GateJournal]:
    opened = GateJournal(tmp_path / "journal.db", "east", EvidenceKey(bytes(range(32))))
    yield opened
    opened.close()


class Backup:
    """The hall's database as it was at one moment."""

    def __init__(self, campus: Campus) -> None:
        connections.close_all()
        self._database = campus.database
        self._kept = Path(shutil.copy(campus.database, campus.database.with_suffix(".backup")))

    def restore(self) -> None:
        connections.close_all()
        for side in ("-wal", "-shm"):
            self._database.with_name(self._database.name + side).unlink(missing_ok=True)
        shutil.copy(self._kept, self._database)


def follow(mirror: Mirror) -> None:
    """Read the feed to its end, as a gate does."""
    while True:
        progress, head = mirror.progress(), read_head()
        if progress.cursor > head.seq and progress.epoch == head.epoch:
            mirror.restart(head.epoch)
            continue
        page = encode_page(head.epoch, read_rows(progress.cursor, 500), timezone.now())
        try:
            if mirror.apply(FeedPage.model_validate_json(page)).caught_up:
                return
        except EpochChanged:
            mirror.restart(head.epoch)


def test_a_revocation_that_the_hall_forgot_holds_until_the_feed_is_restarted(
    campus: Campus, mirror: Mirror
) -> None:
    student = campus.student()
    registration = campus.decide(campus.register())
    follow(mirror)
    backup = Backup(campus)
    campus.decide(registration, DecisionAction.REVOKE, remark="left the campus")
    follow(mirror)
    backup.restore()
    follow(mirror)
    assert mirror.progress().rewound, "the hall went back in time, and that is known"
    record = mirror.by_holder(student.id)
    assert record is not None
    assert record.status is ReturnStatus.REVOKED
    campus.decide(registration, DecisionAction.REVOKE, remark="decided once more")
    follow(mirror)
    assert mirror.disputed() == 1, "another decision under a version that the gate has seen"
    record = mirror.by_holder(student.id)
    assert record is not None
    assert record.status is ReturnStatus.REVOKED
    restart_feed()
    follow(mirror)
    assert not mirror.progress().rewound
    assert mirror.disputed() == 0
    assert mirror.by_holder(student.id) == campus.record()


def test_what_the_hall_lost_is_offered_again_and_kept_once(
    campus: Campus, journal: GateJournal
) -> None:
    gate = campus.device(TerminalRole.GATE)
    write(journal, 250)
    upload(gate, journal)
    backup = Backup(campus)
    write(journal, 20)
    upload(gate, journal)
    backup.restore()
    write(journal, 5)
    upload(gate, journal)
    assert JournalledEvent.objects.count() == 255
    assert dict(unseen_counts()) == {AlarmKind.GAP: 1}
    assert journal.resend(1) == 275
    upload(gate, journal)
    assert journal.outbox.backlog().waiting == 0
    kept = JournalledEvent.objects.order_by("seq").values_list("event_id", flat=True)
    assert list(kept) == [event.event_id for event in journal.events()]
    assert Journal.objects.count() == 1
    assert not unseen_counts()


def write(journal: GateJournal, count: int) -> None:
    for _ in range(count):
        journal.append(NEW)


def upload(gate: Device, journal: GateJournal) -> None:
    """What the uploader does, without the network between."""
    while waiting := journal.outbox.waiting(EVENT_BATCH_LIMIT):
        receipt = keep_events(gate, journal.load(waiting))
        assert not receipt.rejected
        journal.outbox.settle(waiting)
