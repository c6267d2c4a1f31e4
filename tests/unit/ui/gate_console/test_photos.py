"""Photos are decoded within bounds; anything else is no photo."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QColor, QImage

from tests.helpers.gate_pictures import drawn_portrait
from ui.gate_console.photos import READ_AT_MOST_PX, SHOWN_AT_MOST, decode


def encoded(width: int, height: int, form: str) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#9FB7C9"))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    assert image.save(buffer, form.encode())
    return bytes(data.data())


def test_a_thumbnail_keeps_its_size() -> None:
    image = decode(drawn_portrait("#9FB7C9"))
    assert (image.width(), image.height()) == (160, 200)


def test_a_large_capture_is_scaled_down_in_proportion() -> None:
    image = decode(encoded(1920, 1080, "JPEG"))
    assert image.width() <= SHOWN_AT_MOST.width()
    assert abs(image.width() / image.height() - 16 / 9) < 0.01


@pytest.mark.qt_log_ignore("JPEG data")
@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xd8\xff no picture",
        drawn_portrait("#9FB7C9")[:90],
        encoded(40, 40, "PNG"),
        encoded(READ_AT_MOST_PX + 8, 16, "JPEG"),
    ],
    ids=["empty", "broken", "cut", "png", "oversize"],
)
def test_anything_else_is_no_photo(raw: bytes) -> None:
    assert decode(raw).isNull()
