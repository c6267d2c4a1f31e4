"""The test page is a PDF that others can read."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from devices.printer.options import Colour, PrintOptions, Sides
from devices.printer.test_page import test_page as page_of
from devices.printer.test_page import test_page_for as page_for


@pytest.mark.parametrize("heading", ["kiosk-printer", r"a (b) \ c"])
def test_one_a4_page_with_the_heading(heading: str) -> None:
    document = PdfReader(io.BytesIO(page_of(heading)), strict=True)
    assert len(document.pages) == 1
    assert [round(side) for side in document.pages[0].mediabox[2:]] == [595, 842]
    assert heading in document.pages[0].extract_text()


def test_a_page_for_duplex_and_colour_has_two_sides_and_inks() -> None:
    wanted = PrintOptions(Sides.LONG_EDGE, Colour.COLOUR)
    document = PdfReader(io.BytesIO(page_for("kiosk-printer", wanted)), strict=True)
    assert [f"side {side} of 2" in document.pages[side - 1].extract_text() for side in (1, 2)] == [
        True,
        True,
    ]
    content = document.pages[1].get_contents()
    assert content is not None
    assert b"0 1 0 0 k" in content.get_data()
    (alone,) = PdfReader(io.BytesIO(page_of("kiosk-printer"))).pages
    grey = alone.get_contents()
    assert grey is not None
    assert b" k " not in grey.get_data()


def test_a_heading_beyond_latin_letters_is_no_error() -> None:
    assert "??" in PdfReader(io.BytesIO(page_of("打印"))).pages[0].extract_text()
