"""IPP attributes into values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.errors import ProtocolError
from devices.ports import JobState
from devices.printer.ipp_attributes import (
    PrinterState,
    Supply,
    job_number,
    job_status,
    printer_status,
)

TONER = (
    "index=1;class=supplyThatIsConsumed;type=toner;unit=percent;"
    "maxcapacity=100;level={level};colorantname=black;"
)
WASTE = "index=2;class=receptacleThatIsFilled;type=wasteToner;maxcapacity=100;level=25;"
TRAY = "type=sheetFeedAutoRemovableTray;mediafeed=29700;maxcapacity=250;level={level};name=main;"


@pytest.mark.parametrize(
    ("number", "state"),
    [
        (3, JobState.PENDING),
        (4, JobState.PENDING),
        (5, JobState.PROCESSING),
        (6, JobState.STOPPED),
        (7, JobState.CANCELLED),
        (8, JobState.ABORTED),
        (9, JobState.COMPLETED),
    ],
)
def test_job_states(number: int, state: JobState) -> None:
    assert job_status({"job-state": number}).state is state


@pytest.mark.parametrize("value", [None, "9", 2, 10, [5, 6]])
def test_no_job_state_is_a_protocol_error(value: object) -> None:
    with pytest.raises(ProtocolError):
        job_status({"job-state": value})


@pytest.mark.parametrize("value", [None, "unknown", -1])
def test_unknown_impressions_are_none(value: object) -> None:
    assert job_status({"job-state": 9, "job-impressions-completed": value}).impressions == 0


@pytest.mark.parametrize(
    ("reasons", "awaits"),
    [
        ("job-data-insufficient", True),
        (["job-incoming", "job-data-insufficient"], True),
        ("job-printing", False),
        (None, False),
    ],
)
def test_job_without_its_document(reasons: object, awaits: bool) -> None:
    assert job_status({"job-state": 4, "job-state-reasons": reasons}).awaits_document is awaits


def test_job_number_is_needed() -> None:
    assert job_number({"job-id": 7}) == 7
    with pytest.raises(ProtocolError):
        job_number({})


def test_printer_with_one_of_everything() -> None:
    status = printer_status(
        {
            "printer-state": 3,
            "printer-state-reasons": "none",
            "printer-make-and-model": "Acme 9",
            "printer-firmware-string-version": "1.2",
            "printer-supply": TONER.format(level=40),
            "printer-input-tray": TRAY.format(level=12),
            "media-ready": "iso_a4_210x297mm",
            "document-format-supported": "application/pdf",
        }
    )
    assert status.state is PrinterState.IDLE
    assert status.reasons == ()
    assert status.model == "Acme 9 1.2"
    assert status.supplies == (Supply("black toner", 40),)
    assert status.tray_levels == (12,)
    assert status.media == ("iso_a4_210x297mm",)
    assert status.formats == ("application/pdf",)


def test_printer_with_several_of_everything() -> None:
    status = printer_status(
        {
            "printer-state": 5,
            "printer-state-reasons": ["media-empty-error", "cover-open"],
            "printer-supply": [WASTE, TONER.format(level=-2)],
            "printer-input-tray": [TRAY.format(level=-2), TRAY.format(level=0)],
            "media-ready": ["iso_a4_210x297mm", "iso_a4_210x297mm", "iso_a5_148x210mm"],
        }
    )
    assert status.reasons == ("media-empty-error", "cover-open")
    assert status.model == ""
    assert status.supplies == (Supply("black toner", None),)
    assert status.tray_levels == (0,)
    assert status.media == ("iso_a4_210x297mm", "iso_a5_148x210mm")


@pytest.mark.parametrize("value", [None, "idle", 2, 6])
def test_no_printer_state_is_a_protocol_error(value: object) -> None:
    with pytest.raises(ProtocolError):
        printer_status({"printer-state": value})


@given(supply=st.text(), tray=st.text())
def test_any_supply_and_tray_text_is_survived(supply: str, tray: str) -> None:
    status = printer_status(
        {"printer-state": 3, "printer-supply": [supply], "printer-input-tray": [tray]}
    )
    assert all(level >= 0 for level in status.tray_levels)
