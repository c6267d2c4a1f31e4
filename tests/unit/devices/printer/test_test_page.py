"""The test page is a PDF that others can read."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from devices.printer.test_page import test_page as page_of


@pytest.mark.parametrize("heading", ["kiosk-printer", r"a (b) \ c"])
def test_one_a4_page_with_the_heading(heading: str) -> None:
    document = PdfReader(io.BytesIO(page_of(heading)), strict=True)
    assert len(document.pages) == 1
    assert [round(side) for side in document.pages[0].mediabox[2:]] == [595, 842]
    assert heading in document.pages[0].extract_text()


def test_a_heading_beyond_latin_letters_is_no_error() -> None:
    assert "??" in PdfReader(io.BytesIO(page_of("打印"))).pages[0].extract_text()
