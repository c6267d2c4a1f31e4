"""How many people of a gate's mirror may be known by the face alone, and what that leads to."""

from __future__ import annotations

from typing import Final

from gate_agent.config import GateConfig
from gate_agent.face_only_check import arithmetic
from gate_agent.records.gallery import enrolled, permits
from sync.mirror import Mirror
from sync.signing import RecordVerifier
from sync.vault import Vault
from sync.wire import TerminalIdentity

MIRROR_FILE: Final = "mirror.db"


def people_known_by_face(
    config: GateConfig, identity: TerminalIdentity
) -> tuple[list[str], list[str]]:
    """Lines that show the arithmetic, and lines that name what is wrong. Raises StoreError."""
    limit = config.face.gallery_limit
    lanes = ", ".join(config.lanes_alone)
    lines = [f"face-only at {lanes}, full gallery: {arithmetic(config, limit)}"]
    if not config.file(MIRROR_FILE).exists():
        return lines, []
    mirror = Mirror(
        config.file(MIRROR_FILE),
        Vault.at(config.file("vault.key")),
        RecordVerifier(identity.record_keys),
    )
    try:
        people = sum(permits(record) and bool(enrolled(record.face)) for record in mirror.records())
    finally:
        mirror.close()
    lines.append(f"face-only at {lanes}, people there are: {arithmetic(config, people)}")
    if people <= limit:
        return lines, []
    what = f"the mirror holds {people} people who may be known by the face, more than {limit}"
    return lines, [
        f"face.gallery_limit: {what}, so nobody will be; use card+face or pass+face instead"
    ]
