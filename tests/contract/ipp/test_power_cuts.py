"""A printer, or the line to it, that is lost in the middle of a job."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue

import pytest

from devices.errors import Fault, Silent
from devices.ports import DeviceEvent, DeviceState, JobState, SelfTestOutcome
from devices.printer.ipp import Ipp
from devices.printer.ipp_client import JobGone
from devices.rig import Rig
from devices.sim.ippeve import IppPrinterPeer
from tests.helpers.bad_line import GET_JOB_ATTRIBUTES, SEND_DOCUMENT, BadLine
from tests.helpers.ipp import config_at, config_of
from tests.helpers.printer import PDF, RunningJob
from tests.helpers.waiting import wait_until


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


def test_job_that_could_not_be_looked_at_does_not_block_the_printer(
    peer: IppPrinterPeer, driver: Ipp, cancel: threading.Event
) -> None:
    with BadLine(peer.uri) as line:
        line.lose_answer_to(GET_JOB_ATTRIBUTES)
        with pytest.raises(Silent):
            list(Ipp("printer", config_at(line.uri)).print_document(PDF, "certificate", cancel))
        assert line.lost
    assert peer.printed() == []
    assert list(driver.print_document(PDF, "again", cancel))[-1].state is JobState.COMPLETED
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
