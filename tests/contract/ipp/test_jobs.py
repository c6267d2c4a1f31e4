"""Jobs on a printer that answers."""

from __future__ import annotations

import threading
from collections.abc import Generator
from itertools import pairwise
from pathlib import Path

import pytest

from devices.errors import Cancelled, Fault, Silent
from devices.ports import JobState
from devices.printer.ipp import Ipp
from devices.printer.ipp_client import IppClient, JobRefused, PrinterBusy
from devices.printer.ipp_jobs import NotPdf
from devices.sim.ippeve import IppPrinterPeer, PrinterFault
from devices.sim.peer import PeerFailed, PeerProcess
from tests.helpers.ipp import config_at, config_of
from tests.helpers.printer import PDF, RunningJob
from tests.helpers.waiting import wait_until


def test_document_comes_out_as_it_was_sent(
    peer: IppPrinterPeer, driver: Ipp, cancel: threading.Event
) -> None:
    seen = list(driver.print_document(PDF, "在学证明 certificate", cancel))
    assert seen[-1].state is JobState.COMPLETED
    assert seen[-1].impressions == 1
    assert [progress.state.final for progress in seen] == [False] * (len(seen) - 1) + [True]
    assert all(progress.fault is None for progress in seen)
    assert [path.read_bytes() for path in peer.printed()] == [PDF]


def test_every_change_is_told_once(driver: Ipp, cancel: threading.Event) -> None:
    seen = list(driver.print_document(PDF, "certificate", cancel))
    assert all(one != other for one, other in pairwise(seen))


@pytest.mark.parametrize("content", [b"", b"GIF89a", PDF[:-40], b"x" + PDF], ids=str)
def test_other_bytes_never_reach_the_printer(
    peer: IppPrinterPeer, driver: Ipp, cancel: threading.Event, content: bytes
) -> None:
    with pytest.raises(NotPdf):
        driver.print_document(content, "certificate", cancel)
    assert peer.printed() == []


def test_paper_out_then_reloaded(
    peer: IppPrinterPeer, driver: Ipp, cancel: threading.Event
) -> None:
    peer.set_fault(PrinterFault.MEDIA_EMPTY, True)
    job = RunningJob(driver.print_document(PDF, "certificate", cancel))
    job.wait_for_fault(Fault.PRINTER_MEDIA_EMPTY)
    assert peer.printed() == []
    peer.set_fault(PrinterFault.MEDIA_EMPTY, False)
    assert job.last().state is JobState.COMPLETED
    assert len(peer.printed()) == 1


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (PrinterFault.MEDIA_JAM, Fault.PRINTER_JAM),
        (PrinterFault.COVER_OPEN, Fault.PRINTER_COVER_OPEN),
    ],
)
def test_fault_inside_a_job_is_told_and_then_mended(
    peer: IppPrinterPeer, driver: Ipp, cancel: threading.Event, fault: PrinterFault, told: Fault
) -> None:
    peer.set_fault(fault, True)
    job = RunningJob(driver.print_document(PDF, "certificate", cancel))
    job.wait_for_fault(told)
    peer.set_fault(fault, False)
    assert job.last().state is JobState.COMPLETED
    assert job.last().fault is None
    assert len(peer.printed()) == 1


def test_cancelled_while_it_prints(
    peer: IppPrinterPeer, driver: Ipp, cancel: threading.Event
) -> None:
    peer.hold(True)
    job = RunningJob(driver.print_document(PDF, "certificate", cancel))
    job.wait_for(JobState.PROCESSING)
    cancel.set()
    wait_until(lambda: "Cancel-Job successful-ok" in peer.log(), "the printer takes notice")
    peer.hold(False)
    assert job.last().state is JobState.CANCELLED


def test_printer_that_does_not_end_a_cancelled_job(
    peer: IppPrinterPeer, cancel: threading.Event
) -> None:
    driver = Ipp("printer", config_of(peer, cancel_limit_s=0.3))
    peer.set_fault(PrinterFault.MEDIA_EMPTY, True)
    job = RunningJob(driver.print_document(PDF, "certificate", cancel))
    job.wait_for_fault(Fault.PRINTER_MEDIA_EMPTY)
    cancel.set()
    assert isinstance(job.failure(), JobRefused)
    assert not any(progress.state.final for progress in job.seen)


def test_cancelled_before_it_was_submitted(
    peer: IppPrinterPeer, driver: Ipp, cancel: threading.Event
) -> None:
    cancel.set()
    with pytest.raises(Cancelled):
        list(driver.print_document(PDF, "certificate", cancel))
    assert peer.printed() == []


