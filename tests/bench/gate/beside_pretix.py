"""Our gate beside pretix's check-in, an event check-in of renown, in one run.

Its online redeem asks a server over the network and keeps the entry in PostgreSQL; a gate decides
from its mirror and keeps the event in its journal. Its list for offline scanners and the first sync
of a gate both bring everybody's data to a terminal; ours is verified and encrypted there too.
"""

from __future__ import annotations

import json
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.bench.gate.capacity import configure, run_module
from tests.bench.harness import Row, Settings, percentile
from tests.bench.references.pretix_peer import missing, running_pretix
from tests.bench.sync.first_sync import read_in

PEOPLE: Final = 20_000
"""pretix's list grows more than in proportion: 20,000 take minutes."""
REDEEMS: Final = 300
DECISIONS: Final = 2_000
TIMES: Final = 50.0
"""How many times faster we mean to be."""
REFERENCE: Final = "pretix"
LIMIT_S: Final = 300.0

_DECISION: Final = "decision, beside an online redeem: median"
_KEPT: Final = "decision with its event on the disk, beside an online redeem: median"
_SYNC: Final = "first sync, beside the list download"


def beside_pretix(settings: Settings) -> Iterator[Row]:
    lacking = missing()
    if lacking:
        for name, unit in ((_DECISION, "ms"), (_SYNC, "s")):
            yield Row(name, None, unit, note=f"no reference: {lacking}")
        return
    with running_pretix(PEOPLE) as peer:
        redeem = percentile(peer.redeem(REDEEMS), 50) * 1000
        download_s, listed = peer.download()
    assert listed == PEOPLE
    decision, append = _our_gate()
    note = f"{PEOPLE} people, {REDEEMS} redeems one after the other"
    yield Row(
        _DECISION,
        decision,
        "ms",
        reference=redeem,
        reference_name=REFERENCE,
        ratio_goal=TIMES,
        note=note,
    )
    yield Row(_KEPT, decision + append, "ms", reference=redeem, reference_name=REFERENCE, note=note)
    done = read_in(PEOPLE)
    yield Row(
        _SYNC,
        done.took_s * PEOPLE / done.count,
        "s",
        reference=download_s,
        reference_name=REFERENCE,
        ratio_goal=TIMES,
        note=f"{PEOPLE} people; ours with three templates each, verified and encrypted",
    )


def _our_gate() -> tuple[float, float]:
    """Medians in milliseconds: a decision, an event on the disk."""
    with tempfile.TemporaryDirectory(prefix="yanhu-gate-") as folder:
        seed = secrets.token_hex(8)
        config = configure(Path(folder), seed, PEOPLE, 1)
        arguments = (config, seed, PEOPLE, DECISIONS)
        found = json.loads(run_module("tests.bench.gate.big_gate", *arguments, limit=LIMIT_S))
    return percentile(found["decisions"], 50) * 1000, percentile(found["appends"], 50) * 1000
