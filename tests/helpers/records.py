"""Signed access records of made-up cardholders, as a hall would make them."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.credential import KEY_BYTES, credential_digest
from sync.passes import PassIssuer
from sync.signing import RecordSigner, RecordVerifier, publish
from sync.vouching import GATE_LIFE, GateVoucher
from sync.wire import (
    AccessRecord,
    FeedPage,
    FeedRow,
    NeighbourKey,
    ReturnStatus,
    TerminalIdentity,
    TerminalRole,
)


def new_uid() -> bytes:
    """The number of a card that exists in this run only."""
    return secrets.token_bytes(7)


def approved(*credentials: str, **changes: object) -> AccessRecord:
    """The record of somebody whose return is approved for today, without a face."""
    now = datetime.now(UTC)
    return AccessRecord(
        holder=uuid4(),
        version=1,
        student_no=f"S{secrets.randbelow(10**8):08}",
        name="林砚",
        class_name="2024 级 2 班",
        department="地球科学学院",
        credentials=credentials,
        status=ReturnStatus.APPROVED,
        valid_from=now - timedelta(days=1),
        valid_until=now + timedelta(days=1),
        decided_by="陈老师",
        decided_at=now - timedelta(hours=3),
    ).model_copy(update=changes)


class Registry:
    """Signs records under a key of this run, and knows the campus's card key."""

    def __init__(self) -> None:
        self._key: Final = Ed25519PrivateKey.generate()
        self.signer: Final = RecordSigner(self._key)
        self.passes: Final = PassIssuer(self._key)
        self.verifier: Final = RecordVerifier([publish(self._key.public_key())])
        self.credential_key: Final = secrets.token_bytes(KEY_BYTES)

    def digest(self, uid: bytes) -> str:
        return credential_digest(self.credential_key, uid)

    def identity(
        self,
        hall_url: str,
        token: str,
        role: TerminalRole = TerminalRole.GATE,
        device: str = "gate-1",
    ) -> TerminalIdentity:
        return TerminalIdentity(
            hall_url=hall_url,
            device=device,
            role=role,
            token=token,
            record_keys=(publish(self._key.public_key()),),
            credential_key=base64.b64encode(self.credential_key).decode(),
            neighbour=self.neighbour(device) if role is TerminalRole.GATE else None,
        )

    def neighbour(self, device: str, life: timedelta = GATE_LIFE) -> NeighbourKey:
        """The key with which a gate speaks to others, vouched for."""
        return GateVoucher(self._key).enrol(device, datetime.now(UTC), life)

    def page(
        self, epoch: UUID, cursor: int, records: Iterable[AccessRecord], step: int = 1
    ) -> FeedPage:
        """A sound page that continues from ``cursor``; each row's seq is ``step`` further."""
        rows = []
        last = cursor
        for record in records:
            rows.append(FeedRow(seq=last + step, prev=last, jws=self.signer.sign(record)))
            last += step
        return FeedPage(
            epoch=epoch, cursor=cursor, next=last, server_time=datetime.now(UTC), rows=tuple(rows)
        )
