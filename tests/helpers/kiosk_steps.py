"""What a student does at the kiosk, by touch and key on the real screens."""

from __future__ import annotations

from datetime import date

from PySide6.QtQuick import QQuickWindow

from tests.helpers.faces import photograph
from tests.helpers.kiosk_bench import Visit
from tests.helpers.qt import press, type_text, wait_for_screen


def fill_in_journey(window: QQuickWindow, day: date) -> None:
    """The first page, from the home screen; leaves and arrives on ``day``."""
    press(window, "tile.return")
    wait_for_screen(window, "returnForm")
    type_text(window, "field.origin", "湖北武汉")
    press(window, "choice.travelMode.train")
    press(window, "field.leavesOn")
    press(window, f"field.leavesOn.day.{day}")
    press(window, "field.arrivesOn")
    press(window, f"field.arrivesOn.day.{day}")
    press(window, "button.next")
    wait_for_screen(window, "returnHealth")


def fill_in_person(window: QQuickWindow) -> None:
    """The second page."""
    press(window, "choice.health.well")
    type_text(window, "field.emergencyName", "林建国")
    type_text(window, "field.emergencyPhone", "13800000000")
    press(window, "tick.declares")
    press(window, "button.next")
    wait_for_screen(window, "capture")


def register_up_to_review(visit: Visit, day: date) -> None:
    """From the home screen to the review, with person A before the camera."""
    fill_in_journey(visit.window, day)
    visit.peers.camera.show(photograph("person_a_1"))
    fill_in_person(visit.window)
    wait_for_screen(visit.window, "review", limit_ms=20_000)
