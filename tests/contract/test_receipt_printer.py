"""What every receipt printer does, each on its real peer.

Another driver joins by one bench (see :class:`ReceiptBench`) in :data:`BENCHES`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Protocol

import pytest

from devices.errors import DeviceError, Fault
from devices.inventory import DeviceConfig
from devices.ports import DeviceKind, DeviceState, SelfTestOutcome
from devices.receipt.content import Align, Paragraph, QrCode, Receipt, Rule
from devices.receipt.sample import sample_receipt
from devices.sim.peer import Line
from tests.helpers.receipts import FileBench, NetworkBench, SerialBench, Slip
from tests.helpers.rigs import Bench, running
from tests.helpers.waiting import wait_until

BACK_IN_SERVICE_S = 1.0
STOP_LIMIT_S = 2.0

RECEIPT = Receipt(
    (
        Paragraph("离校手续", Align.CENTRE, bold=True, large=True),
        Paragraph("排队号 A017"),
        Rule(),
        QrCode("https://hall.example/q/A017"),
        Paragraph("㐂𠮷 rare", Align.RIGHT),
    )
)
PRINTED = [
    {"text": "离校手续", "align": "centre", "bold": True, "large": True, "qr": False},
    {"text": "排队号 A017", "align": "left", "bold": False, "large": False, "qr": False},
    {"text": "-" * 48, "align": "left", "bold": False, "large": False, "qr": False},
    {
        "text": "https://hall.example/q/A017",
        "align": "centre",
        "bold": False,
        "large": False,
        "qr": True,
    },
    {"text": "㐂𠮷 rare", "align": "right", "bold": False, "large": False, "qr": False},
]


class ReceiptBench(Protocol):
    """A real peer of a receipt printer driver, as these tests need it."""

    @property
    def protocol(self) -> str: ...

    @property
    def complaints(self) -> list[Line]: ...

    def config(self) -> DeviceConfig: ...

    def slips(self) -> list[Slip]: ...

    def set_paper(self, lines: int | None) -> None: ...

    def open_cover(self, is_open: bool = True) -> None: ...

    def jam_cutter(self, stuck: bool = True) -> None: ...

    def break_down(self, broken: bool = True) -> None: ...

    def hold(self, on: bool = True) -> None: ...

    def set_line(self, state: str) -> None: ...

    def disconnect(self) -> None: ...

    def reconnect(self) -> None: ...

    def reset(self) -> None: ...


BENCHES: list[Callable[[], AbstractContextManager[ReceiptBench]]] = [
    NetworkBench,
    SerialBench,
    FileBench,
]


def protocol_of(bench: type[ReceiptBench]) -> str:
    return str(bench.protocol)


@pytest.fixture(scope="module", params=BENCHES, ids=protocol_of)
def lasting_bench(request: pytest.FixtureRequest) -> Iterator[ReceiptBench]:
    with request.param() as started:
        yield started


@pytest.fixture
def bench(lasting_bench: ReceiptBench) -> ReceiptBench:
    lasting_bench.reset()
    return lasting_bench


@pytest.fixture
def devices(bench: ReceiptBench) -> Iterator[Bench]:
    with running({"slips": bench.config()}) as started:
        yield started


def test_receipt_comes_out_as_it_was_written(bench: ReceiptBench, devices: Bench) -> None:
    devices.rig.receipt_printer("slips").print_receipt(RECEIPT)
    assert bench.slips() == [{"lines": PRINTED, "cut": "partial"}]
    assert bench.complaints == []
    assert devices.health("slips").kind is DeviceKind.RECEIPT_PRINTER
    assert devices.health("slips").driver == bench.protocol
    assert devices.health("slips").counters["receipts"] == 1


def test_long_receipt_is_whole_and_no_line_too_wide(bench: ReceiptBench, devices: Bench) -> None:
    text = "请凭此单到二号窗口办理 please bring this slip to counter two " * 4
    long = Receipt((Paragraph(text), Paragraph(text, large=True)) * 20)
    devices.rig.receipt_printer("slips").print_receipt(long)
    (slip,) = bench.slips()
    lines = slip["lines"]
    assert isinstance(lines, list)
    printed = "".join(line["text"] for line in lines)
    assert printed.replace(" ", "") == (text * 40).replace(" ", "")
    assert bench.complaints == []


def test_receipts_from_many_threads_come_out_one_by_one(
    bench: ReceiptBench, devices: Bench
) -> None:
    printer = devices.rig.receipt_printer("slips")
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(printer.print_receipt, RECEIPT) for _ in range(8)]:
            done.result()
    assert bench.slips() == [{"lines": PRINTED, "cut": "partial"}] * 8


@pytest.mark.parametrize(
    ("trouble", "fault"),
    [
        (lambda bench: bench.set_paper(0), Fault.RECEIPT_PAPER_OUT),
        (lambda bench: bench.open_cover(), Fault.RECEIPT_COVER_OPEN),
        (lambda bench: bench.break_down(), Fault.RECEIPT_PRINTER_ERROR),
    ],
    ids=["paper", "cover", "broken"],
)
def test_trouble_refuses_a_receipt_and_shows(
    bench: ReceiptBench, devices: Bench, trouble: Callable[[ReceiptBench], None], fault: Fault
) -> None:
    trouble(bench)
    with pytest.raises(DeviceError) as refusal:
        devices.rig.receipt_printer("slips").print_receipt(RECEIPT)
    assert refusal.value.fault is fault
    devices.until_state("slips", DeviceState.DEGRADED, fault)
    result = devices.rig.self_test("slips")
    assert result.outcome is SelfTestOutcome.FAILED
    assert result.detail.en.startswith(fault.value.code)
    assert bench.slips() == []


def test_paper_that_runs_out_inside_a_receipt(bench: ReceiptBench, devices: Bench) -> None:
    printer = devices.rig.receipt_printer("slips")
    bench.set_paper(3)
    with pytest.raises(DeviceError) as refusal:
        printer.print_receipt(RECEIPT)
    assert refusal.value.fault is Fault.RECEIPT_PAPER_OUT
    bench.set_paper(None)
    printer.print_receipt(RECEIPT)
    torn, whole = bench.slips()
    # The rest of the first one was forgotten: nothing is printed twice.
    assert torn == {"lines": PRINTED[:3], "cut": ""}
    assert whole == {"lines": PRINTED, "cut": "partial"}
    assert devices.health("slips").counters["receipts_failed"] == 1


def test_stuck_cutter_is_told_from_an_empty_roll(bench: ReceiptBench, devices: Bench) -> None:
    bench.jam_cutter()
    with pytest.raises(DeviceError) as refusal:
        devices.rig.receipt_printer("slips").print_receipt(RECEIPT)
    assert refusal.value.fault is Fault.RECEIPT_CUTTER
    bench.jam_cutter(stuck=False)
    devices.rig.receipt_printer("slips").print_receipt(RECEIPT)


def test_roll_near_its_end_still_prints(bench: ReceiptBench, devices: Bench) -> None:
    bench.set_paper(25)
    devices.until_state("slips", DeviceState.DEGRADED, Fault.RECEIPT_PAPER_LOW)
    devices.rig.receipt_printer("slips").print_receipt(RECEIPT)
    result = devices.rig.self_test("slips")
    assert result.outcome is SelfTestOutcome.PASSED
    assert "nearly at its end" in result.detail.en
    bench.set_paper(None)
    devices.until_state("slips", DeviceState.READY)


def test_printer_that_does_not_finish_is_given_up_and_forgets(
    bench: ReceiptBench, devices: Bench
) -> None:
    bench.hold()
    with pytest.raises(DeviceError) as refusal:
        devices.rig.receipt_printer("slips").print_receipt(RECEIPT)
    assert refusal.value.fault is Fault.RECEIPT_NOT_PRINTED
    bench.hold(on=False)
    devices.rig.receipt_printer("slips").print_receipt(RECEIPT)
    assert bench.slips() == [{"lines": PRINTED, "cut": "partial"}]


def test_noise_is_counted_and_the_answers_are_found(bench: ReceiptBench, devices: Bench) -> None:
    bench.set_line("chatty")
    devices.rig.receipt_printer("slips").print_receipt(RECEIPT)
    assert bench.slips() == [{"lines": PRINTED, "cut": "partial"}]
    assert devices.health("slips").counters["noise_bytes"] > 0


@pytest.mark.parametrize(
    ("state", "fault"),
    [("silent", Fault.DEVICE_SILENT), ("noisy", Fault.DEVICE_PROTOCOL)],
)
def test_printer_without_good_answers_is_lost_and_comes_back(
    bench: ReceiptBench, devices: Bench, state: str, fault: Fault
) -> None:
    bench.set_line(state)
    with pytest.raises(DeviceError):
        devices.rig.receipt_printer("slips").print_receipt(RECEIPT)
    devices.until_state("slips", DeviceState.DOWN, fault)
    bench.set_line("good")
    devices.until_state("slips", DeviceState.READY, limit_s=BACK_IN_SERVICE_S)
    devices.rig.receipt_printer("slips").print_receipt(RECEIPT)


def test_lost_connection_refuses_and_comes_back(bench: ReceiptBench, devices: Bench) -> None:
    bench.disconnect()
    devices.until_state("slips", DeviceState.DOWN, Fault.DEVICE_NOT_FOUND)
    with pytest.raises(DeviceError):
        devices.rig.receipt_printer("slips").print_receipt(RECEIPT)
    assert devices.rig.self_test("slips").outcome is SelfTestOutcome.FAILED
    bench.reconnect()
    devices.until_state("slips", DeviceState.READY, limit_s=BACK_IN_SERVICE_S)
    devices.rig.receipt_printer("slips").print_receipt(RECEIPT)
    assert len(bench.slips()) == 1


def test_self_test_prints_nothing(bench: ReceiptBench, devices: Bench) -> None:
    result = devices.rig.self_test("slips")
    assert result.outcome is SelfTestOutcome.PASSED
    assert "paper enough" in result.detail.en
    assert bench.slips() == []


def test_sample_uses_nothing_that_a_printer_does_not_know(
    bench: ReceiptBench, devices: Bench
) -> None:
    devices.rig.receipt_printer("slips").print_receipt(sample_receipt("slips"))
    assert bench.complaints == []
    assert len(bench.slips()) == 1


def test_printer_that_never_answers_is_believed(bench: ReceiptBench) -> None:
    config = bench.config().model_copy(update={"answers": False})
    bench.set_line("silent")
    with running({"slips": config}) as devices:
        devices.rig.receipt_printer("slips").print_receipt(RECEIPT)
        wait_until(lambda: len(bench.slips()) == 1, "it comes out")
        assert "answers nothing" in devices.rig.self_test("slips").detail.en
        bench.disconnect()
        devices.until_state("slips", DeviceState.DOWN, Fault.DEVICE_NOT_FOUND)


def test_stops_at_once(bench: ReceiptBench) -> None:
    with running({"slips": bench.config()}):
        started = time.monotonic()
    assert time.monotonic() - started < STOP_LIMIT_S
