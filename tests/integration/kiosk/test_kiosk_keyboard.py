"""The kiosk's own keyboard writes Chinese, and remembers nobody's name."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

LIMIT_S = 120.0


def test_pinyin_is_typed_by_touch_and_forgotten(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.helpers.kiosk_typing", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["typed"] == "林晓宇林晓宇"
    assert told["second_offer"] == told["first_offer"] != "林晓宇", "the keyboard learnt a name"
    assert told["left_behind"] == []
