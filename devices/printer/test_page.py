"""A page that shows whether a printer prints: frame, greys, colours, a line of text. By hand."""

from __future__ import annotations

from typing import Final

from devices.printer.options import PLAIN, Colour, PrintOptions, Sides

TEST_PAGE_TITLE: Final = "Test page"
"""Of the job, as printers list it."""
_A4_PT: Final = (595, 842)
_MARGIN_PT: Final = 28
"""10 mm: inside what every printer can reach."""
_GREYS: Final = 10
_INKS: Final = (b"1 0 0 0", b"0 1 0 0", b"0 0 1 0", b"1 1 0 0", b"1 0 1 0", b"0 1 1 0")
"""Cyan, magenta and yellow, and two each: blue, green, red."""


def test_page(heading: str) -> bytes:
    """One side in grey under ``heading`` (Latin letters; others become question marks)."""
    return test_page_for(heading, PLAIN)


def test_page_for(heading: str, options: PrintOptions) -> bytes:
    """A page that shows whether a printer prints as ``options`` say.

    Where it prints on both sides the second one tells whether the paper is turned, and how; where
    it has colours there are patches of them.
    """
    sides = 1 if options.over(PLAIN).sides is Sides.ONE else 2
    coloured = options.colour is Colour.COLOUR
    drawings = [_drawing(_heading(heading, side, sides), coloured) for side in range(1, sides + 1)]
    first = 4  # catalogue, list of pages and font come before
    kids = b" ".join(b"%d 0 R" % (first + 2 * number) for number in range(sides))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, sides),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, drawing in enumerate(drawings):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R "
            b"/Resources << /Font << /F 3 0 R >> >> >>" % (*_A4_PT, first + 2 * number + 1)
        )
        objects.append(_stream(drawing))
    page = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(page))
        page += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(page)
    page += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        page += b"%010d 00000 n \n" % place
    page += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    page += b"startxref\n%d\n%%%%EOF\n" % table
    return bytes(page)


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _heading(heading: str, side: int, sides: int) -> str:
    return heading if sides == 1 else f"{heading}, side {side} of {sides}"


def _drawing(heading: str, coloured: bool) -> bytes:
    width, height = (side - 2 * _MARGIN_PT for side in _A4_PT)
    text = heading.encode("latin-1", "replace")
    for special in (b"\\", b"(", b")"):
        text = text.replace(special, b"\\" + special)
    steps = [
        b"1 w %d %d %d %d re S" % (_MARGIN_PT, _MARGIN_PT, width, height),
        b"BT /F 18 Tf %d %d Td (%s) Tj ET" % (_MARGIN_PT + 20, height - 20, text),
    ]
    side = (width - 40) // _GREYS
    for step in range(_GREYS):
        place = (_MARGIN_PT + 20 + step * side, height - 100, side, 40)
        steps.append(b"%.2f g " % (step / (_GREYS - 1)) + b"%d %d %d %d re f" % place)
    for step, ink in enumerate(_INKS if coloured else ()):
        place = (_MARGIN_PT + 20 + step * side, height - 160, side, 40)
        steps.append(ink + b" k " + b"%d %d %d %d re f" % place)
    return b"\n".join(steps)
