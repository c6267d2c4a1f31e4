"""Any byte or page of the mirror may break: the answer is right, nobody, or a named error."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from sync.errors import MirrorCorrupt, StoreError
from sync.key_file import KEY_BYTES
from sync.mirror import Mirror
from sync.vault import Vault
from tests.helpers.records import Registry, approved, new_uid

DAMAGES = 100
PAGE = 4096
"""SQLite's page size."""

Damage = Callable[[bytearray, random.Random], None]


def flip(content: bytearray, chance: random.Random) -> None:
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def blank(content: bytearray, chance: random.Random) -> None:
    """A page that was never written."""
    start = _page(content, chance)
    content[start : start + PAGE] = bytes(PAGE)


def scribble(content: bytearray, chance: random.Random) -> None:
    start = _page(content, chance)
    content[start : start + PAGE] = chance.randbytes(PAGE)


def misplace(content: bytearray, chance: random.Random) -> None:
    """A page that was written to another's place."""
    source, target = _page(content, chance), _page(content, chance)
    content[target : target + PAGE] = content[source : source + PAGE]


def _page(content: bytearray, chance: random.Random) -> int:
    return chance.randrange(len(content) // PAGE) * PAGE


@pytest.mark.parametrize("damage", [flip, blank, scribble, misplace])
def test_a_damaged_file_never_makes_a_wrong_record(tmp_path: Path, damage: Damage) -> None:
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
    for number in range(DAMAGES):
        damaged = bytearray(content)
        damage(damaged, chance)
        path = tmp_path / f"{number}.db"
        path.write_bytes(damaged)
        noticed += _looks_damaged(path, vault, registry, {r.credentials[0]: r for r in records})
        path.unlink()
    assert noticed > DAMAGES // 4, "the damages hit what is read"


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
