"""A record with a broken signature is noticed."""

from __future__ import annotations

from pathlib import Path

from tests.helpers.demonstration import demonstrate


def test_a_record_with_a_broken_signature_stops_it_at_the_gate(tmp_path: Path) -> None:
    code, rows = demonstrate(tmp_path, "--break", "signature", "--step", "4")
    assert code == 1
    assert [row["step"] for row in rows] == ["1", "4"]
    assert (rows[-1]["step"], rows[-1]["found"]) == ("4", False)
    assert "signature" in str(rows[-1]["evidence"])
