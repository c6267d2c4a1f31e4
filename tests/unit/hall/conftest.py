"""A hall inside the test process: Django is set up once, each test gets its own database file.

Commits are real: a test's database is a copy of one that was migrated and seeded.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hall.conf.boot import boot
from hall.conf.keys import create_missing_keys

_FOLDER = Path(tempfile.mkdtemp(prefix="yanhu-hall-"))
atexit.register(shutil.rmtree, _FOLDER)
_CONFIG = _FOLDER / "hall.toml"
_CONFIG.write_text(
    f'[hall]\ndata = "{_FOLDER}/data"\nlisten = "127.0.0.1:8400"\n'
    'public_url = "http://127.0.0.1:8400"\ntime_zone = "Asia/Shanghai"\n'
    '[campus]\ncode = "yanhu"\nname = { zh = "砚湖大学", en = "Yanhu University" }\n',
    encoding="utf-8",
)
create_missing_keys(_FOLDER / "data" / "keys")
boot(_CONFIG)

from tests.unit.hall.seeded import PASSWORD, Campus, seeded_campus  # noqa: E402  # needs models


@pytest.fixture(scope="session")
def template_database() -> Path:
    """Migrated and seeded once."""
    template = _FOLDER / "template.sqlite3"
    seeded_campus(template)
    return template


@pytest.fixture
def campus(template_database: Path, tmp_path: Path) -> Iterator[Campus]:
    """The demonstration campus in a database of this test's own."""
    database = tmp_path / "hall.sqlite3"
    shutil.copy(template_database, database)
    with Campus(database, PASSWORD) as opened:
        yield opened
