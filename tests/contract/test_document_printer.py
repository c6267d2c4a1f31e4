"""What every document printer does, directly or through a queue, each on its real peer.

Another driver joins by one bench (see :class:`DocumentBench`) in :data:`BENCHES`. What is
particular to IPP is in the folder ipp.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol

import pytest
from pypdf import PdfReader

from devices.diagnostics.trials.by_hand import print_sample
from devices.errors import Cancelled, DeviceError, Fault
from devices.ports import DeviceKind, DeviceState, JobState, SelfTestOutcome
from devices.printer.configs import CupsConfig, IppConfig
from devices.printer.ipp_jobs import NotPdf
from devices.printer.options import Colour, OptionUnsupported, PrintOptions, Sides
from devices.printer.test_page import test_page as page_of
from devices.sim.ippeve import IppPrinterPeer, PrinterFault
from tests.helpers.printer import RunningJob
from tests.helpers.printers import CupsBench, IppBench
from tests.helpers.rigs import Bench, running
from tests.helpers.waiting import wait_until

TITLE = "在学证明 certificate"
PAPER = "a document of the tests"
PDF = page_of(PAPER)
BACK_IN_SERVICE_S = 1.0


class DocumentBench(Protocol):
    """A real peer of a document printer driver, as these tests need it."""

    @property
    def protocol(self) -> str: ...

    @property
    def printer(self) -> IppPrinterPeer: ...

    def config(self) -> IppConfig | CupsConfig: ...

    def printed(self) -> list[str]:
        """The text of each document that came out, oldest first."""
        ...

    def options(self) -> dict[str, str]:
        """How the last one was to be printed."""
        ...

    def disconnect(self) -> None: ...

    def reconnect(self) -> None: ...


class Starter(Protocol):
    def __call__(self, *, colour: bool = False) -> AbstractContextManager[DocumentBench]: ...


BENCHES: list[Starter] = [IppBench, CupsBench]


def protocol_of(bench: type[DocumentBench]) -> str:
    return str(bench.protocol)


@pytest.fixture(params=BENCHES, ids=protocol_of)
def start(request: pytest.FixtureRequest) -> Callable[..., AbstractContextManager[DocumentBench]]:
    started: Starter = request.param
    return started


@pytest.fixture
def bench(start: Starter) -> Iterator[DocumentBench]:
    with start() as started:
        yield started


@pytest.fixture
def devices(bench: DocumentBench) -> Iterator[Bench]:
    with running({"printer": bench.config()}) as started:
        yield started


@pytest.fixture
def cancel() -> threading.Event:
    return threading.Event()


def test_document_comes_out_once(
    bench: DocumentBench, devices: Bench, cancel: threading.Event
) -> None:
    seen = list(devices.rig.printer("printer").print_document(PDF, TITLE, cancel))
    assert seen[-1].state is JobState.COMPLETED
    assert seen[-1].impressions == 1
    assert [progress.state.final for progress in seen] == [False] * (len(seen) - 1) + [True]
    assert bench.printed() == [PAPER]
    health = devices.health("printer")
    assert (health.kind, health.driver) == (DeviceKind.DOCUMENT_PRINTER, bench.protocol)
    assert health.counters["jobs"] == 1
    assert devices.rig.printer("printer").find_job(seen[0].job, TITLE) == seen[-1]


def test_plain_is_one_side_black_and_one_copy(
    bench: DocumentBench, devices: Bench, cancel: threading.Event
) -> None:
    list(devices.rig.printer("printer").print_document(PDF, TITLE, cancel))
    asked = bench.options()
    assert asked.get("IPP_SIDES", "one-sided") == "one-sided"
    assert asked.get("IPP_PRINT_COLOR_MODE", "monochrome") == "monochrome"
    assert asked.get("IPP_COPIES", "1") == "1"


def test_options_reach_the_printer(start: Starter, cancel: threading.Event) -> None:
    options = PrintOptions(Sides.LONG_EDGE, Colour.COLOUR, copies=3)
    with start(colour=True) as bench, running({"printer": bench.config()}) as devices:
        list(devices.rig.printer("printer").print_document(PDF, TITLE, cancel, options))
        asked = bench.options()
        configured = bench.config().model_copy(update={"sides": Sides.SHORT_EDGE, "colour": True})
        with running({"printer": configured}) as others:
            sample = print_sample(others.rig, "printer")
            sampled, page = bench.options(), PdfReader(bench.printer.printed()[-1])
            plain = PrintOptions(sides=Sides.ONE)
            list(others.rig.printer("printer").print_document(PDF, TITLE, cancel, plain))
            overruled = bench.options()
    assert asked["IPP_SIDES"] == "two-sided-long-edge"
    assert asked["IPP_PRINT_COLOR_MODE"] == "color"
    assert asked["IPP_COPIES"] == "3"
    assert sampled["IPP_SIDES"] == "two-sided-short-edge"
    assert sampled["IPP_PRINT_COLOR_MODE"] == "color"
    sides = sorted(side.extract_text() for side in page.pages)  # a queue may turn the order round
    assert sides == [f"printer: test page, side {number} of 2" for number in (1, 2)]
    assert sample.detail.en == "Test page printed, 2 side(s), duplex, in colour"
    assert overruled["IPP_SIDES"] == "one-sided"
    assert overruled["IPP_PRINT_COLOR_MODE"] == "color"


def test_colour_on_a_black_printer_is_refused_by_name(
    bench: DocumentBench, devices: Bench, cancel: threading.Event
) -> None:
    options = PrintOptions(colour=Colour.COLOUR)
    with pytest.raises(OptionUnsupported, match="print-color-mode=color") as refusal:
        list(devices.rig.printer("printer").print_document(PDF, TITLE, cancel, options))
    assert refusal.value.fault is Fault.PRINT_OPTION_UNSUPPORTED
    assert "jobs" not in devices.health("printer").counters


def test_what_a_printer_is_configured_for_but_lacks_shows_before_anybody_prints(
    bench: DocumentBench, cancel: threading.Event
) -> None:
    config = bench.config().model_copy(update={"colour": True})
    with running({"printer": config}, ready=False) as devices:
        devices.until_state("printer", DeviceState.DEGRADED, Fault.PRINT_OPTION_UNSUPPORTED)
        result = devices.rig.self_test("printer")
        black = PrintOptions(colour=Colour.MONOCHROME)
        list(devices.rig.printer("printer").print_document(PDF, TITLE, cancel, black))
    assert result.outcome is SelfTestOutcome.FAILED
    assert result.detail.en.startswith("PR-07")
    assert bench.printed() == [PAPER]


@pytest.mark.parametrize("content", [b"", b"GIF89a", PDF[:-40], b"x" + PDF], ids=len)
def test_other_bytes_are_refused(devices: Bench, cancel: threading.Event, content: bytes) -> None:
    with pytest.raises(NotPdf):
        devices.rig.printer("printer").print_document(content, TITLE, cancel)


def test_paper_out_is_told_and_then_mended(
    bench: DocumentBench, devices: Bench, cancel: threading.Event
) -> None:
    bench.printer.set_fault(PrinterFault.MEDIA_EMPTY, True)
    devices.until_state("printer", DeviceState.DEGRADED, Fault.PRINTER_MEDIA_EMPTY)
    result = devices.rig.self_test("printer")
    job = RunningJob(devices.rig.printer("printer").print_document(PDF, TITLE, cancel))
    job.wait_for_fault(Fault.PRINTER_MEDIA_EMPTY)
    assert bench.printed() == []
    bench.printer.set_fault(PrinterFault.MEDIA_EMPTY, False)
    assert job.last().state is JobState.COMPLETED
    assert bench.printed() == [PAPER]
    assert result.outcome is SelfTestOutcome.FAILED
    assert result.detail.en.startswith("PR-01")


def test_cancelled_before_it_was_submitted(
    bench: DocumentBench, devices: Bench, cancel: threading.Event
) -> None:
    cancel.set()
    with pytest.raises(Cancelled):
        list(devices.rig.printer("printer").print_document(PDF, TITLE, cancel))
    assert "jobs" not in devices.health("printer").counters


def test_cancelled_between_its_number_and_its_document(
    bench: DocumentBench, devices: Bench, cancel: threading.Event
) -> None:
    progress = devices.rig.printer("printer").print_document(PDF, TITLE, cancel)
    first = next(progress)
    cancel.set()
    last = list(progress)[-1]
    assert last.job == first.job
    assert last.state in (JobState.CANCELLED, JobState.ABORTED)
    assert bench.printed() == []


def test_cancelled_while_it_prints(
    bench: DocumentBench, devices: Bench, cancel: threading.Event
) -> None:
    bench.printer.hold(True)
    job = RunningJob(devices.rig.printer("printer").print_document(PDF, TITLE, cancel))
    job.wait_for(JobState.PROCESSING)
    cancel.set()
    bench.printer.hold(False)
    assert job.last().state in (JobState.CANCELLED, JobState.COMPLETED)


def test_self_test_prints_nothing(bench: DocumentBench, devices: Bench) -> None:
    result = devices.rig.self_test("printer")
    assert result.outcome is SelfTestOutcome.PASSED
    assert "iso_a4_210x297mm" in result.detail.en
    assert bench.printed() == []


def test_lost_printer_refuses_and_comes_back(
    bench: DocumentBench, devices: Bench, cancel: threading.Event
) -> None:
    bench.disconnect()
    devices.until_state("printer", DeviceState.DOWN, Fault.PRINTER_SILENT)
    with pytest.raises(DeviceError):
        list(devices.rig.printer("printer").print_document(PDF, TITLE, cancel))
    bench.reconnect()
    devices.until_state("printer", DeviceState.READY, limit_s=BACK_IN_SERVICE_S)
    list(devices.rig.printer("printer").print_document(PDF, TITLE, cancel))
    wait_until(lambda: bench.printed() == [PAPER], "it comes out")


@pytest.mark.parametrize("copies", [0, -1, 100])
def test_impossible_number_of_copies(copies: int) -> None:
    with pytest.raises(ValueError, match="1 to 99 copies"):
        PrintOptions(copies=copies)
