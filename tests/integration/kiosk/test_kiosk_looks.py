"""What every screen must fulfil: names, roles, targets for a finger, words that can be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtQuick import QQuickItem, QQuickWindow

from tests.helpers.kiosk_bench import Visit, campus_today
from tests.helpers.kiosk_steps import fill_in_journey, fill_in_person
from tests.helpers.legibility import unreadable
from tests.helpers.qt import items, press, wait_for, wait_for_screen, wait_until

TOUCH_PX = 15 / 25.4 * 96
"""15 mm on the bench's panel of 96 dots per inch."""
SIZES = ((1920, 1080), (1366, 768), (1280, 1024))


def walk(visit: Visit) -> Iterator[str]:
    """Each screen in turn, by its name."""
    window = visit.window
    yield "idle"
    visit.tap_card()
    wait_for(window, "guide.transcript")
    yield "home"
    press(window, "tile.services")
    wait_for(window, "service.transcript")
    yield "services"
    press(window, "service.return-registration")
    wait_for_screen(window, "service")
    yield "service"
    press(window, "button.back")
    press(window, "button.back")
    press(window, "tile.certificates")
    wait_for_screen(window, "certificates")
    yield "certificates"
    press(window, "button.back")
    press(window, "tile.telephone")
    wait_for_screen(window, "telephone")
    yield "telephone"
    press(window, "button.showCode")
    wait_for(window, "telephone.code")
    yield "telephone code"
    press(window, "button.done")
    press(window, "tile.return")
    press(window, "button.next")
    yield "returnForm"
    press(window, "button.back")
    fill_in_journey(window, campus_today())
    press(window, "button.next")
    yield "returnHealth"
    fill_in_person(window)
    yield "capture"
    press(window, "button.back")


def controls(window: QQuickWindow) -> list[QQuickItem]:
    """Everything visible that a finger may press."""
    return [
        item
        for item in items(window.contentItem())
        if item.isVisible()
        and item.isEnabled()
        and item.property("pressed") is not None
        and item.property("focusPolicy") is not None
    ]


def resize(visit: Visit, width: int, height: int) -> None:
    window = visit.window
    window.resize(width, height)
    content = window.contentItem()
    wait_until(lambda: (content.width(), content.height()) == (width, height), "the new size")
    wait_until(lambda: shown(visit), "the screen stands")
    window.grabWindow()  # lays out what waits for the next frame


def shown(visit: Visit) -> bool:
    """The screen has been faded in."""
    stack = next(i for i in items(visit.window.contentItem()) if i.objectName() == "screen")
    return all(child.opacity() == 1 for child in stack.childItems())


def test_every_control_has_one_name_a_role_and_room_for_a_finger(visit: Visit) -> None:
    for screen in walk(visit):
        wait_until(lambda: shown(visit), "the screen stands")
        found = controls(visit.window)
        assert found, screen
        names = Counter(item.objectName() for item in found)
        assert "" not in names, f"{screen}: a control without a name"
        assert [name for name, count in names.items() if count > 1] == [], screen
        for item in found:
            where = f"{screen}: {item.objectName()}"
            assert min(item.width(), item.height()) >= TOUCH_PX, where
            spoken = QAccessible.queryAccessibleInterface(item)
            assert spoken is not None, where
            assert spoken.text(QAccessible.Text.Name), f"{where} has no name to be read out"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_word_can_be_read_at_every_size(visit: Visit, language: str) -> None:
    if language == "en":
        press(visit.window, "pill.language")
    for screen in walk(visit):
        for size in SIZES:
            resize(visit, *size)
            assert unreadable(visit.window, "tile") == [], f"{screen} at {size}"
        resize(visit, *SIZES[0])


def test_larger_text_is_larger_and_can_be_used(visit: Visit) -> None:
    press(visit.window, "pill.larger")
    stage = next(i for i in items(visit.window.contentItem()) if i.objectName() == "stage")
    wait_until(lambda: stage.scale() == 1.5, "half as large again")
    for screen in walk(visit):
        wait_until(lambda: shown(visit), "the screen stands")
        assert unreadable(visit.window, "tile") == [], screen
    visit.leave()
    wait_until(lambda: stage.scale() == 1.0, "the next person finds it as usual")
