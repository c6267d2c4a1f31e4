"""Enrolled thumbnails at the gate: fetched behind the records, checked, sealed.

They live in the mirror's file: a picture is kept as long as a record names it.
"""

from __future__ import annotations

import hashlib
from typing import Final

from sync.errors import Malformed, MirrorCorrupt, SealBroken
from sync.store import Store
from sync.vault import Vault


class Thumbnails:
    """The pictures in a mirror's ``store``. Methods may be called from any thread."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store: Final = store
        self._vault: Final = vault

    def wanted(self, limit: int) -> tuple[str, ...]:
        """Hashes of up to ``limit`` pictures that records name and that are not here yet."""
        with self._store.read() as db:
            rows = db.execute(
                "SELECT sha256 FROM thumbnail WHERE sealed IS NULL LIMIT ?", (limit,)
            ).fetchall()
        return tuple(sha256 for (sha256,) in rows)

    def keep(self, sha256: str, jpeg: bytes) -> None:
        """Store a fetched picture. Raises Malformed unless its SHA-256 is ``sha256``."""
        if hashlib.sha256(jpeg).hexdigest() != sha256:
            raise Malformed("a thumbnail's hash is not the one in the record")
        with self._store.write() as db:
            db.execute(
                "UPDATE thumbnail SET sealed = ? WHERE sha256 = ?",
                (self._vault.seal(jpeg, _about(sha256)), sha256),
            )

    def give_up(self, sha256: str) -> None:
        """The hall no longer has it: stop wanting it until a record names it anew."""
        with self._store.write() as db:
            db.execute("DELETE FROM thumbnail WHERE sha256 = ? AND sealed IS NULL", (sha256,))

    def find(self, sha256: str) -> bytes | None:
        """The JPEG, or None when it is not here. Raises MirrorCorrupt."""
        with self._store.read() as db:
            row = db.execute("SELECT sealed FROM thumbnail WHERE sha256 = ?", (sha256,)).fetchone()
        if row is None or row[0] is None:
            return None
        try:
            return self._vault.open(row[0], _about(sha256))
        except SealBroken as error:
            raise MirrorCorrupt("a stored thumbnail is damaged") from error


def _about(sha256: str) -> bytes:
    return f"thumbnail/{sha256}".encode()
