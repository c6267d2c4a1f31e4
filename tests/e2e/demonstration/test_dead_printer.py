"""A dead printer is noticed."""

from __future__ import annotations

from pathlib import Path

from tests.helpers.demonstration import demonstrate


def test_a_dead_printer_stops_it_at_the_certificate(tmp_path: Path) -> None:
    code, rows = demonstrate(tmp_path, "--break", "printer", "--step", "8")
    assert code == 1
    assert [row["step"] for row in rows] == ["1", "8"]
    assert (rows[-1]["step"], rows[-1]["found"]) == ("8", False)
    assert all(row["found"] for row in rows[:-1])
