"""What is sealed can't be read, what is damaged is named and kept as evidence."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sync.errors import MirrorCorrupt
from sync.key_file import KEY_BYTES
from sync.mirror import Mirror
from sync.thumbnails import Thumbnails
from sync.vault import Vault
from sync.wire import FaceTemplates
from tests.helpers.mirrors import VAULT, card, feed, open_mirror
from tests.helpers.records import approved


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
