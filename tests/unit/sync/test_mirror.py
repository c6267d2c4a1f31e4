"""The mirror on a real SQLite file: pages are believed whole or not at all."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from sync import record_table
from sync.errors import EpochChanged, FeedGap, Malformed, MirrorCorrupt
from sync.key_file import KEY_BYTES
from sync.mirror import Applied, Mirror
from sync.signing import UntrustedRecord
from sync.thumbnails import Thumbnails
from sync.vault import Vault
from sync.wire import AccessRecord, FaceTemplates, FeedPage, ReturnStatus
from tests.helpers.records import Registry, approved, new_uid

EPOCH = uuid4()
REGISTRY = Registry()
VAULT = Vault(secrets.token_bytes(KEY_BYTES))


def open_mirror(path: Path, vault: Vault = VAULT) -> Mirror:
    return Mirror(path, vault, REGISTRY.verifier)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mirror.db"


@pytest.fixture
def mirror(path: Path) -> Iterator[Mirror]:
    opened = open_mirror(path)
    yield opened
    opened.close()


def feed(mirror: Mirror, *records: AccessRecord) -> Applied:
    """Apply ``records`` as the next page."""
    progress = mirror.progress()
    return mirror.apply(REGISTRY.page(progress.epoch or EPOCH, progress.cursor, records))


def card() -> str:
    return REGISTRY.digest(new_uid())


def newer(record: AccessRecord, **changes: object) -> AccessRecord:
    return record.model_copy(update={"version": record.version + 1, **changes})


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


def test_names_and_templates_are_not_readable_in_the_file(path: Path) -> None:
    template = "QUJD" * 86
    face = FaceTemplates(model="0" * 64, vectors=(template,))
    mirror = open_mirror(path)
    record = approved(card(), face=face)
    feed(mirror, record)
    Thumbnails(mirror.store, VAULT)
    mirror.close()
    content = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert record.holder.bytes in content, "the file was looked at in the right place"
    for secret in (template, record.name, record.department):
        assert secret.encode() not in content


def test_a_flipped_byte_in_a_sealed_record_is_named(path: Path) -> None:
    record = approved(card())
    mirror = open_mirror(path)
    feed(mirror, record)
    with mirror.store.write() as db:
        (sealed,) = db.execute("SELECT sealed FROM record").fetchone()
        bent = sealed[:40] + bytes([sealed[40] ^ 1]) + sealed[41:]
        db.execute("UPDATE record SET sealed = ?", (bent,))
    with pytest.raises(MirrorCorrupt):
        mirror.by_credential(record.credentials[0])
    mirror.close()


def test_a_row_moved_under_another_card_is_named(mirror: Mirror) -> None:
    one, other = approved(card()), approved(card())
    feed(mirror, one, other)
    with mirror.store.write() as db:
        db.execute(
            "UPDATE credential SET holder = ? WHERE holder = ?",
            (one.holder.bytes, other.holder.bytes),
        )
    with pytest.raises(MirrorCorrupt):
        mirror.by_credential(other.credentials[0])


def test_a_damaged_file_is_named_and_kept_as_evidence(path: Path) -> None:
    mirror = open_mirror(path)
    feed(mirror, *(approved(card()) for _ in range(40)))
    mirror.close()
    content = bytearray(path.read_bytes())
    content[4096 : 4096 + 2048] = secrets.token_bytes(2048)
    path.write_bytes(content)
    with pytest.raises(MirrorCorrupt):
        open_mirror(path)
    kept = Mirror.set_aside(path, datetime.now(UTC))
    assert kept.read_bytes() == bytes(content)
    fresh = open_mirror(path)
    assert fresh.progress().cursor == 0
    assert not fresh.progress().complete
    fresh.close()


def test_a_file_that_is_no_mirror_is_named(path: Path) -> None:
    path.write_bytes(b"not a database at all, just a text of some length" * 100)
    with pytest.raises(MirrorCorrupt):
        open_mirror(path)


def test_a_lost_key_makes_the_records_unreadable_and_says_so(path: Path) -> None:
    record = approved(card())
    mirror = open_mirror(path)
    feed(mirror, record)
    mirror.close()
    other = open_mirror(path, Vault(secrets.token_bytes(KEY_BYTES)))
    with pytest.raises(MirrorCorrupt):
        other.by_holder(record.holder)
    other.close()


def test_thumbnails_are_wanted_kept_and_dropped_with_their_records(mirror: Mirror) -> None:
    jpeg = b"\xff\xd8" + secrets.token_bytes(400)
    sha256 = hashlib.sha256(jpeg).hexdigest()
    thumbnails = Thumbnails(mirror.store, VAULT)
    record = approved(card(), thumbnail=sha256)
    feed(mirror, record)
    assert thumbnails.wanted(10) == (sha256,)
    with pytest.raises(Malformed):
        thumbnails.keep(sha256, jpeg + b"x")
    thumbnails.keep(sha256, jpeg)
    assert thumbnails.wanted(10) == ()
    assert thumbnails.find(sha256) == jpeg
    feed(mirror, newer(record, thumbnail=None))
    assert thumbnails.find(sha256) is None


def test_a_picture_that_the_hall_no_longer_has_is_not_asked_for_again(mirror: Mirror) -> None:
    thumbnails = Thumbnails(mirror.store, VAULT)
    feed(mirror, approved(card(), thumbnail="0" * 64))
    thumbnails.give_up("0" * 64)
    assert thumbnails.wanted(10) == ()


def test_only_the_newest_damaged_files_are_kept(path: Path) -> None:
    now = datetime.now(UTC)
    newest = path
    for day in range(5):
        path.write_bytes(b"damaged")
        path.with_name(f"{path.name}-wal").write_bytes(b"damaged")
        path.with_name(f"{path.name}-shm").write_bytes(b"damaged")
        newest = Mirror.set_aside(path, now + timedelta(days=day))
    kept = sorted(path.parent.iterdir())
    assert len(kept) == 3 * 3
    assert newest in kept


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


# --- a hall that was restored from a backup ---------------------------------------------------


@pytest.mark.parametrize("revoked_first", [True, False])
def test_of_two_records_under_one_version_the_stricter_holds_until_a_newer_comes(
    path: Path, *, revoked_first: bool
) -> None:
    mirror = open_mirror(path)
    permitted = approved(card(), gates=("east",))
    refused = permitted.model_copy(update={"status": ReturnStatus.REVOKED})
    other = approved(card())
    first, second = (refused, permitted) if revoked_first else (permitted, refused)
    feed(mirror, first, other)
    feed(mirror)
    mirror.restart(EPOCH)
    assert mirror.progress().rewound, "the hall's feed is shorter than it was, in the same epoch"
    assert feed(mirror, second, other) == Applied(0, 1, 0, caught_up=False, disputed=1)
    mirror.close()
    mirror = open_mirror(path)
    assert mirror.disputed() == 1
    assert mirror.by_credential(permitted.credentials[0]) == refused
    assert feed(mirror, first).disputed + feed(mirror, second).disputed >= 1
    assert mirror.by_holder(permitted.holder) == refused
    anew = newer(permitted)
    mirror.restart(uuid4())
    feed(mirror, anew, newer(other))
    assert (mirror.disputed(), mirror.progress().rewound) == (0, False)
    assert mirror.by_holder(permitted.holder) == anew
    mirror.close()


def test_a_lost_card_stays_lost_in_a_dispute(mirror: Mirror) -> None:
    record = approved(card(), card())
    lost = record.model_copy(update={"credentials": record.credentials[1:]})
    feed(mirror, lost)
    feed(mirror)
    feed(mirror, record)
    assert mirror.by_credential(record.credentials[0]) is None
    assert mirror.by_credential(record.credentials[1]) == lost


def test_a_neighbour_that_tells_otherwise_makes_a_dispute_too(mirror: Mirror) -> None:
    record = approved(card())
    refused = record.model_copy(update={"blocked": True})
    feed(mirror, record)
    assert not mirror.learn(REGISTRY.signer.sign(record))
    assert mirror.learn(REGISTRY.signer.sign(refused))
    assert mirror.disputed() == 1
    assert mirror.by_holder(record.holder) == refused


def test_a_newer_version_in_the_same_page_ends_a_dispute(mirror: Mirror) -> None:
    record = approved(card())
    feed(mirror, record)
    anew = newer(record)
    feed(mirror, record.model_copy(update={"blocked": True}), anew)
    assert mirror.disputed() == 0
    assert mirror.by_holder(record.holder) == anew


def test_a_dispute_ends_with_its_record(mirror: Mirror) -> None:
    record = approved(card())
    feed(mirror, record)
    feed(mirror, record.model_copy(update={"blocked": True}))
    mirror.restart(uuid4())
    feed(mirror, approved(card()))
    feed(mirror)
    assert mirror.disputed() == 0
