"""What a printer is asked for, and what is refused instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.errors import Fault
from devices.printer.ipp_attributes import printer_status
from devices.printer.options import (
    AS_CONFIGURED,
    MOST_COPIES,
    NOTHING_LISTED,
    PLAIN,
    Capabilities,
    Colour,
    OptionUnsupported,
    PrintOptions,
    Sides,
    job_attributes,
)

EVERYTHING = Capabilities(tuple(Sides), tuple(Colour), MOST_COPIES)
options = st.builds(
    PrintOptions,
    st.sampled_from(Sides),
    st.sampled_from(Colour),
    st.integers(1, MOST_COPIES),
)
capabilities = st.builds(
    Capabilities,
    st.lists(st.sampled_from(Sides)).map(tuple),
    st.lists(st.sampled_from(Colour)).map(tuple),
    st.integers(1, MOST_COPIES),
)


def test_plain_is_asked_of_no_printer_that_lists_nothing() -> None:
    assert job_attributes(PLAIN, NOTHING_LISTED) == {}


def test_everything_by_its_ipp_name() -> None:
    asked = job_attributes(PrintOptions(Sides.SHORT_EDGE, Colour.COLOUR, 7), EVERYTHING)
    assert asked == {"sides": "two-sided-short-edge", "print-color-mode": "color", "copies": 7}


@pytest.mark.parametrize(
    ("wanted", "what"),
    [
        (PrintOptions(sides=Sides.LONG_EDGE), "sides=two-sided-long-edge"),
        (PrintOptions(colour=Colour.COLOUR), "print-color-mode=color"),
        (PrintOptions(copies=2), "copies=2"),
    ],
)
def test_what_a_printer_does_not_list_is_refused(wanted: PrintOptions, what: str) -> None:
    with pytest.raises(OptionUnsupported, match=what) as refusal:
        job_attributes(wanted, NOTHING_LISTED)
    assert refusal.value.fault is Fault.PRINT_OPTION_UNSUPPORTED


def test_what_is_left_open_is_as_configured_and_at_last_plain() -> None:
    duplex = PrintOptions(Sides.LONG_EDGE, Colour.COLOUR)
    assert AS_CONFIGURED.over(duplex) == duplex
    assert PrintOptions(Sides.ONE, copies=2).over(duplex) == PrintOptions(
        Sides.ONE, Colour.COLOUR, 2
    )
    assert job_attributes(AS_CONFIGURED, EVERYTHING) == job_attributes(PLAIN, EVERYTHING)


@given(options, capabilities)
def test_nothing_is_left_out_silently(wanted: PrintOptions, can: Capabilities) -> None:
    try:
        asked = job_attributes(wanted, can)
    except OptionUnsupported:
        return
    assert asked.get("sides", PLAIN.sides) == wanted.sides
    assert asked.get("print-color-mode", PLAIN.colour) == wanted.colour
    assert asked.get("copies", PLAIN.copies) == wanted.copies


@pytest.mark.parametrize(
    ("listed", "most"), [([1, 999], 999), (1, 1), (None, 1), ([], 1), ("many", 1), ([1, 0], 1)]
)
def test_range_of_copies(listed: object, most: int) -> None:
    assert printer_status({"printer-state": 3, "copies-supported": listed}).can.most_copies == most


def test_single_values_are_lists_of_one() -> None:
    status = printer_status(
        {
            "printer-state": 3,
            "sides-supported": "one-sided",
            "print-color-mode-supported": "monochrome",
            "device-uri": "ipp://printer/ipp/print",
            "printer-is-accepting-jobs": False,
        }
    )
    assert status.can == Capabilities(("one-sided",), ("monochrome",), 1)
    assert status.device == "ipp://printer/ipp/print"
    assert not status.accepts_jobs
