"""The feed: one signed row a cardholder, in commit order, sealed at rest."""

from __future__ import annotations

import json
import sqlite3
import threading
from uuid import UUID

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hall.conf.current import keyring
from hall.conf.sealing import SealBroken
from hall.gates.models import FeedEntry, FeedHead
from hall.gates.pages import encode_page, read_head, read_rows
from hall.gates.publish import publish_records, restart_feed
from hall.people.models import Student
from hall.returns.policy import DecisionAction
from hall.seeding.access import VISITORS
from sync.signing import RecordVerifier, publish
from sync.wire import AccessRecord, FeedPage, ReturnStatus
from tests.helpers.hall import CLASSMATE, STUDENT
from tests.unit.hall.seeded import Campus

SEEDED = 48
IN_FEED = SEEDED + len(VISITORS)


def page(cursor: int, limit: int = 500) -> FeedPage:
    from django.utils import timezone

    head = read_head()
    encoded = encode_page(head.epoch, read_rows(cursor, limit), timezone.now())
    return FeedPage.model_validate_json(encoded)


def records(rows_of: FeedPage) -> list[AccessRecord]:
    verifier = RecordVerifier([publish(keyring().record.public_key())])
    return [verifier.verify(row.jws) for row in rows_of.rows]


def test_everybody_with_a_card_stands_in_the_feed(campus: Campus) -> None:
    found = [record for record in records(page(0)) if record.credentials]
    assert len(found) == SEEDED == Student.objects.count()
    assert {record.status for record in found} == {ReturnStatus.NONE}
    assert all(len(record.credentials) == 1 for record in found)


def test_rows_are_chained_from_the_cursor(campus: Campus) -> None:
    cursor, seen = 0, 0
    while (found := page(cursor, limit=7)).rows:
        previous = cursor
        for row in found.rows:
            assert row.prev == previous
            previous = row.seq
        assert found.next == previous
        cursor, seen = found.next, seen + len(found.rows)
    assert seen == IN_FEED
    assert cursor == read_head().seq == found.next


def test_a_change_moves_the_row_to_the_end(campus: Campus) -> None:
    before = read_head().seq
    campus.register()
    (row,) = records(page(before))
    assert (row.student_no, row.status, row.version) == (STUDENT, ReturnStatus.PENDING, 2)
    assert FeedEntry.objects.count() == IN_FEED


def test_only_an_approved_record_carries_face_and_validity(campus: Campus) -> None:
    registration = campus.register()
    pending = campus.record()
    assert (pending.face, pending.thumbnail, pending.valid_from) == (None, None, None)
    campus.decide(registration)
    approved = campus.record()
    assert approved.status is ReturnStatus.APPROVED
    assert approved.face is not None
    assert len(approved.face.vectors) == 3
    assert approved.thumbnail is not None
    assert approved.valid_from is not None
    assert approved.decided_by == "陈明湖"
    campus.decide(registration, DecisionAction.REVOKE, remark="left again")
    revoked = campus.record()
    assert revoked.status is ReturnStatus.REVOKED
    assert (revoked.face, revoked.thumbnail, revoked.valid_from) == (None, None, None)
    assert [pending.version, approved.version, revoked.version] == [2, 3, 4]


def test_a_lost_card_is_no_credential(campus: Campus) -> None:
    from django.utils import timezone

    student = campus.student()
    student.cards.update(lost_at=timezone.now())
    publish_records([student.id])
    assert campus.record().credentials == ()


