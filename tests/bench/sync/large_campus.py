"""A real hall with as many cardholders and gates as a measurement wants."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.bench.harness import ROOT
from tests.helpers.hall import HallPeer

FILL_LIMIT_S: Final = 900.0


@dataclass(frozen=True, slots=True)
class LargeCampus:
    hall: HallPeer
    identities: tuple[Path, ...]
    """Of the enrolled gates."""


@contextmanager
def large_campus(cardholders: int, gates: int) -> Iterator[LargeCampus]:
    """Serves while the block runs."""
    with tempfile.TemporaryDirectory(prefix="yanhu-campus-") as name:
        folder = Path(name)
        identities = folder / "identities"
        identities.mkdir()
        hall = HallPeer(folder, cardholders)
        command = ["tests.bench.sync.big_hall", str(hall.config), str(gates), str(identities)]
        subprocess.run([sys.executable, "-m", *command], check=True, timeout=FILL_LIMIT_S, cwd=ROOT)
        hall.start()
        try:
            yield LargeCampus(hall, tuple(sorted(identities.iterdir())))
        finally:
            hall.stop()
