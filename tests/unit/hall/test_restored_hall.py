"""A hall restored from a backup: what gates know of it, and how it gets back what it lost."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from gate_agent.journal.chain import chained
from gate_agent.journal.evidence_key import EvidenceKey
from gate_agent.journal.store import Journal as GateJournal
from gate_agent.journal.store import NewEvent
from hall.conf.current import keyring
from hall.gates.alarms import unseen_counts
from hall.gates.events import keep_events
from hall.gates.models import AlarmKind, Journal, JournalledEvent
from hall.gates.pages import encode_page, read_head, read_rows
from hall.gates.publish import restart_feed
from hall.gates.restored import FURTHEST_PLACE
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
from tests.helpers.events import journalled
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
        self._campus = campus
        self._database = campus.database
        self._kept = Path(shutil.copy(campus.database, campus.database.with_suffix(".backup")))

    def restore(self) -> None:
        self._campus.stop()
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


def restored(campus: Campus, language: str = "en") -> list[str]:
    """What the administrator reads of it, and is to do."""
    page = campus.page("technician").get(
        "/gates/alarms", {"kind": "restored"}, headers={"Accept-Language": language}
    )
    rows = re.findall(r'data-kind="restored">(.*?)</tr>', page.content.decode(), re.DOTALL)
    return [unescape(re.sub(r"\s*<[^>]+>\s*", " ", row)) for row in rows]


def test_a_gate_that_has_read_on_tells_the_hall_that_it_was_restored(campus: Campus) -> None:
    gate = campus.terminal(TerminalRole.GATE)
    registration = campus.decide(campus.register())
    backup = Backup(campus)
    campus.decide(registration, DecisionAction.REVOKE, remark="left the campus")
    cursor = read_head().seq
    gate.call("GET", f"feed?cursor={cursor}")
    assert not unseen_counts()
    backup.restore()
    for _ in range(2):
        gate.call("GET", f"feed?cursor={cursor}")
    (said,) = restored(campus)
    assert f"has read the feed up to {cursor}" in said
    assert "yanhu hall restart-feed" in said
    assert "yanhu hall restart-feed" in restored(campus, "zh-hans")[0]
    restart_feed()
    gate.call("GET", f"feed?cursor={cursor}")
    assert not unseen_counts(), "a gate that has not heard of it yet proves nothing any more"


def test_a_place_that_no_feed_has_reached_is_a_trial_and_no_evidence(campus: Campus) -> None:
    gate = campus.terminal(TerminalRole.GATE)
    assert gate.call("GET", f"feed?cursor={FURTHEST_PLACE + 1}").status_code == 409
    assert not unseen_counts()


def test_a_gate_that_decided_by_a_newer_record_tells_the_hall_as_well(campus: Campus) -> None:
    gate = campus.device(TerminalRole.GATE)
    registration = campus.decide(campus.register())
    backup = Backup(campus)
    known = campus.record().version
    campus.decide(registration, DecisionAction.REVOKE, remark="left the campus")
    backup.restore()
    at_backup, later = (
        chained(event.model_copy(update={"holder": campus.student().id, "record_version": version}))
        for event, version in zip(journalled(2), (known, known + 1), strict=True)
    )
    keep_events(gate, [at_backup])
    assert restored(campus) == []
    later = chained(later.model_copy(update={"previous_hash": at_backup.hash}))
    keep_events(gate, [later, chained(journalled(1, later.hash, 3)[0])])
    (said,) = restored(campus)
    assert "decided by a newer record than the hall's (event 2)" in said
    restart_feed()
    assert restored(campus) == []
    keep_events(gate, [chained(later.model_copy(update={"event_id": uuid4()}))])
    assert restored(campus) == [], "what a gate offers again after the feed began anew"


def write(journal: GateJournal, count: int) -> None:
    for _ in range(count):
        journal.append(NEW)


def upload(gate: Device, journal: GateJournal) -> None:
    """What the uploader does, without the network between."""
    while waiting := journal.outbox.waiting(EVENT_BATCH_LIMIT):
        receipt = keep_events(gate, journal.load(waiting))
        assert not receipt.rejected
        journal.outbox.settle(waiting)
