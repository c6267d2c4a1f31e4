"""Coverage-guided fuzzing of every codec, one after another (``make fuzz MINUTES=n``).

    python -m tests.fuzz.run --minutes 10
    python -m tests.fuzz.run --runs 1000000 --only card-line

Prints executions and coverage of each codec. Ends with code 1 when one crashed, hung or grew; the
input that did it stays below ``--keep`` and is named, with the command that tries it again. What
led to new branches stays there as well and is where the next run begins.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.fuzz.codecs import FuzzedCodec, fuzzed_codecs

HANG_S: Final = 10
"""One input takes microseconds to milliseconds."""
MEMORY_MB: Final = 1024
"""Python with OpenCV takes 150 MB; a buffer that grows without bound passes this soon."""
LOG_LINES: Final = 40
"""Of the fuzzer's own words: the trace and the input stand at its end."""
START_LIMIT_S: Final = 60
"""Importing and instrumenting, before the clock of the fuzzer runs."""

_EXECUTED: Final = re.compile(r"stat::number_of_executed_units:\s+(\d+)")
_COVERED: Final = re.compile(r"cov: (\d+)")
_ARTIFACT: Final = re.compile(r"Test unit written to (\S+)")


@dataclass(frozen=True, slots=True)
class Finding:
    """How the fuzzing of one codec went."""

    codec: FuzzedCodec
    executions: int
    seconds: float
    edges: int
    """Branches reached."""
    artifact: Path | None
    """The input that crashed or hung."""
    log: str
    """What the fuzzer printed, for a run that failed."""
    failed: bool

    @property
    def line(self) -> str:
        rate = self.executions / self.seconds if self.seconds else 0.0
        verdict = "FAILED" if self.failed else "ok"
        return (
            f"{self.codec.name:<20} {self.executions:>10} inputs {rate:>8.0f}/s "
            f"{self.edges:>5} edges  {verdict}"
        )


def fuzz(codec: FuzzedCodec, keep: Path, *, seconds: int = 0, runs: int = 0) -> Finding:
    """Fuzz ``codec`` for so long or so often, with 0 for no limit; artifacts go below ``keep``."""
    corpus = keep / codec.name / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(codec.seeds):
        (corpus / f"seed{number}").write_bytes(seed)
    command = [sys.executable, "-m", "tests.fuzz.worker", codec.module]
    command += [
        f"-timeout={HANG_S}",
        f"-rss_limit_mb={MEMORY_MB}",
        f"-max_len={codec.longest_input}",
    ]
    command += [f"-artifact_prefix={keep / codec.name}/", "-print_final_stats=1"]
    command += [f"-max_total_time={seconds}"] if seconds else []
    command += [f"-runs={runs}"] if runs else []
    started = time.monotonic()
    ended = subprocess.run(
        [*command, str(corpus)],
        capture_output=True,
        text=True,
        errors="replace",
        timeout=seconds + START_LIMIT_S + HANG_S if seconds else None,
    )
    log = ended.stderr
    executed = _EXECUTED.search(log)
    artifact = _ARTIFACT.search(log)
    return Finding(
        codec=codec,
        executions=int(executed[1]) if executed else 0,
        seconds=time.monotonic() - started,
        edges=max((int(covered) for covered in _COVERED.findall(log)), default=0),
        artifact=Path(artifact[1]) if artifact else None,
        log=log,
        # A fuzzer that printed no statistics did not fuzz, whatever its exit code says.
        failed=ended.returncode != 0 or executed is None,
    )


def report(finding: Finding) -> None:
    print(finding.line, flush=True)
    if not finding.failed:
        return
    print("\n".join(finding.log.splitlines()[-LOG_LINES:]), file=sys.stderr)
    if finding.artifact is not None:
        print(f"  again: python -m tests.fuzz.worker {finding.codec.module} {finding.artifact}")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.run")
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--minutes", type=float, help="for all codecs together")
    length.add_argument("--runs", type=int, help="inputs for each codec")
    parser.add_argument("--only", action="append", metavar="CODEC", help="may be repeated")
    parser.add_argument("--keep", type=Path, default=Path("var/fuzz"), help="corpora, findings")
    parser.add_argument("--package", default="tests.fuzz", help="where the codecs are")
    args = parser.parse_args(arguments)
    known = {codec.name: codec for codec in fuzzed_codecs(args.package)}
    unknown = set(args.only or ()) - known.keys()
    if unknown:
        parser.error(f"no codec {', '.join(sorted(unknown))}; known: {', '.join(known)}")
    chosen = [known[name] for name in args.only or known]
    seconds = max(1, round(args.minutes * 60 / len(chosen))) if args.minutes else 0
    findings = []
    for codec in chosen:
        finding = fuzz(codec, args.keep, seconds=seconds, runs=args.runs or 0)
        report(finding)
        findings.append(finding)
    print(f"{sum(finding.executions for finding in findings)} inputs in {len(findings)} codecs")
    return int(any(finding.failed for finding in findings))


if __name__ == "__main__":
    sys.exit(main())
