"""What one change costs a gate, at mirrors of different sizes: the curve must be flat."""

from __future__ import annotations

import secrets
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from uuid import uuid4

from gate_agent.conditions import Conditions
from gate_agent.records.book import RecordBook
from sync.clock import HallClock
from sync.key_file import KEY_BYTES
from sync.vault import Vault
from tests.bench.gate.big_store import fill_mirror
from tests.bench.harness import Row, Settings, percentile
from tests.helpers.records import Registry, approved

SIZES: Final = (1_000, 10_000, 100_000)
CHANGES: Final = 200
PAGES: Final = (1, 10, 100, 500)
FLAT: Final = 2.0
"""A hundred times the mirror may cost twice the time: a deeper tree, colder pages."""


def changes(settings: Settings) -> Iterator[Row]:
    """A page signed by the hall's key, to its commit on the disk."""
    first: float | None = None
    for size in SIZES:
        registry = Registry()
        with tempfile.TemporaryDirectory(prefix="yanhu-mirror-") as name:
            fill_mirror(Path(name), size, secrets.token_hex(8), secrets.token_bytes(KEY_BYTES))
            book = _book(Path(name), registry)
            took = [_change(book, registry, 1) for _ in range(CHANGES)]
            median = percentile(took, 50) * 1000
            yield Row(
                f"one change at {size} cardholders: median",
                median,
                "ms",
                goal=None if first is None else first * FLAT,
                note="to the commit on the disk",
            )
            first = first or median
            if size == SIZES[-1]:
                for rows in PAGES:
                    seconds = percentile([_change(book, registry, rows) for _ in range(9)], 50)
                    yield Row(f"{rows} changes at once at {size} cardholders", seconds * 1000, "ms")
            book.close()


def _book(folder: Path, registry: Registry) -> RecordBook:
    return RecordBook(
        folder / "mirror.db",
        Vault.at(folder / "vault.key"),
        registry.verifier,
        HallClock(),
        Conditions(lambda: None),
    )


def _change(book: RecordBook, registry: Registry, rows: int) -> float:
    """Seconds to take in a page of ``rows`` records."""
    progress = book.progress
    page = registry.page(
        progress.epoch or uuid4(),
        progress.cursor,
        [approved(secrets.token_hex(32)) for _ in range(rows)],
    )
    began = time.perf_counter()
    applied = book.apply(page)
    took = time.perf_counter() - began
    assert applied.stored == rows
    return took
