"""The whole story leaves its evidence."""

from __future__ import annotations

from pathlib import Path

from demo.story import STEPS
from tests.helpers.demonstration import demonstrate


def test_the_whole_story_leaves_its_evidence(tmp_path: Path) -> None:
    code, rows = demonstrate(tmp_path, "--language", "en")
    missing = [(row["step"], row["evidence"]) for row in rows if not row["found"]]
    assert not missing
    assert code == 0
    assert [row["step"] for row in rows] == [step.number for step in STEPS]
    left = {path.name for path in tmp_path.iterdir()}
    assert {"certificate.pdf", "gate-journal.txt", "kiosk-home.png", "gate-console.png"} <= left
