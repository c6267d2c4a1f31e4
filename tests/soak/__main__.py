"""``python -m tests.soak``: a compressed day, and a thousand kills of a journal and of an agent."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path
from typing import Final

import structlog

from tests.helpers.event_killer import check_nothing_lost, killer
from tests.helpers.gate import GateSite
from tests.helpers.gate_killer import check_evidence, gate_killer
from tests.helpers.misbehaving_hall import misbehaving_hall
from tests.soak.day import GROWTH_LIMIT_MB, LEFT_OVER_LIMIT, live_a_day

PASSAGES: Final = 40_000
"""What four lanes see on a return day."""
KILLS: Final = 1_000


def day(passages: int) -> bool:
    seen = live_a_day(passages)
    first, last = seen.memory_mb[0], seen.memory_mb[-1]
    print(
        f"a day of {passages} passages: {seen.events} events arrived once, {seen.outages} outages;"
        f" memory {first:.0f} to {last:.0f} MB, growth when warm {seen.growth_mb:.1f} MB"
        f" (limit {GROWTH_LIMIT_MB:g}); threads {seen.threads[0]} to {seen.threads[-1]}, handles"
        f" {seen.handles[0]} to {seen.handles[-1]}, left over {seen.left_over}"
        f" (limit {LEFT_OVER_LIMIT})",
        flush=True,
    )
    return seen.growth_mb <= GROWTH_LIMIT_MB and seen.left_over <= LEFT_OVER_LIMIT


def kills(times: int) -> bool:
    """Killed at random points, other ones in every run."""
    seed = random.SystemRandom().randrange(2**32)
    with misbehaving_hall() as hall, tempfile.TemporaryDirectory(prefix="yanhu-kills-") as name:
        with killer(Path(name), hall) as writer:
            writer.kill(times, random.Random(seed))
            writer.drain()
        events = check_nothing_lost(Path(name), hall, writer.kept)
        print(
            f"{times} kills (seed {seed}): {events} events, none lost, none twice;"
            f" {hall.duplicates} came again and counted once",
            flush=True,
        )
    return True


def agents(times: int) -> bool:
    """Whole agents killed at random points, with cards at the reader."""
    seed = random.SystemRandom().randrange(2**32)
    with (
        GateSite() as site,
        misbehaving_hall() as hall,
        tempfile.TemporaryDirectory(prefix="yanhu-agents-") as name,
    ):
        gate = site.configure(Path(name), hall.identity())
        with gate_killer(gate, hall) as killed:
            seen = killed.kill(times, random.Random(seed))
            killed.drain()
        events = check_evidence(gate, hall)
    print(
        f"{times} kills of an agent (seed {seed}): {events} events, none lost, none twice;"
        f" {seen.grants} grants, {seen.opened} openings,"
        f" {len(seen.unexplained)} without a grant (limit 0)",
        *seen.unexplained,
        sep="\n",
        flush=True,
    )
    return not seen.unexplained


def main() -> int:
    """1 when memory grew, threads or handles were left over, or a gate opened by accident."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--only", choices=["day", "kills", "agents"])
    parser.add_argument("--passages", type=int, default=PASSAGES)
    parser.add_argument("--kills", type=int, default=KILLS)
    args = parser.parse_args()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    well = True
    if args.only in (None, "day"):
        well = day(args.passages) and well
    if args.only in (None, "kills"):
        well = kills(args.kills) and well
    if args.only in (None, "agents"):
        well = agents(args.kills) and well
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