def test_job_is_named_before_its_document_is_sent(
    peer: IppPrinterPeer, driver: Ipp, cancel: threading.Event
) -> None:
    progress = driver.print_document(PDF, "certificate", cancel)
    assert next(progress).job > 0
    assert "Send-Document" not in peer.log()
    assert list(progress)[-1].state is JobState.COMPLETED


def test_cancelled_between_its_number_and_its_document(
    peer: IppPrinterPeer, driver: Ipp, cancel: threading.Event
) -> None:
    progress = driver.print_document(PDF, "certificate", cancel)
    next(progress)
    cancel.set()
    assert list(progress)[-1].state is JobState.CANCELLED
    assert "Send-Document" not in peer.log()


def test_job_whose_caller_gives_up_does_not_block_the_printer(
    peer: IppPrinterPeer, driver: Ipp, cancel: threading.Event
) -> None:
    given_up = driver.print_document(PDF, "certificate", cancel)
    next(given_up)
    assert isinstance(given_up, Generator)
    given_up.close()
    assert list(driver.print_document(PDF, "again", cancel))[-1].state is JobState.COMPLETED
    assert len(peer.printed()) == 1


def test_job_is_found_again_by_number_and_title(driver: Ipp, cancel: threading.Event) -> None:
    last = list(driver.print_document(PDF, "在学证明 2026-17", cancel))[-1]
    assert driver.find_job(last.job, "在学证明 2026-17") == last
    assert driver.find_job(last.job, "another") is None
    assert driver.find_job(last.job + 1, "在学证明 2026-17") is None


def test_job_that_waits_for_paper_is_found_with_its_fault(
    peer: IppPrinterPeer, driver: Ipp, cancel: threading.Event
) -> None:
    peer.set_fault(PrinterFault.MEDIA_EMPTY, True)
    job = RunningJob(driver.print_document(PDF, "certificate", cancel))
    job.wait_for_fault(Fault.PRINTER_MEDIA_EMPTY)
    found = driver.find_job(job.seen[0].job, "certificate")
    assert found is not None
    assert (found.state, found.fault) == (JobState.PROCESSING, Fault.PRINTER_MEDIA_EMPTY)
    peer.set_fault(PrinterFault.MEDIA_EMPTY, False)
    job.last()


def test_job_that_lost_its_program_is_ended_when_it_is_found(
    peer: IppPrinterPeer, driver: Ipp, cancel: threading.Event
) -> None:
    orphan = IppClient(peer.uri, timeout_s=2.0, verify_tls=True).create("certificate", {})
    found = driver.find_job(orphan, "certificate")
    assert found is not None
    assert found.state is JobState.CANCELLED
    assert list(driver.print_document(PDF, "again", cancel))[-1].state is JobState.COMPLETED


def test_job_of_a_printer_that_is_away_is_not_looked_up(peer: IppPrinterPeer, driver: Ipp) -> None:
    peer.kill()
    with pytest.raises(Silent):
        driver.find_job(1, "certificate")


def test_busy_printer_is_waited_for(
    peer: IppPrinterPeer, driver: Ipp, cancel: threading.Event
) -> None:
    peer.hold(True)
    first = RunningJob(driver.print_document(PDF, "first", cancel))
    first.wait_for(JobState.PROCESSING)
    second = RunningJob(driver.print_document(PDF, "second", cancel))
    impatient = Ipp("printer", config_of(peer, busy_limit_s=0.0))
    with pytest.raises(PrinterBusy):
        list(impatient.print_document(PDF, "third", cancel))
    peer.hold(False)
    assert first.last().state is JobState.COMPLETED
    assert second.last().state is JobState.COMPLETED
    assert len(peer.printed()) == 2


def test_printer_as_a_process_of_its_own(tmp_path: Path, cancel: threading.Event) -> None:
    process = PeerProcess("devices.sim.ippeve", ["--dir", str(tmp_path)])
    ready = process.start()
    try:
        process.ask(do="fault", name="media-empty", present=True)
        driver = Ipp("printer", config_at(str(ready["uri"])))
        job = RunningJob(driver.print_document(PDF, "certificate", cancel))
        job.wait_for_fault(Fault.PRINTER_MEDIA_EMPTY)
        process.ask(do="fault", name="media-empty", present=False)
        assert job.last().state is JobState.COMPLETED
        assert len(list(Path(str(ready["printed"])).glob("*.pdf"))) == 1
        process.ask(do="kill")
        with pytest.raises(Silent):
            driver.self_test(cancel)
        process.ask(do="run")
        driver.self_test(cancel)
        with pytest.raises(PeerFailed):
            process.ask(do="fault", name="no-such-fault", present=True)
    finally:
        process.stop()
