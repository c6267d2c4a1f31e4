"""Ten megabytes of noise into every codec: each takes it and reads the next good frame.

    python -m tests.fuzz.flood
    python -m tests.fuzz.flood card-line scan

A codec's ``one_input`` checks what must come out. Prints seconds and growth of each; ends with code
1 when one failed, or held on to what it was given.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from typing import Final

from tests.fuzz.codecs import FuzzedCodec, fuzzed_codecs

NOISE_BYTES: Final = 10_000_000
GROWTH_LIMIT_MB: Final = 128.0
"""A message is parsed whole, and a few times over; a buffer that never ends takes more."""


def flood(codec: FuzzedCodec, noise: bytes) -> bool:
    """Give all of ``noise`` to ``codec`` at once; whether it stood that."""
    before, began = _most_mb(), time.process_time()
    fault = ""
    try:
        codec.one_input(noise)
    except Exception as error:  # noqa: BLE001 - whatever a codec raises is a finding
        fault = f"{type(error).__name__}: {error}"[:200]
    grown = _most_mb() - before
    if grown > GROWTH_LIMIT_MB:
        fault = fault or f"grew by more than {GROWTH_LIMIT_MB:g} MB"
    took = time.process_time() - began
    print(f"{codec.name:<20} {took:>6.1f} s {grown:>6.0f} MB  {fault or 'ok'}", flush=True)
    return not fault


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.flood")
    known = {codec.name: codec for codec in fuzzed_codecs("tests.fuzz")}
    parser.add_argument("codecs", nargs="*", choices=[*known, []], help="all when left out")
    chosen = parser.parse_args(arguments).codecs or list(known)
    noise = random.Random(NOISE_BYTES).randbytes(NOISE_BYTES)
    stood = [flood(known[name], noise) for name in chosen]
    return int(not all(stood))


def _most_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
