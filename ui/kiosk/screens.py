"""The kiosk's screens and the way from one to another."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

QML_IMPORT_NAME: Final = "ui.kiosk.models"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0


class Screen(StrEnum):
    """What the window shows; its ``screenName`` property has this value."""

    IDLE = "idle"
    HOME = "home"
    RETURN_FORM = "returnForm"
    RETURN_HEALTH = "returnHealth"
    CAPTURE = "capture"
    REVIEW = "review"
    RETURN_STATUS = "returnStatus"
    CERTIFICATES = "certificates"
    PRINTING = "printing"
    SERVICES = "services"
    SERVICE = "service"
    TELEPHONE = "telephone"


_BACK: Final = {
    Screen.RETURN_FORM: Screen.HOME,
    Screen.RETURN_HEALTH: Screen.RETURN_FORM,
    Screen.CAPTURE: Screen.RETURN_HEALTH,
    Screen.REVIEW: Screen.RETURN_HEALTH,
    Screen.RETURN_STATUS: Screen.HOME,
    Screen.CERTIFICATES: Screen.HOME,
    Screen.PRINTING: Screen.CERTIFICATES,
    Screen.SERVICES: Screen.HOME,
    Screen.SERVICE: Screen.SERVICES,
    Screen.TELEPHONE: Screen.HOME,
}


@QmlElement
class Navigator(QObject):
    """Which screen is shown. Models go somewhere; the screens themselves only go back or home."""

    screen_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._screen = Screen.IDLE

    @property
    def current(self) -> Screen:
        """The screen that is shown."""
        return self._screen

    def go(self, screen: Screen) -> None:
        """Show ``screen``."""
        if screen is not self._screen:
            self._screen = screen
            self.screen_changed.emit()

    @Slot()
    def back(self) -> None:
        """Show the screen before, where there is one."""
        self.go(_BACK.get(self._screen, self._screen))

    @Slot()
    def home(self) -> None:
        """Show the home screen to somebody who is signed in."""
        if self._screen is not Screen.IDLE:
            self.go(Screen.HOME)

    def _get_screen(self) -> str:
        return self._screen.value

    screen = Property(str, _get_screen, notify=screen_changed)
