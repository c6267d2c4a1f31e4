"""Fills a gate's stores as years of use would: ``python -m tests.bench.gate.big_store``.

Arguments: FOLDER RECORDS EVENTS SEED. The mirror gets RECORDS cardholders with three templates
each, the journal EVENTS events that all wait for the hall. A card's number follows from SEED, which
is new in every run. Signing and checking each row is the measurement of the first sync, not of
this: rows are written as the stores themselves write them, in large transactions.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import sys
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import numpy as np

from devices.face.models import MODEL_ID
from gate_agent.journal.chain import chained
from gate_agent.journal.checkpoints import vouch
from gate_agent.journal.evidence_key import KEY_FILE, EvidenceKey
from gate_agent.journal.rows import row_of
from gate_agent.journal.start import JOURNAL_FILE
from gate_agent.journal.store import Journal
from sync import record_table
from sync.credential import credential_digest
from sync.mirror import Mirror
from sync.outbox import Outbox
from sync.signing import SignedRecord
from sync.vault import Vault
from sync.wire import JOURNAL_START, Direction, FaceTemplates, GateEvent, GateEventKind
from tests.helpers.records import Registry, approved

GATE: Final = "east"
FACES: Final = 500
"""Different faces; drawing one for everybody would only take longer."""
PORTION: Final = 5_000


def card(seed: str, number: int) -> bytes:
    """The card of cardholder ``number`` in this run."""
    return hashlib.sha256(f"{seed}/{number}".encode()).digest()[:7]


@cache
def face(number: int) -> tuple[str, ...]:
    """Three templates of one made-up face."""
    chance = np.random.default_rng(number % FACES)
    middle = chance.normal(size=128)
    near = [middle + chance.normal(scale=0.2, size=128) for _ in range(3)]
    return tuple(
        base64.b64encode((one / np.linalg.norm(one)).astype("<f2").tobytes()).decode()
        for one in near
    )


def fill_mirror(folder: Path, records: int, seed: str, key: bytes) -> None:
    mirror = Mirror(folder / "mirror.db", Vault.at(folder / "vault.key"), Registry().verifier)
    for start in range(0, records, PORTION):
        portion = [
            approved(
                credential_digest(key, card(seed, number)),
                student_no=f"B{number:08}",
                face=FaceTemplates(model=MODEL_ID, vectors=face(number % FACES)),
                thumbnail=secrets.token_hex(32),
            )
            for number in range(start, min(start + PORTION, records))
        ]
        with mirror.store.write() as db:
            mirror._keep(db, [SignedRecord(one, one.model_dump_json().encode()) for one in portion])
    with mirror.store.write() as db:
        record_table.name_all(db)
        db.execute(
            "UPDATE progress SET epoch = ?, cursor = ?, complete = 1, confirmed_at = ?",
            (str(uuid4()), records, datetime.now(UTC).timestamp()),
        )
    mirror.close()


def fill_journal(folder: Path, events: int) -> None:
    key = EvidenceKey.at(folder / KEY_FILE)
    journal = Journal(folder / JOURNAL_FILE, GATE, key)
    previous, began = JOURNAL_START, datetime.now(UTC) - timedelta(days=3)
    for start in range(1, events + 1, PORTION):
        with journal._store.write() as db:
            end = min(start + PORTION, events + 1)
            for seq in range(start, end):
                event = _event(seq, previous, began + timedelta(milliseconds=200 * seq))
                previous = event.hash
                db.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row_of(event))
                Outbox.put(db, seq, event.event_id)
            vouch(db, GATE, key, end - 1, previous, datetime.now(UTC))
    journal.close()


def _event(seq: int, previous: str, at: datetime) -> GateEvent:
    """Grants and passages in turn."""
    granted = seq % 2 == 1
    event = GateEvent(
        event_id=uuid4(),
        gate=GATE,
        lane="L1",
        seq=seq,
        kind=GateEventKind.GRANTED if granted else GateEventKind.PASSED,
        at=at,
        direction=Direction.IN,
        attempt=UUID(int=(seq + 1) // 2),
        holder=UUID(int=seq % 200_000),
        record_version=1,
        score=0.71,
        threshold=0.45,
        mirror_age_s=1.2,
        hall_offset_s=0.01,
        previous_hash=previous,
        hash=JOURNAL_START,
    )
    # A journal writes every field: a row that lacks some is of no version.
    return chained(GateEvent.model_validate(event.model_dump()))


def main() -> None:
    folder, records, events, seed = sys.argv[1:]
    key = bytes.fromhex(sys.stdin.readline())
    fill_mirror(Path(folder), int(records), seed, key)
    fill_journal(Path(folder), int(events))


if __name__ == "__main__":
    main()
