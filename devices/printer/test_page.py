"""A page that shows whether a printer prints: frame, greys, a line of text. One PDF, by hand."""

from __future__ import annotations

from typing import Final

TEST_PAGE_TITLE: Final = "Test page"
"""Of the job, as printers list it."""
_A4_PT: Final = (595, 842)
_MARGIN_PT: Final = 28
"""10 mm: inside what every printer can reach."""
_GREYS: Final = 10


def test_page(heading: str) -> bytes:
    """A one-page A4 PDF under ``heading`` (Latin letters; others become question marks)."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R "
        b"/Resources << /Font << /F 5 0 R >> >> >>" % _A4_PT,
        _stream(_drawing(heading)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
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


def _drawing(heading: str) -> bytes:
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
    return b"\n".join(steps)
