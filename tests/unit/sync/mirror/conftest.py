"""One mirror on a real SQLite file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.mirror import Mirror
from tests.helpers.mirrors import open_mirror


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mirror.db"


@pytest.fixture
def mirror(path: Path) -> Iterator[Mirror]:
    opened = open_mirror(path)
    yield opened
    opened.close()
