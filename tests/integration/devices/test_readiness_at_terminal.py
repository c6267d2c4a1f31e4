"""A readiness run by somebody who sits at a terminal: a receipt comes out and is judged by eye."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from devices.diagnostics.readiness.archive import ReportArchive
from devices.diagnostics.readiness.technicians import Technicians
from tests.helpers.pcsc import PcscBench
from tests.helpers.receipts import NetworkBench
from tests.helpers.sitting import Sitting

NAME: Final = "Wang Lin"
PIN: Final = f"1{secrets.randbelow(10**7):07d}"


class Terminal:
    """A reader that nobody shows a card to, and a receipt printer; and their technician."""

    def __init__(self, folder: Path, readers: PcscBench, printer: NetworkBench) -> None:
        self.printer = printer
        self.config = folder / "kiosk.toml"
        slips = printer.config()
        self.config.write_text(
            f'[devices.card]\ndriver = "pcsc"\nreader = "{readers.config().reader}"\n'
            f'[devices.slips]\ndriver = "escpos-network"\nhost = "{slips.host}"\n'
            f"tcp_port = {slips.tcp_port}\nanswer_timeout_s = {slips.answer_timeout_s}\n"
        )
        Technicians(folder / "diagnostics").set_pin(NAME, PIN)

    @contextmanager
    def readiness(self, *words: str) -> Iterator[Sitting]:
        """The command, told the PIN; that shows up nowhere."""
        told = ("--technician", NAME, "--config", str(self.config), "--in-service-ok", "--json")
        command = [sys.executable, "-m", "yanhu", "devices", "readiness", *told, *words]
        with Sitting(command) as sitting:
            sitting.answer("PIN: ", PIN)  # with the blank: what is typed before is thrown away
            yield sitting
        assert PIN not in sitting.said + sitting.asked

    def reports(self) -> int:
        return len(ReportArchive(self.config.parent / "diagnostics").entries())


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    with PcscBench() as readers, NetworkBench() as printer:
        yield Terminal(tmp_path_factory.mktemp("terminal"), readers, printer)


def rows(said: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.splitlines()]


def test_a_step_is_skipped_while_it_waits_and_a_receipt_judged_bad_printed_anew(
    terminal: Terminal,
) -> None:
    printed = len(terminal.printer.slips())
    with terminal.readiness("--limit", "60") as sitting:
        sitting.interrupt('"device": "card"')
        sitting.answer("go on]", "s")
        sitting.answer("Why is it skipped", "no card at hand")
        sitting.answer("is the paper cut?", "a")
        sitting.answer("is the paper cut?", "n")
        sitting.answer("What is wrong", "the cut is askew")
        sitting.answer("leave it failed]", "a")
        sitting.answer("is the paper cut?", "y")
        said, code = sitting.end()
    assert code == 0, sitting.asked
    told = rows(said)
    assert [row["event"] for row in told] == (
        ["step", "step_ended", *["step", "sample"] * 3, "step_ended", "report"]
    )
    card, slips = told[1], told[-2]
    assert (card["outcome"], card["detail"]["en"]) == ("skipped", "Skipped: no card at hand")
    assert slips["outcome"] == "passed"
    again, bad = slips["earlier"]
    assert "done once more" in again["detail"]["en"]
    assert (bad["outcome"], "judged bad by eye: the cut is askew" in bad["detail"]["en"]) == (
        "failed",
        True,
    )
    assert told[-1]["verdict"] == "ready_as_far_as_tested"
    assert len(terminal.printer.slips()) == printed + 3


def test_a_failed_step_stands_and_is_not_ready(terminal: Terminal) -> None:
    with terminal.readiness("--limit", "1", "--skip", "slips=no paper") as sitting:
        sitting.leave("leave it failed]")
        sitting.answer("go on]", "g")
        sitting.answer("leave it failed]", "g")
        said, code = sitting.end()
    assert code == 1, sitting.asked
    assert [row.get("outcome") for row in rows(said)[1:-1]] == ["timed_out", "skipped"]


def test_a_run_that_is_stopped_leaves_no_report(terminal: Terminal) -> None:
    before = terminal.reports()
    with terminal.readiness("--limit", "60") as sitting:
        sitting.interrupt('"device": "card"')
        sitting.answer("go on]", "q")
        said, code = sitting.end()
    assert code == 130, sitting.asked
    assert "Stopped: there is no report" in sitting.asked
    assert [row["event"] for row in rows(said)] == ["step"]
    assert terminal.reports() == before
