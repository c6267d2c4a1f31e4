"""A robot finger: runs one of the real Qt programs and touches its screen on command.

The program is launched exactly as its own command does it. Commands arrive as JSON lines on
standard input and are answered in order on standard output:

``{"do": "tap", "name": N}``           touch the item with that objectName
``{"do": "key", "keys": "F1"}``        press a key sequence, as ``Return`` or ``F1``
``{"do": "type", "text": T}``          key presses, one a character
``{"do": "commit", "text": T}``        what an input method sends, for Chinese text
``{"do": "await", "names": [N, ...]}``  wait until one of the items is there and enabled
``{"do": "await_property", "property": P, "value": V}``   wait for a property of the window
``{"do": "await_text", "text": T}``    wait until a visible text contains T
``{"do": "read", "name": N, "property": P}``              answer a property of an item
``{"do": "texts"}``                    answer all visible texts
``{"do": "shot", "path": F}``          save a picture of the window
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QGuiApplication, QImage, QInputMethodEvent, QKeySequence
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from demo.launching import launch
from devices.sim.console import Command, say
from ui.app import Program
from yanhu.logs import log_to_stderr

LOOK_AGAIN_MS: Final = 20
"""How often a condition on the screen is looked at again: shorter than one shown frame."""
DEFAULT_LIMIT_S: Final = 20.0
REST_S: Final = 0.1
SETTLE_S: Final = 0.6
"""A picture is taken when the screen looks the same for REST_S; a screen that shows a camera never
does, so after this time, more than twice the longest motion, it is taken all the same."""


KEYBOARD: Final = "keyboard"
"""objectName of the on-screen keyboard (ui/kiosk/Keyboard.qml)."""

_LOOKS: Final = {"await", "await_property", "await_text", "read", "texts"}


class Missed(Exception):
    """What a command needs is not on the screen."""


def _items(item: QQuickItem) -> Iterator[QQuickItem]:
    yield item
    for child in item.childItems():
        yield from _items(child)


def _limit_s(command: Command) -> float:
    return float(str(command.get("limit_s", DEFAULT_LIMIT_S)))


def _shift(character: str) -> Qt.KeyboardModifier:
    upper = character.isupper()
    return Qt.KeyboardModifier.ShiftModifier if upper else Qt.KeyboardModifier.NoModifier


class Finger(QObject):
    """Executes the commands on the GUI thread, one after the other."""

    _arrived = Signal(str)
    _ended = Signal()

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._program = program
        self._device = QTest.createTouchDevice()
        self._waiting: list[Command] = []
        self._deadline: float | None = None
        self._seen: QImage | None = None
        self._seen_at = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_AGAIN_MS)
        self._timer.timeout.connect(self._work)
        self._arrived.connect(self._accept, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(program.close, Qt.ConnectionType.QueuedConnection)
        threading.Thread(target=self._listen, name="commands", daemon=True).start()

    def _listen(self) -> None:
        for line in sys.stdin:
            self._arrived.emit(line)
        self._ended.emit()

    @Slot(str)
    def _accept(self, line: str) -> None:
        self._waiting.append(json.loads(line))
        self._timer.start()

    @Slot()
    def _work(self) -> None:
        if not self._waiting:
            self._timer.stop()
            return
        command = self._waiting[0]
        if self._deadline is None:
            self._deadline = time.monotonic() + _limit_s(command)
        try:
            value = self._do(command)
        except Missed as missed:
            if time.monotonic() < self._deadline:
                return
            say("error", detail=f"{missed}; on the screen: {' | '.join(self._texts()[:40])}")
        else:
            say("answer", value=value)
        self._waiting.pop(0)
        self._deadline = None

    def _do(self, command: Command) -> object:
        if command["do"] in _LOOKS:
            return self._look(command)
        self._act(command)
        return None

    def _look(self, command: Command) -> object:
        match command["do"]:
            case "await":
                return self._first_ready(command["names"])
            case "await_property":
                return self._awaited_property(command)
            case "await_text":
                return self._awaited_text(str(command["text"]))
            case "read":
                return self._read(str(command["name"]), str(command["property"]))
            case _:
                return self._texts()

    def _act(self, command: Command) -> None:
        window = self._program.window
        self._take_focus()
        match command["do"]:
            case "tap":
                self._touch(self._ready_item(str(command["name"])))
            case "key":
                QTest.keySequence(window, QKeySequence(str(command["keys"])))
            case "type":
                for character in str(command["text"]):
                    # Qt's key codes of ASCII characters are those of the capital letters.
                    QTest.keyClick(window, Qt.Key(ord(character.upper())), _shift(character))
            case "commit":
                self._commit(str(command["text"]))
            case "shot":
                self._shoot(Path(str(command["path"])), _limit_s(command))
            case unknown:
                raise Missed(f"unknown command {unknown}")

    def _read(self, name: str, wanted: str) -> object:
        item = self._find(name)
        if item is None:
            raise Missed(f"{name} is not on the screen")
        return item.property(wanted)

    def _shoot(self, path: Path, limit_s: float) -> None:
        assert self._deadline is not None
        now = time.monotonic()
        if self._seen is not None and now - self._seen_at < REST_S:
            raise Missed("the screen was looked at a moment ago")
        last, self._seen, self._seen_at = self._seen, self._program.window.grabWindow(), now
        if self._seen != last and now - (self._deadline - limit_s) < SETTLE_S:
            raise Missed("the screen is moving")
        if not self._seen.save(str(path)):
            raise Missed(f"{path} can't be written")
        self._seen = None

    def _take_focus(self) -> None:
        """Keys arrive though whoever watches has clicked elsewhere, or no window manager runs.

        The window asks for the focus; as it may not get it, its fields are told that it did.
        """
        window = self._program.window
        if not window.isActive():
            window.requestActivate()
            reason = Qt.FocusReason.ActiveWindowFocusReason
            QGuiApplication.sendEvent(window, QFocusEvent(QEvent.Type.FocusIn, reason))

    def _find(self, name: str) -> QQuickItem | None:
        for item in _items(self._program.window.contentItem()):
            if item.objectName() == name and item.isVisible() and item.width() > 0:
                return item
        return None

    def _ready_item(self, name: str) -> QQuickItem:
        item = self._find(name)
        if item is None:
            raise Missed(f"{name} is not on the screen")
        if not item.isEnabled():
            raise Missed(f"{name} is not enabled")
        return item

    def _first_ready(self, names: object) -> str:
        wanted = [str(name) for name in names] if isinstance(names, list) else []
        for name in wanted:
            item = self._find(name)
            if item is not None and item.isEnabled():
                return name
        raise Missed(f"neither of {', '.join(wanted)} is on the screen and enabled")

    def _touch(self, item: QQuickItem) -> None:
        window = self._program.window
        centre: QPoint = item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()
        if not 0 <= centre.x() < window.width() or not 0 <= centre.y() < window.height():
            raise Missed(f"{item.objectName()} is scrolled out of sight")
        if self._under_keyboard(centre):
            QGuiApplication.inputMethod().hide()
            raise Missed(f"the keyboard covers {item.objectName()}")
        QTest.touchEvent(window, self._device).press(0, centre, window).commit()
        QTest.touchEvent(window, self._device).release(0, centre, window).commit()

    def _under_keyboard(self, point: QPoint) -> bool:
        keyboard = self._find(KEYBOARD)
        if keyboard is None:
            return False
        return keyboard.contains(keyboard.mapFromScene(QPointF(point)))

    def _commit(self, text: str) -> None:
        target = self._program.window.activeFocusItem()
        if target is None:
            raise Missed("no field has the focus")
        event = QInputMethodEvent("", [])
        event.setCommitString(text)
        QGuiApplication.sendEvent(target, event)

    def _awaited_property(self, command: Command) -> object:
        name = str(command["property"])
        value: object = self._program.window.property(name)
        if value != command["value"]:
            raise Missed(f"{name} is {value!r}, not {command['value']!r}")
        return value

    def _awaited_text(self, part: str) -> str:
        for text in self._texts():
            if part in text:
                return text
        raise Missed(f"no text contains {part!r}")

    def _texts(self) -> list[str]:
        return [
            text
            for item in _items(self._program.window.contentItem())
            if item.isVisible() and isinstance(text := item.property("text"), str) and text
        ]


def main() -> int:
    """``python -m demo.finger kiosk|console|diagnostics ARGUMENTS``"""
    log_to_stderr()
    program = launch(sys.argv[1], sys.argv[2:])
    finger = Finger(program)
    say("ready", program=sys.argv[1])
    code = program.exec()
    finger.deleteLater()
    return code


if __name__ == "__main__":
    sys.exit(main())
