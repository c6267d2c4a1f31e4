from __future__ import annotations

import json
from pathlib import Path

from demo.report import StepResult, table, write
from wording import Language, Text

RESULTS = [
    StepResult("1", Text("大厅启动", "The hall starts"), True, Text("好", "well"), 812.4),
    StepResult("2", Text("刷卡", "Tap"), False, Text("没有读到卡", "no card was read"), 20.0),
]


def test_columns_line_up_in_both_languages() -> None:
    for language in Language:
        lines = table(RESULTS, language).splitlines()
        assert len(lines) == 4
        assert lines[2].startswith("1 ")
    assert "MISSING: no card was read" in table(RESULTS, Language.EN)


def test_a_missing_piece_of_evidence_is_written_as_missing(tmp_path: Path) -> None:
    write(RESULTS, tmp_path)
    rows = json.loads((tmp_path / "report.json").read_text())
    assert [row["found"] for row in rows] == [True, False]
    assert (tmp_path / "report.zh_CN.txt").read_text().count("\n") == 4