def test_an_undone_decision_publishes_nothing(campus: Campus) -> None:
    before = read_head().seq
    with transaction.atomic():
        publish_records([campus.student().id])
        transaction.set_rollback(True)
    assert read_head().seq == before
    assert page(before).rows == ()


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(st.lists(st.integers(0, SEEDED - 1), min_size=1, max_size=4), st.integers(1, 9)),
        max_size=10,
    )
)
def test_whoever_follows_the_feed_has_everybodys_newest_record(
    campus: Campus, changes: list[tuple[list[int], int]]
) -> None:
    """A follower reads some pages between changes; at the end it is up to date."""
    everybody = list(Student.objects.order_by("student_no").values_list("id", flat=True))
    cursor = 0
    mirror: dict[UUID, int] = {}

    def follow(limit: int) -> bool:
        nonlocal cursor
        found = page(cursor, limit)
        for record in records(found):
            assert record.version > mirror.get(record.holder, 0)
            mirror[record.holder] = record.version
        moved, cursor = found.next > cursor, found.next
        return moved

    for chosen, limit in changes:
        publish_records([everybody[place] for place in dict.fromkeys(chosen)])
        follow(limit)
    while follow(500):
        pass
    assert mirror == dict(FeedEntry.objects.values_list("holder", "version"))
    sequence = list(FeedEntry.objects.order_by("seq").values_list("seq", flat=True))
    assert len(sequence) == len(set(sequence)) == IN_FEED
    assert FeedHead.objects.get().seq == sequence[-1] == cursor


def test_a_reader_never_passes_a_writer_that_is_still_at_it(campus: Campus) -> None:
    """Writers race, one of them slowly; whoever reads meanwhile must miss none of their rows."""
    everybody = list(Student.objects.order_by("student_no").values_list("id", flat=True))
    start = threading.Barrier(3)

    def write(mine: list[UUID]) -> None:
        start.wait()
        for holder in mine:
            with transaction.atomic():
                publish_records([holder])
                Student.objects.filter(id=holder).update(enrolled=True)
        connections.close_all()

    writers = [threading.Thread(target=write, args=(everybody[part::2],)) for part in range(2)]
    for writer in writers:
        writer.start()
    seen: dict[UUID, int] = {record.holder: record.version for record in records(page(0))}
    before, cursor = dict(seen), read_head().seq
    start.wait()
    while True:
        running = any(writer.is_alive() for writer in writers)
        found = page(cursor, limit=3)
        for record in records(found):
            assert record.version == seen[record.holder] + 1
            seen[record.holder] = record.version
        cursor = found.next
        if not running and not found.rows:
            break
    assert all(seen[holder] == before[holder] + 1 for holder in everybody)


def test_nothing_readable_of_a_face_is_in_the_database(campus: Campus) -> None:
    registration = campus.register()
    campus.decide(registration)
    record = campus.record()
    assert record.face is not None
    connections.close_all()
    with sqlite3.connect(campus.database) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    stored = campus.database.read_bytes()
    for vector in record.face.vectors:
        assert vector.encode() not in stored
    assert b"eyJ" not in stored, "a JWS begins like this"
    assert b"\xff\xd8\xff" not in stored, "a JPEG begins like this"


def test_after_a_restored_backup_gates_believe_the_hall_again(campus: Campus) -> None:
    registration = campus.register()
    connections.close_all()
    backup = campus.database.read_bytes()
    campus.decide(registration)
    seen_by_gates, epoch = campus.record().version, read_head().epoch
    connections.close_all()
    campus.database.write_bytes(backup)
    assert campus.record().version < seen_by_gates, "gates would call it a replay"
    assert restart_feed() == IN_FEED
    assert campus.record().version > seen_by_gates
    assert read_head().epoch != epoch
    assert len(page(0).rows) == IN_FEED
    seen_by_gates, cursor, epoch = campus.record().version, read_head().seq, read_head().epoch
    connections.close_all()
    campus.database.write_bytes(backup)
    restart_feed()
    assert campus.record().version > seen_by_gates, "the same backup once more"
    assert read_head().seq > cursor, "no gate stands beyond the feed that began again"
    assert read_head().epoch != epoch


def test_a_sealed_record_does_not_open_in_anothers_row(campus: Campus) -> None:
    mine = FeedEntry.objects.get(holder=campus.student(STUDENT).id)
    theirs = FeedEntry.objects.get(holder=campus.student(CLASSMATE).id)
    FeedEntry.objects.filter(pk=theirs.pk).update(sealed_jws=mine.sealed_jws)
    with pytest.raises(SealBroken):
        read_rows(0, IN_FEED)


def test_a_page_is_json_that_the_contract_knows(campus: Campus) -> None:
    found = json.loads(page(0, limit=1).model_dump_json())
    assert found.keys() == {"epoch", "cursor", "next", "server_time", "rows", "vouched"}
