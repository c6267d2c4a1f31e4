"""Any byte of the mirror's file may flip: the answer is right, nobody, or a named error."""

from __future__ import annotations

import random
import secrets
from pathlib import Path
from uuid import uuid4

from sync.errors import MirrorCorrupt, StoreError
from sync.key_file import KEY_BYTES
from sync.mirror import Mirror
from sync.vault import Vault
from tests.helpers.records import Registry, approved, new_uid

FLIPS = 250


def test_a_flipped_byte_never_makes_a_wrong_record(tmp_path: Path) -> None:
    registry, vault = Registry(), Vault(secrets.token_bytes(KEY_BYTES))
    records = [approved(registry.digest(new_uid())) for _ in range(60)]
    whole = tmp_path / "whole.db"
    mirror = Mirror(whole, vault, registry.verifier)
    epoch = uuid4()
    mirror.apply(registry.page(epoch, 0, records))
    mirror.apply(registry.page(epoch, len(records), []))
    mirror.close()
    content = whole.read_bytes()
    assert not whole.with_name("whole.db-wal").exists(), "everything is in the one file"

    chance = random.Random(20300901)
    noticed = 0
    for number in range(FLIPS):
        damaged = bytearray(content)
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        path = tmp_path / f"{number}.db"
        path.write_bytes(damaged)
        noticed += _looks_damaged(path, vault, registry, {r.credentials[0]: r for r in records})
        path.unlink()
    assert noticed > FLIPS // 4, "the flips hit what is read"


def _looks_damaged(
    path: Path, vault: Vault, registry: Registry, records: dict[str, object]
) -> bool:
    """Whether a lookup failed by name, or found nobody; a wrong record fails the test."""
    try:
        mirror = Mirror(path, vault, registry.verifier)
    except MirrorCorrupt:
        return True
    missing = False
    try:
        mirror.progress()
        for digest, record in records.items():
            found = mirror.by_credential(digest)
            assert found is None or found == record
            missing = missing or found is None
    except StoreError:
        return True
    finally:
        mirror.close()
        for rest in path.parent.glob(f"{path.name}-*"):
            rest.unlink()
    return missing
