"""The published table of faults."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import devices
from devices.diagnostics.fault_table import fault_table
from devices.errors import Fault

PAGE = Path(devices.__file__).parents[1] / "docs" / "devices" / "faults.md"


def test_published_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == fault_table(), "run: yanhu devices faults"


def test_every_code_is_used_once() -> None:
    codes = Counter(fault.value.code for fault in Fault)
    assert max(codes.values()) == 1
