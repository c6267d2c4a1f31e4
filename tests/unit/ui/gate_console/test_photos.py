"""Photos are decoded within bounds; anything else is no photo."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage

from tests.helpers.gate_pictures import drawn_portrait, encoded
from ui.gate_console.photos import READ_AT_MOST_PX, SHOWN_AT_MOST, decode


def plain(width: int, height: int, form: bytes) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#9FB7C9"))
    return encoded(image, form)


def test_a_thumbnail_keeps_its_size() -> None:
    image = decode(drawn_portrait("#9FB7C9"))
    assert (image.width(), image.height()) == (160, 200)


def test_a_large_capture_is_scaled_down_in_proportion() -> None:
    image = decode(plain(1920, 1080, b"JPEG"))
    assert image.width() <= SHOWN_AT_MOST.width()
    assert abs(image.width() / image.height() - 16 / 9) < 0.01


@pytest.mark.qt_log_ignore("JPEG data", "marker type")
@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xd8\xff no picture",
        drawn_portrait("#9FB7C9")[:90],
        plain(40, 40, b"PNG"),
        plain(READ_AT_MOST_PX + 8, 16, b"JPEG"),
    ],
    ids=["empty", "broken", "cut", "png", "oversize"],
)
def test_anything_else_is_no_photo(raw: bytes) -> None:
    assert decode(raw).isNull()
