"""Mirrors with records of a hall that the test holds the key of."""

from __future__ import annotations

import secrets
from pathlib import Path
from uuid import uuid4

from sync.key_file import KEY_BYTES
from sync.mirror import Applied, Mirror
from sync.vault import Vault
from sync.wire import AccessRecord
from tests.helpers.records import Registry, new_uid

EPOCH = uuid4()


REGISTRY = Registry()


VAULT = Vault(secrets.token_bytes(KEY_BYTES))


def open_mirror(path: Path, vault: Vault = VAULT) -> Mirror:
    return Mirror(path, vault, REGISTRY.verifier)


def feed(mirror: Mirror, *records: AccessRecord) -> Applied:
    """Apply ``records`` as the next page."""
    progress = mirror.progress()
    return mirror.apply(REGISTRY.page(progress.epoch or EPOCH, progress.cursor, records))


def card() -> str:
    return REGISTRY.digest(new_uid())


def newer(record: AccessRecord, **changes: object) -> AccessRecord:
    return record.model_copy(update={"version": record.version + 1, **changes})
