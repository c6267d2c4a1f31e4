"""A gate of 200,000 cardholders with 1,000,000 events waiting: decisions, memory, start."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from gate_agent.api.tokens import new_token
from tests.bench.gate.big_store import GATE
from tests.bench.harness import ROOT, Row, Settings, percentile
from tests.helpers.faces import models_folder
from tests.helpers.records import Registry

RECORDS: Final = 200_000
EVENTS: Final = 1_000_000
DECISIONS: Final = 5_000
FILL_LIMIT_S: Final = 1_200.0
RUN_LIMIT_S: Final = 300.0
_CONFIG: Final = """\
[gate]
code = "{gate}"
name = {{ zh = "东门", en = "East gate" }}
data = "."

[hall]
identity = "identity.json"

[api]
port = 0

[[api.guard]]
name = "Guard"
role = "supervisor"
token_sha256 = "{token}"

[face]
models = "{models}"

[[lane]]
code = "L1"
name = {{ zh = "1 号道", en = "Lane 1" }}
direction = "in"
mode = "card+face"
reader = "reader"
camera = "camera"
barrier = "barrier"

[devices.reader]
driver = "pcsc"
reader = "None is there"

[devices.camera]
driver = "mjpeg"
url = "http://127.0.0.1:9/none"

[devices.barrier]
driver = "modbus-rtu"
port = "/dev/none"
"""


def capacity(settings: Settings) -> Iterator[Row]:
    """Nothing is connected: the stores and the rules alone are measured."""
    with tempfile.TemporaryDirectory(prefix="yanhu-big-") as name:
        folder, seed = Path(name), secrets.token_hex(8)
        config = configure(folder, seed, RECORDS, EVENTS)
        found = json.loads(
            run_module(
                "tests.bench.gate.big_gate", config, seed, RECORDS, DECISIONS, limit=RUN_LIMIT_S
            )
        )
        took, written = found["decisions"], found["appends"]
        note = f"{found['records']} cardholders, 3 templates each, random cards"
        yield Row("decision, record and face ready: p50", _ms(took, 50), "ms", goal=1, note=note)
        yield Row("decision, record and face ready: p99", _ms(took, 99), "ms", goal=5, note=note)
        cold = "the mirror not in the system's memory yet, as after a power cut"
        yield Row("decision, record on the disk: p99", _ms(found["cold"], 99), "ms", note=cold)
        waiting = f"{found['waiting']} events waiting"
        yield Row("an event on the disk: p50", _ms(written, 50), "ms", note=waiting)
        yield Row("an event on the disk: p99", _ms(written, 99), "ms", note=waiting)
        yield Row("what the screens are told: p99", _ms(found["states"], 99), "ms", note=waiting)
        yield Row("memory with full stores", found["rss_mb"], "MB", goal=1024, note=waiting)
        yield Row("start with full stores", found["open_s"], "s", note="both files checked")
        began = time.perf_counter()
        command = ("verify-journal", "--config", config, "--json")
        verified = json.loads(run_module("yanhu", "gate", *command, limit=RUN_LIMIT_S))
        assert verified["whole"], verified
        rate = verified["events"] / (time.perf_counter() - began)
        yield Row("events verified in a second", rate, "1/s")


def configure(folder: Path, seed: str, records: int, events: int) -> Path:
    """Fill the stores below ``folder``; the gate's configuration."""
    registry = Registry()
    identity = registry.identity("http://127.0.0.1:9", secrets.token_urlsafe(32))
    file = folder / "identity.json"
    file.touch(mode=0o600)
    file.write_text(identity.model_dump_json())
    config = write_config(folder)
    run_module(
        "tests.bench.gate.big_store",
        *(folder, records, events, seed),
        said=registry.credential_key.hex(),
        limit=FILL_LIMIT_S,
    )
    return config


def write_config(folder: Path) -> Path:
    """Of a gate whose devices are not there; its identity is ``identity.json``."""
    _, token = new_token()
    config = folder / "gate.toml"
    config.write_text(_CONFIG.format(gate=GATE, token=token, models=models_folder()))
    return config


def run_module(module: str, *arguments: object, limit: float, said: str = "") -> str:
    """Run ``module`` in a process of its own, ``said`` on its input; its last line."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(
        command, input=said, capture_output=True, text=True, timeout=limit, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr or done.stdout
    return done.stdout.splitlines()[-1] if done.stdout else ""


def _ms(seconds: list[float], part: float) -> float:
    return percentile(seconds, part) * 1000
