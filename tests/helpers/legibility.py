"""Finds words on a screen that a person could not read: cut off, outside, or over the edge."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickItem, QQuickWindow

from tests.helpers.qt import items, wait_until

_SLACK_PX = 2.0
"""Rounding of scaled coordinates."""


def unreadable(window: QQuickWindow, *within: str) -> list[str]:
    """Visible texts that are elided or stick out of the window.

    Texts beneath an item whose name starts with one of ``within`` must also stay inside that item.
    """
    page = QRectF(0, 0, window.width(), window.height())
    found = []
    for item in items(window.contentItem()):
        text = item.property("text")
        if not text or item.property("truncated") is None or not _on_screen(item):
            continue
        inner = QRectF(
            0, 0, float(item.property("paintedWidth")), float(item.property("paintedHeight"))
        )
        place = item.mapRectToScene(inner)
        holder = _holder(item, within)
        frame = page if holder is None else _frame(holder)
        if item.property("truncated"):
            found.append(f"cut off: {text}")
        elif not frame.adjusted(-_SLACK_PX, -_SLACK_PX, _SLACK_PX, _SLACK_PX).contains(place):
            found.append(f"over the edge: {text}")
    return found


def picture_at_rest(window: QQuickWindow) -> QImage:
    """The window's picture once two in a row are alike: animations have ended."""
    pictures: list[QImage] = []

    def alike() -> bool:
        pictures.append(window.grabWindow())
        return len(pictures) > 2 and pictures[-1] == pictures[-2] == pictures[-3]

    wait_until(alike, "the picture is at rest")
    return pictures[-1]


def _on_screen(item: QQuickItem) -> bool:
    """Visible, and not scrolled or wrapped out of a clipping parent."""
    if not item.isVisible() or item.opacity() == 0:
        return False
    return all(
        not parent.clip() or _frame(parent).intersects(_frame(item)) for parent in _above(item)
    )


def _holder(item: QQuickItem, prefixes: tuple[str, ...]) -> QQuickItem | None:
    holders = (parent for parent in _above(item) if parent.objectName().startswith(prefixes))
    return next(holders, None)


def _above(item: QQuickItem) -> Iterator[QQuickItem]:
    parent: QQuickItem | None = item.parentItem()
    while parent is not None:
        yield parent
        parent = parent.parentItem()


def _frame(item: QQuickItem) -> QRectF:
    return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))
