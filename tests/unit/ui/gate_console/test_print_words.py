"""What is said of a print, for whatever the printer says of its job."""

from __future__ import annotations

import pytest

from devices.errors import Cancelled, Fault, Silent
from devices.ports import JobProgress, JobState
from ui.gate_console.print_words import PrintStage, broken_off, progressed


@pytest.mark.parametrize(
    ("state", "fault", "stopping", "stage"),
    [
        (JobState.PENDING, None, False, PrintStage.SENDING),
        (JobState.PROCESSING, None, False, PrintStage.PRINTING),
        (JobState.STOPPED, Fault.PRINTER_JAM, False, PrintStage.WAITING),
        (JobState.PROCESSING, Fault.PRINTER_MEDIA_EMPTY, True, PrintStage.STOPPING),
        (JobState.CANCELLED, None, True, PrintStage.STOPPED),
        (JobState.COMPLETED, None, True, PrintStage.PRINTED),
        (JobState.ABORTED, None, False, PrintStage.FAILED),
    ],
)
def test_each_state_of_a_job(
    state: JobState, fault: Fault | None, stopping: bool, stage: PrintStage
) -> None:
    assert progressed(JobProgress(1, state, 0, fault), stopping=stopping).stage is stage


def test_a_fault_is_named_with_its_remedy() -> None:
    news = progressed(JobProgress(1, JobState.PROCESSING, 0, Fault.PRINTER_JAM), stopping=False)
    assert news.text.en == "Printing waits: Paper is jammed in the printer"
    assert news.remedy == Fault.PRINTER_JAM.value.remedy


@pytest.mark.parametrize(
    ("submitted", "stopping", "stage"),
    [
        (False, False, PrintStage.FAILED),
        (True, False, PrintStage.IN_DOUBT),
        (True, True, PrintStage.IN_DOUBT),
    ],
)
def test_a_printer_that_is_lost(submitted: bool, stopping: bool, stage: PrintStage) -> None:
    news = broken_off(Silent("gone"), submitted=submitted, stopping=stopping)
    assert news.stage is stage
    assert news.remedy is not None


def test_what_was_stopped_in_time_was_not_printed() -> None:
    news = broken_off(Cancelled("stopped"), submitted=False, stopping=True)
    assert news.stage is PrintStage.STOPPED
    assert news.text.en == "Stopped; nothing was printed"
