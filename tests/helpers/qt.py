"""A finger and a pair of eyes for a Qt Quick window: find by name, press, type, look."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

PATIENCE_MS = 15_000
"""How long a condition on the screen may take before a test gives up."""

_LOOK_AGAIN_MS = 10


class NotOnScreen(AssertionError):
    """No visible item of that name; says which names are there."""


def items(root: QQuickItem) -> Iterator[QQuickItem]:
    """``root`` and all items beneath it; finds what repeaters made, unlike findChild."""
    yield root
    for child in root.childItems():
        yield from items(child)


def names(window: QQuickWindow) -> list[str]:
    """Names of all visible items, for messages."""
    return sorted(
        {
            item.objectName()
            for item in items(window.contentItem())
            if item.objectName() and item.isVisible()
        }
    )


def seen(window: QQuickWindow, name: str) -> QQuickItem | None:
    """The visible item called ``name``, or None."""
    for item in items(window.contentItem()):
        if item.objectName() == name and item.isVisible():
            return item
    return None


def find(window: QQuickWindow, name: str) -> QQuickItem:
    """The visible item called ``name``. Raises NotOnScreen."""
    item = seen(window, name)
    if item is None:
        raise NotOnScreen(f"{name} is not on the screen; there are {names(window)}")
    return item


def words(window: QQuickWindow, name: str) -> str:
    """The text of an item; empty while the item is not shown."""
    item = seen(window, name)
    return "" if item is None else str(item.property("text"))


def _opaque(item: QQuickItem) -> bool:
    above: QQuickItem | None = item
    while above is not None:
        if above.opacity() < 1:
            return False
        above = above.parentItem()
    return True


def written(window: QQuickWindow, name: str) -> str:
    """All that can be read on an item and beneath it: visible, and nothing of it faded."""
    item = seen(window, name)
    shown = (one for one in items(item) if one.isVisible() and _opaque(one)) if item else ()
    return " | ".join(str(one.property("text") or "") for one in shown)


def wait_until(condition: Callable[[], bool], what: str, limit_ms: int = PATIENCE_MS) -> None:
    """Run the event loop until ``condition`` holds. Raises AssertionError naming ``what``."""
    for _ in range(limit_ms // _LOOK_AGAIN_MS):
        if condition():
            return
        QTest.qWait(_LOOK_AGAIN_MS)
    raise AssertionError(f"not within {limit_ms} ms: {what}")


def wait_for(window: QQuickWindow, name: str, limit_ms: int = PATIENCE_MS) -> QQuickItem:
    """Wait until the item is visible and enabled; returns it."""

    def ready() -> bool:
        item = seen(window, name)
        return item is not None and item.isEnabled()

    wait_until(ready, f"{name} visible and enabled; there are {names(window)}", limit_ms)
    return find(window, name)


def reveal(item: QQuickItem) -> None:
    """Scroll every list around ``item`` so that its middle can be touched."""
    parent = item.parentItem()
    while parent is not None:
        if parent.property("contentY") is not None and parent.property("contentHeight") is not None:
            middle = item.mapToItem(parent, QPointF(item.width() / 2, item.height() / 2)).y()
            room = float(parent.property("contentHeight")) - parent.height()
            if not 0 <= middle - item.height() / 2 <= parent.height() - item.height():
                wanted = float(parent.property("contentY")) + middle - parent.height() / 2
                parent.setProperty("contentY", max(0.0, min(max(0.0, room), wanted)))
        parent = parent.parentItem()


def _covered(window: QQuickWindow, item: QQuickItem) -> bool:
    """A dialog lies over ``item``, or is just going away."""
    for layer in window.contentItem().childItems():
        if layer.metaObject().className() == "QQuickOverlay" and layer.isVisible():
            return item not in items(layer)
    return False


def press(window: QQuickWindow, name: str, limit_ms: int = PATIENCE_MS) -> None:
    """Touch the middle of an item once it is there, where it has come to rest."""
    item = wait_for(window, name, limit_ms)
    reveal(item)
    places: list[QPointF] = []

    def at_rest() -> bool:
        if _covered(window, item):
            return False
        places.append(item.mapToScene(QPointF(item.width() / 2, item.height() / 2)))
        return len(places) > 2 and places[-1] == places[-2] == places[-3]

    wait_until(at_rest, f"{name} at rest", limit_ms)
    QTest.mouseClick(
        window,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        places[-1].toPoint(),
    )


def type_text(window: QQuickWindow, name: str, text: str) -> None:
    """Touch a field and type; characters no key has are committed as an input method does."""
    press(window, name)
    field = find(window, name)
    wait_until(lambda: bool(field.property("activeFocus")), f"{name} has the focus")
    if text.isascii():
        for character in text:
            QTest.keyClick(window, ord(character))
        return
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QGuiApplication.sendEvent(field, event)


def screen(window: QQuickWindow) -> str:
    """The name of the screen that the program shows."""
    return str(window.property("screenName"))


def wait_for_screen(window: QQuickWindow, *wanted: str, limit_ms: int = PATIENCE_MS) -> str:
    """Wait until one of ``wanted`` is shown; returns which."""
    wait_until(lambda: screen(window) in wanted, f"screen {wanted}, is {screen(window)}", limit_ms)
    return screen(window)


def settle() -> None:
    """Deliver what is posted, deletions included."""
    QTest.qWait(0)
    QGuiApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
