"""Makes a seeded hall large: ``python -m tests.bench.sync.big_hall CONFIG GATES FOLDER``.

Enrols GATES gates, whose identity files come to FOLDER, and gives everybody who is approved three
face templates, as on a real return day: signed and sealed as the hall itself does it. (Registering
a hundred thousand students one by one would measure something else.)
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from hall.conf.boot import boot
from sync.wire import FaceTemplates, ReturnStatus, TerminalRole

PORTION: Final = 2_000


def enrol_gates(count: int, folder: Path) -> None:
    from hall.terminals.devices import enrol

    for number in range(count):
        identity = enrol(f"gate-{number:03}", TerminalRole.GATE)
        file = folder / f"{number:03}.json"
        file.touch(mode=0o600)
        file.write_text(identity.model_dump_json())


def give_faces() -> None:
    from devices.face.models import MODEL_ID
    from hall.conf.current import keyring, vault
    from hall.gates.models import FeedEntry
    from hall.gates.publish import feed_binding
    from sync.signing import RecordSigner, RecordVerifier, publish
    from tests.bench.gate.big_store import face

    signer = RecordSigner(keyring().record)
    verifier = RecordVerifier([publish(keyring().record.public_key())])
    last = 0
    while entries := list(FeedEntry.objects.filter(seq__gt=last).order_by("seq")[:PORTION]):
        for entry in entries:
            binding = feed_binding(entry.holder)
            record = verifier.verify(vault().open(bytes(entry.sealed_jws), binding).decode())
            if record.status is not ReturnStatus.APPROVED:
                continue
            templates = FaceTemplates(model=MODEL_ID, vectors=face(entry.seq))
            signed = signer.sign(record.model_copy(update={"face": templates}))
            entry.sealed_jws = vault().seal(signed.encode(), binding)
        FeedEntry.objects.bulk_update(entries, ["sealed_jws"], batch_size=400)
        last = entries[-1].seq


def main() -> None:
    config, gates, folder = sys.argv[1:]
    boot(Path(config))
    enrol_gates(int(gates), Path(folder))
    give_faces()


if __name__ == "__main__":
    main()
