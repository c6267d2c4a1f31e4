"""The IPP driver against a real IPP Everywhere printer."""

from __future__ import annotations

import io
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise
from pathlib import Path
from queue import SimpleQueue
from urllib.parse import urlsplit

import pytest
from pypdf import PdfReader

from devices.errors import Cancelled, DeviceError, Fault, Silent
from devices.ports import DeviceEvent, DeviceState, JobState, SelfTestOutcome
from devices.printer.configs import IppConfig
from devices.printer.ipp import Ipp
from devices.printer.ipp_client import IppClient, JobGone, JobRefused, PrinterBusy
from devices.printer.ipp_jobs import NotPdf
from devices.printer.test_page import TEST_PAGE_TITLE
from devices.printer.test_page import test_page as page_of
from devices.rig import Rig
from devices.sim.ippeve import IppPrinterPeer, PrinterFault
from devices.sim.peer import PeerFailed, PeerProcess
from tests.helpers.bad_line import SEND_DOCUMENT, BadLine
from tests.helpers.links import RecordingLink, serving
from tests.helpers.printer import PDF, RunningJob
from tests.helpers.waiting import wait_until


@pytest.fixture
def peer(tmp_path: Path) -> Iterator[IppPrinterPeer]:
    with IppPrinterPeer(tmp_path) as printer:
        yield printer


def config_of(peer: IppPrinterPeer, **more: float) -> IppConfig:
    return config_at(peer.uri, **more)


def config_at(uri: str, **more: float) -> IppConfig:
    return IppConfig.model_validate({"driver": "ipp", "uri": uri, "timeout_s": 2.0, **more})


@pytest.fixture
def driver(peer: IppPrinterPeer) -> Ipp:
    return Ipp("printer", config_of(peer))


@pytest.fixture
def cancel() -> threading.Event:
    return threading.Event()


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


def test_power_cut_in_the_middle_of_a_job(
    peer: IppPrinterPeer, driver: Ipp, cancel: threading.Event
) -> None:
    peer.hold(True)
    job = RunningJob(driver.print_document(PDF, "certificate", cancel))
    job.wait_for(JobState.PROCESSING)
    peer.kill()
    job.wait_for_fault(Fault.PRINTER_SILENT)
    peer.hold(False)
    peer.start()
    assert isinstance(job.failure(), JobGone)
    assert job.failure().fault is Fault.PRINT_JOB_FAILED
    assert peer.printed() == []


def test_lost_answer_does_not_print_twice(peer: IppPrinterPeer, cancel: threading.Event) -> None:
    with BadLine(peer.uri) as line:
        driver = Ipp("printer", config_at(line.uri))
        line.lose_answer_to(SEND_DOCUMENT)
        last = list(driver.print_document(PDF, "certificate", cancel))[-1]
        assert line.lost
    assert (last.state, last.impressions) == (JobState.COMPLETED, 1)
    assert len(peer.printed()) == 1


def test_document_that_never_arrived_is_given_up(
    peer: IppPrinterPeer, driver: Ipp, cancel: threading.Event
) -> None:
    with BadLine(peer.uri) as line:
        cut_off = Ipp("printer", config_at(line.uri, lost_limit_s=0.3))
        line.lose_request(SEND_DOCUMENT)
        with pytest.raises(Silent):
            list(cut_off.print_document(PDF, "certificate", cancel))
        assert line.lost
    assert peer.printed() == []
    # The given-up job does not stand in the way of the next one.
    assert list(driver.print_document(PDF, "again", cancel))[-1].state is JobState.COMPLETED
    assert len(peer.printed()) == 1


def test_somebody_elses_job_of_the_same_number_is_not_taken_for_ours(
    peer: IppPrinterPeer, driver: Ipp, cancel: threading.Event
) -> None:
    peer.hold(True)
    ours = RunningJob(driver.print_document(PDF, "ours", cancel))
    ours.wait_for(JobState.PROCESSING)
    peer.kill()
    ours.wait_for_fault(Fault.PRINTER_SILENT)
    peer.start()
    theirs = RunningJob(driver.print_document(PDF, "theirs", cancel))
    theirs.wait_for(JobState.PROCESSING)
    assert theirs.seen[0].job == ours.seen[0].job
    assert isinstance(ours.failure(), JobGone)
    peer.hold(False)
    assert theirs.last().state is JobState.COMPLETED


def test_printer_that_stays_away_is_given_up(peer: IppPrinterPeer, cancel: threading.Event) -> None:
    driver = Ipp("printer", config_of(peer, lost_limit_s=0.5))
    peer.hold(True)
    job = RunningJob(driver.print_document(PDF, "certificate", cancel))
    job.wait_for(JobState.PROCESSING)
    peer.kill()
    assert isinstance(job.failure(), Silent)
    assert Fault.PRINTER_SILENT in job.faults


def test_nobody_there(peer: IppPrinterPeer, driver: Ipp, cancel: threading.Event) -> None:
    peer.kill()
    with pytest.raises(Silent):
        driver.connect(RecordingLink())
    with pytest.raises(Silent):
        list(driver.print_document(PDF, "certificate", cancel))


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("ipps://127.0.0.1:{port}/ipp/print", Fault.CERTIFICATE_UNTRUSTED),
        ("ipp://127.0.0.1:{port}/ipp/elsewhere", Fault.PRINTER_NOT_FOUND),
        ("ipp://no-such-printer.invalid/ipp/print", Fault.HOST_NAME_UNKNOWN),
    ],
    ids=["self-signed", "wrong path", "unknown name"],
)
def test_wrong_address_is_told_from_a_dead_printer(
    peer: IppPrinterPeer, address: str, fault: Fault
) -> None:
    uri = address.format(port=urlsplit(peer.uri).port)
    with pytest.raises(DeviceError) as error:
        Ipp("printer", config_at(uri)).connect(RecordingLink())
    assert error.value.fault is fault


