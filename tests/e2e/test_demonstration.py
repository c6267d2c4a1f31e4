"""The demonstration itself: it finds all evidence, and it notices what is broken."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from demo.story import STEPS

LIMIT_S: Final = 240.0


def _demonstrate(out: Path, *arguments: str) -> tuple[int, list[dict[str, object]]]:
    """Exit code and rows of the report."""
    environment = {key: value for key, value in os.environ.items() if key != "DISPLAY"}
    done = subprocess.run(
        [sys.executable, "-m", "demo", "--offscreen", "--out", str(out), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
    )
    report = out / "report.json"
    assert report.exists(), done.stderr
    return done.returncode, json.loads(report.read_text())


def test_the_whole_story_leaves_its_evidence(tmp_path: Path) -> None:
    code, rows = _demonstrate(tmp_path, "--language", "en")
    missing = [(row["step"], row["evidence"]) for row in rows if not row["found"]]
    assert not missing
    assert code == 0
    assert [row["step"] for row in rows] == [step.number for step in STEPS]
    left = {path.name for path in tmp_path.iterdir()}
    assert {"certificate.pdf", "gate-journal.txt", "kiosk-home.png", "gate-console.png"} <= left


def test_a_record_with_a_broken_signature_stops_it_at_the_gate(tmp_path: Path) -> None:
    code, rows = _demonstrate(tmp_path, "--break", "signature")
    assert code == 1
    assert (rows[-1]["step"], rows[-1]["found"]) == ("4", False)
    assert "signature" in str(rows[-1]["evidence"])


def test_a_dead_printer_stops_it_at_the_certificate(tmp_path: Path) -> None:
    code, rows = _demonstrate(tmp_path, "--break", "printer")
    assert code == 1
    assert (rows[-1]["step"], rows[-1]["found"]) == ("8", False)
    assert all(row["found"] for row in rows[:-1])
