"""Signed readiness reports and their history, as real PDF files."""

from __future__ import annotations

import io
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from devices.diagnostics.readiness.archive import FOLDER, INDEX, ArchiveUnreadable, ReportArchive
from devices.diagnostics.readiness.report import SignatureUnavailable
from devices.diagnostics.readiness.signature import (
    CERTIFICATE_FILE,
    KEY_FILE,
    ReportSigner,
    is_intact,
)
from devices.diagnostics.readiness.technicians import ProofKind, Proven
from devices.diagnostics.readiness.told import Attempt, ReadinessRun, Step
from devices.ports import DeviceKind, SelfTestOutcome
from wording import Text

STARTED = datetime(2026, 9, 1, 8, 30, tzinfo=UTC)


def step(number: int, outcome: SelfTestOutcome) -> Step:
    return Step(
        device=f"device-{number}",
        kind=DeviceKind.CARD_READER,
        driver="pcsc",
        port="/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0",
        firmware='1.2 "quoted" #strange',
        outcome=outcome,
        detail=Text("读到一张卡", "Read a card"),
        started_at=STARTED,
        took_ms=1234.0,
    )


def run(minutes: int = 0, devices: int = 3) -> ReadinessRun:
    outcomes = list(SelfTestOutcome)
    started = STARTED + timedelta(minutes=minutes)
    return ReadinessRun(
        terminal="east (gate-pc)",
        technician=Proven("王琳 Wang Lin", ProofKind.CARD),
        started_at=started,
        ended_at=started + timedelta(seconds=40),
        steps=tuple(step(n, outcomes[n % len(outcomes)]) for n in range(devices)),
    )


def text_of(path: Path) -> str:
    pages = PdfReader(io.BytesIO(path.read_bytes())).pages
    return " ".join(page.extract_text() for page in pages)


def test_report_says_who_tested_what_and_is_signed(tmp_path: Path) -> None:
    archive = ReportArchive(tmp_path)
    entry = archive.add(run(devices=4))
    assert (entry.passed, entry.failed, entry.timed_out, entry.skipped) == (1, 1, 1, 1)
    assert entry.verdict == "not_ready"
    assert archive.intact(entry)
    shown = text_of(archive.path(entry))
    for expected in ("王琳 Wang Lin", "设备就绪报告", "device-2", "Read a card", "1.2 s", "card"):
        assert expected in shown
    assert entry.number in shown
    counts = "通过 Passed 1，未通过 Failed 1，跳过 Skipped 1，超时 Timed out 1"
    assert "".join(counts.split()) in "".join(shown.split())


def test_report_says_the_times_of_the_campus(tmp_path: Path) -> None:
    archive = ReportArchive(tmp_path, zone=ZoneInfo("Asia/Urumqi"))
    shown = text_of(archive.path(archive.add(run())))
    assert "2026-09-01 14:30:00 +0600" in shown
    assert "2026-09-01 14:30:40 +0600" in shown


def test_report_keeps_what_was_tried_before(tmp_path: Path) -> None:
    silent = Text("没有应答", "It did not answer")
    tried = Attempt(SelfTestOutcome.TIMED_OUT, silent, STARTED, 2100.0)
    mended = replace(step(0, SelfTestOutcome.PASSED), earlier=(tried, tried))
    archive = ReportArchive(tmp_path)
    shown = text_of(archive.path(archive.add(replace(run(), steps=(mended,)))))
    for expected in ("Attempt 1: Timed out, 2.1 s", "第 2 次", "It did not answer", "没有应答"):
        assert expected in shown


def test_run_over_many_devices_goes_over_several_pages(tmp_path: Path) -> None:
    archive = ReportArchive(tmp_path)
    entry = archive.add(run(devices=40))
    assert len(PdfReader(archive.path(entry)).pages) >= 2
    assert "device-39" in text_of(archive.path(entry))


def test_changed_report_is_told_apart(tmp_path: Path) -> None:
    archive = ReportArchive(tmp_path)
    entry = archive.add(run())
    whole = archive.path(entry).read_bytes()
    archive.path(entry).write_bytes(whole.replace(b"/Length", b"/lengtH", 1))
    assert not archive.intact(entry)
    archive.path(entry).unlink()
    assert not archive.intact(entry)
    assert is_intact(whole, tmp_path)
    assert not is_intact(whole + b"\n% added\n", tmp_path)
    assert not is_intact(b"no PDF at all", tmp_path)


def test_report_of_another_terminal_is_told_apart(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    entry = ReportArchive(here).add(run())
    ReportArchive(there).add(run())
    assert not is_intact(ReportArchive(here).path(entry).read_bytes(), there)


def test_key_is_made_once_and_is_the_owners_alone(tmp_path: Path) -> None:
    first = ReportSigner(tmp_path).fingerprint
    assert ReportSigner(tmp_path).fingerprint == first
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600


def test_damaged_key_or_certificate_is_named(tmp_path: Path) -> None:
    entry = ReportArchive(tmp_path).add(run())
    (tmp_path / KEY_FILE).write_text("damaged")
    with pytest.raises(SignatureUnavailable, match=KEY_FILE):
        ReportArchive(tmp_path).add(run())
    (tmp_path / CERTIFICATE_FILE).write_text("damaged")
    with pytest.raises(SignatureUnavailable, match=CERTIFICATE_FILE):
        ReportArchive(tmp_path).intact(entry)
    (tmp_path / CERTIFICATE_FILE).unlink()
    with pytest.raises(SignatureUnavailable, match=CERTIFICATE_FILE):
        ReportArchive(tmp_path).intact(entry)


def test_history_is_kept_in_order_and_bounded(tmp_path: Path) -> None:
    archive = ReportArchive(tmp_path, kept=3)
    added = [archive.add(run(minutes)) for minutes in range(5)]
    kept = ReportArchive(tmp_path, kept=3).entries()
    assert kept == tuple(added[2:])
    assert sorted(path.name for path in (tmp_path / FOLDER).glob("*.pdf")) == [
        entry.file for entry in added[2:]
    ]
    assert all(archive.intact(entry) for entry in kept)


def test_two_runs_of_one_second_have_two_numbers(tmp_path: Path) -> None:
    archive = ReportArchive(tmp_path)
    numbers = [archive.add(run()).number for _ in range(2)]
    assert numbers == ["R-20260901-083000", "R-20260901-083000-2"]


def test_no_report_yet_is_an_empty_history(tmp_path: Path) -> None:
    assert ReportArchive(tmp_path).entries() == ()


def test_damaged_index_is_named_with_its_line(tmp_path: Path) -> None:
    archive = ReportArchive(tmp_path)
    archive.add(run())
    index = tmp_path / FOLDER / INDEX
    index.write_text(index.read_text() + '{"number": "R-1"}\n')
    with pytest.raises(ArchiveUnreadable, match="line 2 is damaged"):
        archive.entries()
