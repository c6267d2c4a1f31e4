"""Pictures on their way to the screen."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor, QImage, QPainter

from tests.helpers.qt import wait_until
from ui.app import application
from ui.components.camera import CameraCanvas, PictureMailbox


def plain(blue: int, green: int, red: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    picture = np.zeros((48, 64, 3), np.uint8)
    picture[:] = (blue, green, red)
    return picture


def painted(canvas: CameraCanvas) -> QImage:
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    painter = QPainter(image)
    canvas.paint(painter)
    painter.end()
    return image


def canvas_of(mailbox: PictureMailbox) -> CameraCanvas:
    canvas = CameraCanvas()
    canvas.setWidth(64)
    canvas.setHeight(48)
    canvas.setProperty("mailbox", mailbox)
    return canvas


def test_the_newest_picture_is_shown_in_its_own_colours() -> None:
    application("tests")
    mailbox = PictureMailbox()
    canvas = canvas_of(mailbox)
    assert not canvas.property("live")
    mailbox.put(plain(255, 0, 0))
    mailbox.put(plain(0, 0, 255))
    wait_until(lambda: bool(canvas.property("live")), "a picture")
    assert painted(canvas).pixelColor(32, 24) == QColor("red")


def test_the_picture_is_a_copy() -> None:
    application("tests")
    mailbox = PictureMailbox()
    frame = plain(0, 255, 0)
    mailbox.put(frame)
    frame[:] = 0
    assert mailbox.newest().pixelColor(0, 0) == QColor(0, 255, 0)


def test_a_view_that_comes_later_shows_what_is_there() -> None:
    application("tests")
    mailbox = PictureMailbox()
    mailbox.put(plain(255, 255, 255))
    assert canvas_of(mailbox).property("live")


def test_a_mirrored_view_is_a_looking_glass() -> None:
    application("tests")
    half = plain(0, 0, 0)
    half[:, :32] = 255
    mailbox = PictureMailbox()
    mailbox.put(half)
    canvas = canvas_of(mailbox)
    assert painted(canvas).pixelColor(60, 24) == QColor("white")
    canvas.setProperty("mirrored", False)
    assert painted(canvas).pixelColor(60, 24) == QColor("black")


def test_clearing_blanks_the_view() -> None:
    application("tests")
    mailbox = PictureMailbox()
    mailbox.put(plain(255, 255, 255))
    canvas = canvas_of(mailbox)
    mailbox.clear()
    wait_until(lambda: not canvas.property("live"), "a blank view")
    assert mailbox.newest().isNull()
