"""Pages are believed whole or not at all."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from sync import record_table
from sync.errors import EpochChanged, FeedGap
from sync.mirror import Applied, Mirror
from sync.signing import UntrustedRecord
from sync.wire import FeedPage, ReturnStatus
from tests.helpers.mirrors import EPOCH, REGISTRY, card, feed, newer, open_mirror
from tests.helpers.records import Registry, approved


def test_a_record_is_found_by_card_holder_and_student_number(mirror: Mirror) -> None:
    record = approved(card(), card())
    assert feed(mirror, record, approved(card())) == Applied(2, 0, 0, caught_up=False)
    for digest in record.credentials:
        assert mirror.by_credential(digest) == record
    assert mirror.by_holder(record.holder) == record
    assert mirror.by_student_no(record.student_no) == record
    assert mirror.by_credential(card()) is None
    assert mirror.count() == 2


def test_a_newer_version_replaces_record_and_cards(mirror: Mirror) -> None:
    record = approved(card())
    feed(mirror, record)
    revoked = newer(record, status=ReturnStatus.REVOKED, credentials=(card(),))
    feed(mirror, revoked)
    assert mirror.by_holder(record.holder) == revoked
    assert mirror.by_credential(record.credentials[0]) is None
    assert mirror.by_credential(revoked.credentials[0]) == revoked


def test_a_card_that_changes_hands_leads_to_its_new_holder(mirror: Mirror) -> None:
    digest = card()
    first, second = approved(digest), approved(digest)
    feed(mirror, first, second)
    assert mirror.by_credential(digest) == second
    feed(mirror, newer(first, credentials=()))
    assert mirror.by_credential(digest) == second


def test_an_old_record_sent_again_is_ignored_and_counted(mirror: Mirror) -> None:
    good = approved(card())
    revoked = newer(good, status=ReturnStatus.REVOKED)
    feed(mirror, revoked)
    assert feed(mirror, good) == Applied(0, 0, 1, caught_up=False)
    assert mirror.by_holder(good.holder) == revoked
    assert feed(mirror, revoked) == Applied(0, 1, 0, caught_up=False)


def test_only_an_empty_page_says_that_the_mirror_is_complete(mirror: Mirror) -> None:
    feed(mirror, approved(card()))
    assert not mirror.progress().complete
    assert mirror.progress().confirmed_at is None
    assert feed(mirror).caught_up
    progress = mirror.progress()
    assert progress.complete
    assert progress.confirmed_at is not None
    later = progress.confirmed_at + timedelta(seconds=90)
    assert progress.age_s(later) == pytest.approx(90)
    assert progress.age_s(progress.confirmed_at - timedelta(seconds=1)) == 0
    assert progress.age_s(progress.confirmed_at - timedelta(seconds=31)) is None


def test_progress_and_records_survive_a_restart(path: Path) -> None:
    record = approved(card())
    first = open_mirror(path)
    feed(first, record)
    feed(first)
    before = first.progress()
    first.close()
    second = open_mirror(path)
    assert second.progress() == before
    assert second.by_credential(record.credentials[0]) == record
    second.close()


def broken_pages() -> list[tuple[str, FeedPage, type[Exception]]]:
    good = REGISTRY.page(EPOCH, 0, [approved(card()) for _ in range(3)], step=2)
    first, second, third = good.rows
    forged = second.model_copy(update={"jws": Registry().signer.sign(approved(card()))})
    head, payload, signature = second.jws.split(".")
    bent = second.model_copy(update={"jws": f"{head}.{payload[:-2]}AA.{signature}"})

    def with_rows(*rows: object, **changes: object) -> FeedPage:
        return good.model_copy(update={"rows": rows, **changes})

    return [
        ("skipped row", with_rows(first, third), FeedGap),
        ("swapped rows", with_rows(second, first, third), FeedGap),
        ("cut page", with_rows(first, second), FeedGap),
        ("page of another cursor", good.model_copy(update={"cursor": 7}), FeedGap),
        ("row twice", with_rows(first, first, second, third), FeedGap),
        ("empty page that moves on", with_rows(), FeedGap),
        ("row of another key", with_rows(first, forged, third), UntrustedRecord),
        ("changed content", with_rows(first, bent, third), UntrustedRecord),
        (
            "unsigned row",
            with_rows(first, second.model_copy(update={"jws": "x"}), third),
            UntrustedRecord,
        ),
    ]


@pytest.mark.parametrize(
    ("page", "error"), [pytest.param(p, e, id=name) for name, p, e in broken_pages()]
)
def test_a_broken_page_changes_nothing(
    mirror: Mirror, page: FeedPage, error: type[Exception]
) -> None:
    with pytest.raises(error):
        mirror.apply(page)
    assert mirror.count() == 0
    assert mirror.progress().cursor == 0
    assert feed(mirror, approved(card())).stored == 1


def test_a_new_epoch_keeps_the_old_records_until_the_new_feed_was_read(mirror: Mirror) -> None:
    stays, goes = approved(card()), approved(card())
    feed(mirror, stays, goes)
    feed(mirror)
    other = uuid4()
    with pytest.raises(EpochChanged):
        mirror.apply(REGISTRY.page(other, mirror.progress().cursor, []))
    mirror.restart(other)
    assert mirror.progress().cursor == 0
    assert mirror.progress().complete
    feed(mirror, stays)
    assert mirror.by_holder(goes.holder) == goes
    feed(mirror)
    assert mirror.by_holder(goes.holder) is None
    assert mirror.by_credential(goes.credentials[0]) is None
    assert mirror.by_credential(stays.credentials[0]) == stays
    assert mirror.count() == 1


def test_the_count_follows_every_change(path: Path) -> None:
    mirror = open_mirror(path)
    first, second = approved(card()), approved(card())
    feed(mirror, first, second)
    feed(mirror, newer(first))
    feed(mirror)
    assert mirror.count() == 2
    mirror.restart(uuid4())
    feed(mirror, newer(newer(first)))
    feed(mirror)
    assert mirror.count() == 1
    mirror.close()
    mirror = open_mirror(path)
    assert mirror.count() == 1
    mirror.close()


AS_OF_5 = (
    "DROP TRIGGER record_undisputed; DROP TABLE disputed; ALTER TABLE progress DROP COLUMN rewound;"
)


AS_OF_4 = (
    f"{AS_OF_5} ALTER TABLE record DROP COLUMN cards; "
    "CREATE INDEX credential_holder ON credential (holder);"
)


AS_OF_2 = "DROP TABLE name; DROP TABLE unnamed; ALTER TABLE record DROP COLUMN words;"


AS_OF_3 = f"{AS_OF_2} {record_table._NAMES} INSERT INTO name SELECT x'00', holder FROM record;"


AS_OF_1 = f"{AS_OF_2} DROP TRIGGER record_came; DROP TRIGGER record_went; DROP TABLE tally;"


@pytest.mark.parametrize(
    ("version", "script"),
    [
        (1, f"{AS_OF_4} {AS_OF_1}"),
        (2, f"{AS_OF_4} {AS_OF_2}"),
        (3, f"{AS_OF_4} {AS_OF_3}"),
        (4, AS_OF_4),
        (5, AS_OF_5),
    ],
)
def test_a_mirror_of_an_earlier_version_is_taken_over(
    path: Path, version: int, script: str
) -> None:
    mirror = open_mirror(path)
    record = approved(card(), name="司空砚")
    feed(mirror, record, approved(card()))
    feed(mirror)
    mirror.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.executescript(f"{script} PRAGMA user_version = {version};")
    mirror = open_mirror(path)
    assert mirror.count() == 2
    assert [record.name for record in mirror.search("司空", 5).records] == ["司空砚"]
    feed(mirror, approved(card()), newer(record, name="欧阳砚", credentials=(card(),)))
    assert mirror.count() == 3
    assert mirror.by_credential(record.credentials[0]) is None
    feed(mirror)
    assert mirror.search("司空", 5).records == ()
    mirror.close()


def test_a_page_may_show_one_holder_and_one_card_twice(mirror: Mirror) -> None:
    """No hall should; the later word counts, as if each stood in a page of its own."""
    first, second = approved(card(), name="司空砚"), approved(card(), name="司空青")
    feed(mirror, first)
    feed(mirror)
    passed_on = newer(second, credentials=first.credentials)
    without = newer(newer(first), credentials=(), name="欧阳砚")
    assert feed(mirror, second, newer(first), passed_on, without, newer(without)) == Applied(
        5, 0, 0, caught_up=False
    )
    assert mirror.by_credential(first.credentials[0]) == passed_on
    assert mirror.by_credential(second.credentials[0]) is None
    assert [found.name for found in mirror.search("司空", 5).records] == ["司空青"]
    assert feed(mirror, second, newer(without)) == Applied(0, 1, 1, caught_up=False)
    assert mirror.count() == 2


def test_nothing_of_whom_the_hall_did_not_show_again_is_left(mirror: Mirror, path: Path) -> None:
    gone, kept = approved(card(), name="司空砚"), approved(card(), name="欧阳砚")
    feed(mirror, gone, kept)
    feed(mirror)
    mirror.restart(uuid4())
    feed(mirror, kept)
    feed(mirror)
    with closing(sqlite3.connect(path)) as db:
        for table in ("record", "credential", "name"):
            (left,) = db.execute(
                f"SELECT count(*) FROM {table} WHERE holder = ?", (gone.holder.bytes,)
            ).fetchone()
            assert left == 0, table
    assert [found.name for found in mirror.search("欧阳", 5).records] == ["欧阳砚"]


def test_a_record_that_did_not_come_by_the_feed_counts_if_it_is_newer(mirror: Mirror) -> None:
    record = approved(card())
    feed(mirror, record)
    feed(mirror)
    before = mirror.progress()
    revoked = newer(record, status=ReturnStatus.REVOKED)
    assert mirror.learn(REGISTRY.signer.sign(revoked))
    assert mirror.by_credential(record.credentials[0]) == revoked
    assert not mirror.learn(REGISTRY.signer.sign(record)), "an old one changes nothing"
    with pytest.raises(UntrustedRecord):
        mirror.learn(Registry().signer.sign(newer(revoked)))
    assert mirror.by_holder(record.holder) == revoked
    assert mirror.progress() == before
    assert feed(mirror, revoked) == Applied(0, 1, 0, caught_up=False), "the feed brings it as well"
