"""One journal with the key to its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gate_agent.journal.evidence_key import KEY_FILE, EvidenceKey
from gate_agent.journal.store import Journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def key(path: Path) -> EvidenceKey:
    return EvidenceKey.at(path.with_name(KEY_FILE))


@pytest.fixture
def journal(path: Path, key: EvidenceKey) -> Iterator[Journal]:
    opened = Journal(path, "east", key)
    yield opened
    opened.close()
