"""What is particular to printing through a CUPS queue."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.diagnostics.ports.attached import Transport
from devices.diagnostics.ports.choice import transport_of, use_port
from devices.diagnostics.ports.discovery import discover
from devices.errors import Fault
from devices.ports import DeviceState, JobState, SelfTestOutcome
from devices.printer.configs import CupsConfig
from devices.printer.ipp_client import PrinterBusy
from devices.printer.options import PrintOptions, Sides
from devices.sim.ippeve import PrinterFault
from tests.helpers.printer import PDF, RunningJob
from tests.helpers.printers import CupsBench
from tests.helpers.rigs import Bench, running
from tests.helpers.waiting import wait_until


@pytest.fixture
def bench() -> Iterator[CupsBench]:
    with CupsBench() as started:
        yield started


@pytest.fixture
def devices(bench: CupsBench) -> Iterator[Bench]:
    with running({"printer": bench.config()}) as started:
        yield started


@pytest.fixture
def cancel() -> threading.Event:
    return threading.Event()


def test_queue_that_the_server_does_not_have_is_named(bench: CupsBench) -> None:
    config = bench.config().model_copy(update={"queue": "no-such-queue"})
    with running({"printer": config}, ready=False) as devices:
        devices.until_state("printer", DeviceState.DOWN, Fault.PRINTER_NOT_FOUND)


def test_server_that_wants_a_login_is_not_taken_for_a_broken_cable(
    bench: CupsBench, devices: Bench
) -> None:
    bench.cups.want_login()
    bench.disconnect()
    bench.cups.start()
    devices.until_state("printer", DeviceState.DOWN, Fault.PRINTER_ACCESS_REFUSED)


def test_paused_queue_shows_and_its_job_waits(
    bench: CupsBench, devices: Bench, cancel: threading.Event
) -> None:
    bench.cups.pause(True)
    devices.until_state("printer", DeviceState.DEGRADED, Fault.PRINTER_STOPPED)
    job = RunningJob(devices.rig.printer("printer").print_document(PDF, "waits", cancel))
    job.wait_for_fault(Fault.PRINTER_STOPPED)
    assert bench.printed() == []
    bench.cups.pause(False)
    assert job.last().state is JobState.COMPLETED
    devices.until_state("printer", DeviceState.READY)


def test_queue_that_takes_no_jobs_is_refused_after_a_while(
    bench: CupsBench, cancel: threading.Event
) -> None:
    config = bench.config().model_copy(update={"busy_limit_s": 0.3})
    with running({"printer": config}) as devices:
        bench.cups.reject(True)
        devices.until_state("printer", DeviceState.DEGRADED, Fault.PRINTER_STOPPED)
        with pytest.raises(PrinterBusy):
            list(devices.rig.printer("printer").print_document(PDF, "refused", cancel))


def test_printer_that_is_switched_off_shows_though_the_queue_is_well(
    bench: CupsBench, devices: Bench
) -> None:
    bench.printer.kill()
    devices.until_state("printer", DeviceState.DEGRADED, Fault.PRINTER_SILENT)
    assert devices.rig.self_test("printer").outcome is SelfTestOutcome.FAILED
    bench.printer.start()
    devices.until_state("printer", DeviceState.READY)


def test_printers_own_trouble_shows_though_no_job_runs(bench: CupsBench, devices: Bench) -> None:
    bench.printer.set_fault(PrinterFault.TONER_LOW, True)
    devices.until_state("printer", DeviceState.DEGRADED, Fault.PRINTER_SUPPLY_LOW)
    bench.printer.set_fault(PrinterFault.TONER_EMPTY, True)
    devices.until_state("printer", DeviceState.DEGRADED, Fault.PRINTER_SUPPLY_EMPTY)


def test_job_outlasts_a_crash_of_the_server(
    bench: CupsBench, devices: Bench, cancel: threading.Event
) -> None:
    bench.cups.pause(True)
    job = RunningJob(devices.rig.printer("printer").print_document(PDF, "outlasts", cancel))
    job.wait_for_fault(Fault.PRINTER_STOPPED)
    wait_until(lambda: len(job.seen) >= 2, "the document arrived")
    bench.cups.stop()
    job.wait_for_fault(Fault.PRINTER_SILENT)
    bench.cups.start()
    bench.cups.pause(False)
    assert job.last().state is JobState.COMPLETED
    assert len(bench.printed()) == 1


def test_duplex_of_the_queue_is_asked_for_at_the_printer(
    bench: CupsBench, devices: Bench, cancel: threading.Event
) -> None:
    options = PrintOptions(sides=Sides.SHORT_EDGE)
    list(devices.rig.printer("printer").print_document(PDF, "sides", cancel, options))
    assert bench.options()["IPP_SIDES"] == "two-sided-short-edge"


@pytest.mark.parametrize("queue", ["", "a b", "a/b", "a#b", "x" * 128])
def test_impossible_name_of_a_queue(queue: str) -> None:
    with pytest.raises(ValueError, match="queue"):
        CupsConfig(driver="cups", queue=queue)


def test_a_queue_is_found_and_used_by_its_name(bench: CupsBench, tmp_path: Path) -> None:
    config = bench.config()
    seen = discover(interfaces=["127.0.0.1"], listen_s=0.0, cups=config.server)
    (queue,) = (one for one in seen.found if one.transport is Transport.CUPS)
    assert (queue.port, transport_of(config)) == (config.queue, Transport.CUPS)
    file = tmp_path / "kiosk.toml"
    file.write_text(
        f'[devices.printer]\ndriver = "cups"\nqueue = "gone"\nserver = "{config.server}"\n'
    )
    chosen = use_port(file, "printer", queue.port)
    assert (chosen.key, chosen.before, chosen.after) == ("queue", "gone", config.queue)
    bench.disconnect()
    seen = discover(interfaces=["127.0.0.1"], listen_s=0.0, cups=config.server)
    assert Fault.PRINTER_SILENT in seen.faults