def test_self_signed_printer_is_used_when_that_is_configured(peer: IppPrinterPeer) -> None:
    uri = peer.uri.replace("ipp://", "ipps://")
    trusting = IppConfig(driver="ipp", uri=uri, timeout_s=2.0, verify_tls=False)
    assert Ipp("printer", trusting).connect(RecordingLink()) == "Yanhu Test Printer"


@pytest.mark.parametrize(
    ("scheme", "fault"),
    [("ipp", Fault.PRINTER_NOT_FOUND), ("ipps", Fault.PRINTER_ENCRYPTION_DIFFERS)],
)
def test_a_web_server_is_no_printer(scheme: str, fault: Fault) -> None:
    with HTTPServer(("127.0.0.1", 0), _Silent) as server:
        serving_it = threading.Thread(target=server.serve_forever, name="web server")
        serving_it.start()
        try:
            uri = f"{scheme}://127.0.0.1:{server.server_port}/ipp/print"
            with pytest.raises(DeviceError) as error:
                Ipp("printer", config_at(uri)).connect(RecordingLink())
        finally:
            server.shutdown()
            serving_it.join()
    assert error.value.fault is fault


class _Silent(BaseHTTPRequestHandler):
    """Knows no POST, as a page for people."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's
        """Nothing."""


def test_what_runs_low_shows_and_hinders_nothing(
    peer: IppPrinterPeer, driver: Ipp, cancel: threading.Event
) -> None:
    with serving(driver) as service:
        peer.set_fault(PrinterFault.MEDIA_LOW, True)
        wait_until(lambda: service.link.faults == [Fault.PRINTER_MEDIA_LOW], "little paper")
        driver.self_test(cancel)
        seen = list(driver.print_document(PDF, "certificate", cancel))
        assert (seen[-1].state, {one.fault for one in seen}) == (JobState.COMPLETED, {None})
        peer.set_fault(PrinterFault.MEDIA_LOW, False)
        peer.set_fault(PrinterFault.TONER_LOW, True)
        wait_until(lambda: service.link.faults[1:] == [Fault.PRINTER_SUPPLY_LOW], "little toner")


def test_watched_printer_degrades_and_recovers(peer: IppPrinterPeer, driver: Ipp) -> None:
    peer.set_fault(PrinterFault.MEDIA_EMPTY, True)
    with serving(driver) as service:
        assert service.identity == "Yanhu Test Printer"
        wait_until(lambda: service.link.faults == [Fault.PRINTER_MEDIA_EMPTY], "no paper")
        peer.set_fault(PrinterFault.MEDIA_EMPTY, False)
        peer.set_fault(PrinterFault.TONER_EMPTY, True)
        wait_until(lambda: service.link.faults[1:] == [Fault.PRINTER_SUPPLY_EMPTY], "no toner")
        peer.set_fault(PrinterFault.TONER_EMPTY, False)
        wait_until(lambda: service.link.faults[2:] == [None], "all well")


def test_watched_printer_that_is_switched_off_is_lost(peer: IppPrinterPeer, driver: Ipp) -> None:
    with serving(driver) as service:
        wait_until(lambda: service.link.beats > 0, "the first answer")
        peer.kill()
        assert service.loss().fault is Fault.PRINTER_SILENT


def test_self_test_tells_media_and_supplies_and_prints_nothing(
    peer: IppPrinterPeer, driver: Ipp, cancel: threading.Event
) -> None:
    seen = driver.self_test(cancel)
    assert "iso_a4_210x297mm" in seen.en
    assert "black toner 75 %" in seen.en
    assert peer.printed() == []


def test_self_test_fails_with_the_printers_fault(
    peer: IppPrinterPeer, driver: Ipp, cancel: threading.Event
) -> None:
    peer.set_fault(PrinterFault.MEDIA_EMPTY, True)
    with pytest.raises(DeviceError) as error:
        driver.self_test(cancel)
    assert error.value.fault is Fault.PRINTER_MEDIA_EMPTY


def test_test_page_is_printed(peer: IppPrinterPeer, driver: Ipp, cancel: threading.Event) -> None:
    pdf = page_of("printer: test page")
    last = list(driver.print_document(pdf, TEST_PAGE_TITLE, cancel))[-1]
    assert (last.state, last.impressions) == (JobState.COMPLETED, 1)
    page = PdfReader(io.BytesIO(peer.printed()[0].read_bytes())).pages[0]
    assert "printer: test page" in page.extract_text()


def test_printer_is_back_in_service_after_its_power_cut(
    peer: IppPrinterPeer, cancel: threading.Event
) -> None:
    events: SimpleQueue[DeviceEvent] = SimpleQueue()
    with running(Rig({"printer": config_of(peer)}, events)) as rig:
        wait_until(lambda: rig.health()[0].state is DeviceState.READY, "ready")
        peer.kill()
        wait_until(lambda: rig.health()[0].state is DeviceState.DOWN, "the loss is noticed")
        peer.start()
        wait_until(lambda: rig.health()[0].state is DeviceState.READY, "ready again")
        assert rig.self_test("printer").outcome is SelfTestOutcome.PASSED
        last = list(rig.printer("printer").print_document(PDF, "certificate", cancel))[-1]
        assert last.state is JobState.COMPLETED
        assert rig.health()[0].counters["impressions"] == 1


@contextmanager
def running(rig: Rig) -> Iterator[Rig]:
    rig.start()
    try:
        yield rig
    finally:
        rig.stop()


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
