"""Fuzzes one codec with atheris, in a process of its own.

    python -m tests.fuzz.worker tests.fuzz.card_line [libFuzzer options] [corpus folder]
    python -m tests.fuzz.worker tests.fuzz.card_line FILE          # one input again

Only our own code (drivers, messages, checks) is instrumented; nothing of it may be
imported before.
"""

from __future__ import annotations

import importlib
import sys

import atheris


def main() -> None:
    with atheris.instrument_imports(include=["devices", "sync", "gate_agent", "tests.fuzz"]):
        codec = importlib.import_module(sys.argv.pop(1))
    atheris.Setup(sys.argv, codec.one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
