"""``yanhu`` as a shell calls it, whichever of its programs is meant."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.helpers.program import ROOT
from yanhu.cli import EXIT_UNREAD

CASE = "tests/vectors/access/passback_hard.json"
YANHU = (sys.executable, "-m", "yanhu")


@pytest.mark.parametrize("command", [["devices"], ["gate", "journal", "show"]])
def test_help_is_asked_for_in_short_everywhere(command: list[str]) -> None:
    told = subprocess.run(
        [*YANHU, *command, "-h"], capture_output=True, text=True, cwd=ROOT, timeout=60
    )
    assert (told.returncode, told.stderr) == (0, "")
    assert f"Usage: yanhu {' '.join(command)}" in told.stdout


@pytest.mark.parametrize("command", [["decide", "--case", CASE], ["example-config"]])
def test_output_that_nobody_reads_ends_it_quietly(command: list[str]) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        ended = subprocess.run(
            [*YANHU, "gate", *command],
            stdout=write,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            timeout=60,
        )
    finally:
        os.close(write)
    assert (ended.returncode, ended.stderr) == (EXIT_UNREAD, b"")


def test_the_guards_screen_starts_without_the_image_libraries() -> None:
    loaded = "import sys, ui.gate_console.program; print({'cv2', 'numpy'} & sys.modules.keys())"
    told = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, cwd=ROOT, timeout=60
    )
    assert (told.returncode, told.stdout) == (0, "set()\n"), told.stderr
