"""The example of docs/devices/adding.md, followed to the letter in a copy of the source tree.

The copy is tested by a pytest of its own, because the edited inventory is another module than the
one that is imported here.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "devices" / "adding.md"
COPIED: Final = (
    "pyproject.toml",
    "wording.py",
    "toml_file.py",
    "devices",
    "tests/__init__.py",
    "tests/helpers",
    "tests/contract/__init__.py",
    "tests/contract/test_card_reader.py",
)
NEW_FILE: Final = re.compile(r"^```python file=(\S+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
EDIT: Final = re.compile(r"^```diff\n(.*?)^```$", re.DOTALL | re.MULTILINE)
MUST_HAVE_RUN: Final = (
    "test_card_is_presented_with_its_number_and_removed[uid-line]",
    "test_lost_connection_removes_the_card_and_comes_back[uid-line]",
    "test_noise_is_counted_and_costs_no_card",
)
"""Of the suite and of the page's own tests: that nothing was left out by a wrong selection."""
LIMIT_S: Final = 60.0
"""For a hung run only; it takes some seconds."""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what the card readers' contract needs, with the page's files and edits."""
    for name in COPIED:
        source, target = ROOT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    page = PAGE.read_text(encoding="utf-8")
    for name, text in NEW_FILE.findall(page):
        target = tmp_path / name
        if not target.parent.exists():
            target.parent.mkdir()
            (target.parent / "__init__.py").touch()
        target.write_text(text, encoding="utf-8")
    for edit in EDIT.findall(page):
        subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=edit, text=True, check=True)
    return tmp_path


def test_example_of_the_page_passes_the_contract_suite(tree: Path) -> None:
    suite = ("-m", "pytest", "-v", "-p", "no:cacheprovider", "tests/contract")
    ran = subprocess.run(
        [sys.executable, *suite, "-k", "uid-line or uid_line"],
        cwd=tree,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    for test in MUST_HAVE_RUN:
        assert f"::{test} PASSED" in ran.stdout, ran.stdout
