"""``python -m tests.bench AREA``: measure an area and write ``var/bench/AREA.json``."""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

import structlog

from tests.bench.harness import Part, Settings, line, measure, write


def main() -> int:
    """1 when a goal was missed."""
    here, usual = Path(__file__).parent, Settings()
    areas = sorted(one.parent.name for one in here.glob("*/__init__.py"))
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description="Measure an area; figures are worth something on an otherwise idle machine.",
        epilog="Example: python -m tests.bench devices --cycles 20 --only recovery",
    )
    parser.add_argument("area", choices=areas)
    parser.add_argument("--only", default="", help="parts to measure, separated by commas")
    parser.add_argument("--cycles", type=int, default=usual.cycles)
    parser.add_argument("--taps", type=int, default=usual.taps)
    parser.add_argument("--rest", type=float, default=usual.rest_s, help="seconds at rest")
    args = parser.parse_args()
    area = importlib.import_module(f"tests.bench.{args.area}")
    parts: dict[str, Part] = area.PARTS
    optional: frozenset[str] = getattr(area, "OPTIONAL", frozenset())
    usually = [name for name in parts if name not in optional]
    wanted = [name for name in args.only.split(",") if name] or usually
    unknown = [name for name in wanted if name not in parts]
    if unknown:
        parser.error(f"no part is called {unknown[0]}; there are {', '.join(parts)}")
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    settings = Settings(cycles=args.cycles, taps=args.taps, rest_s=args.rest)
    rows = []
    for row in measure({name: parts[name] for name in wanted}, settings):
        rows.append(row)
        print(line(row), flush=True)
    print(write(args.area, rows, settings))
    return int(any(row.met is False for row in rows))


if __name__ == "__main__":
    sys.exit(main())
