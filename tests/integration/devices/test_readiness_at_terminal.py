"""A readiness run by somebody who sits at a terminal: a receipt comes out and is judged by eye."""

from __future__ import annotations

import json
import os
import secrets
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Final, Self

from devices.diagnostics.technicians import Technicians
from tests.helpers.receipts import NetworkBench

NAME: Final = "Wang Lin"
LIMIT_S: Final = 60.0


class Sitting:
    """The command with a pseudo-terminal as its keyboard; what it asks comes on standard error."""

    def __init__(self, command: list[str]) -> None:
        keyboard, its_end = os.openpty()
        self._keyboard: Final = keyboard
        self._process: Final = subprocess.Popen(
            command,
            stdin=its_end,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        os.close(its_end)
        self.asked = ""

    def answer(self, question: str, line: str) -> None:
        """Wait until ``question`` is asked, then type ``line``."""
        assert self._process.stderr is not None
        errors, deadline = self._process.stderr.fileno(), time.monotonic() + LIMIT_S
        seen = ""
        while question not in seen:
            ready, _, _ = select.select([errors], [], [], deadline - time.monotonic())
            said = os.read(errors, 4096).decode(errors="replace") if ready else ""
            assert said, f"{question} was not asked: {self.asked}"
            seen += said
            self.asked += said
        os.write(self._keyboard, f"{line}\n".encode())

    def end(self) -> tuple[str, int]:
        """What it said to programs, and its exit code."""
        said, rest = self._process.communicate(timeout=LIMIT_S)
        self.asked += rest.decode(errors="replace")
        return said.decode(), self._process.returncode

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._process.kill()
        self._process.communicate()
        os.close(self._keyboard)


def test_a_receipt_that_came_out_wrong_is_not_ready(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    pin = f"1{secrets.randbelow(10**7):07d}"
    Technicians(tmp_path / "diagnostics").set_pin(NAME, pin)
    with NetworkBench() as printer:
        slips = printer.config()
        config.write_text(
            f'[devices.slips]\ndriver = "escpos-network"\nhost = "{slips.host}"\n'
            f"tcp_port = {slips.tcp_port}\nanswer_timeout_s = {slips.answer_timeout_s}\n"
        )
        words = ("readiness", "--technician", NAME, "--config", str(config))
        command = [sys.executable, "-m", "yanhu", "devices", *words, "--in-service-ok", "--json"]
        with Sitting(command) as sitting:
            sitting.answer("PIN: ", pin)  # with the blank: what is typed before is thrown away
            sitting.answer("is the paper cut?", "a")
            sitting.answer("is the paper cut?", "n")
            sitting.answer("What is wrong", "the cut is askew")
            said, code = sitting.end()
        printed = printer.slips()
    assert code == 1, sitting.asked
    rows = [json.loads(line) for line in said.splitlines()]
    events = ["step", "sample", "step", "sample", "step_ended", "report"]
    assert [row["event"] for row in rows] == events
    assert rows[4]["outcome"] == "failed"
    assert "judged bad by eye: the cut is askew" in rows[4]["detail"]["en"]
    assert len(printed) == 2, "another one came out"
    assert pin not in said + sitting.asked
