"""``python -m tests.helpers.kiosk_typing FOLDER``: a student types on the kiosk's own keyboard.

A process of its own, because Qt chooses its input method once, when the application starts. Prints
one JSON line: what was typed, and the files that the keyboard left behind afterwards.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from PySide6.QtCore import QPointF, Qt
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

from tests.helpers.kiosk_bench import kiosk_config, kiosk_peers, kiosk_visit
from tests.helpers.kiosk_hall import KioskHall
from tests.helpers.qt import (
    items,
    press,
    seen,
    wait_for_screen,
    wait_until,
    words,
)

_SETTLES_MS = 200


def _touch(window: QQuickWindow, item: QQuickItem, across: float = 0.5) -> None:
    place = item.mapToScene(QPointF(item.width() * across, item.height() / 2)).toPoint()
    QTest.mouseClick(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def _key(window: QQuickWindow, letter: str) -> QQuickItem | None:
    for item in items(window.contentItem()):
        text = item.property("text")
        is_key = item.property("keyPanelDelegate") is not None and item.isVisible()
        if is_key and isinstance(text, str) and text.lower() == letter and item.width() > 0:
            return item
    return None


def _candidates(window: QQuickWindow) -> list[tuple[str, QQuickItem]]:
    bar = seen(window, "wordCandidateView")
    if bar is None:
        return []
    return [
        (str(item.property("text")), item)
        for item in items(bar)
        if isinstance(item.property("text"), str) and item.property("text") and item.width() > 0
    ]


def _press_key(window: QQuickWindow, letter: str) -> None:
    wait_until(lambda: _key(window, letter) is not None, f"key {letter}")
    key = _key(window, letter)
    assert key is not None
    _touch(window, key)


def _settled(window: QQuickWindow) -> bool:
    """Whether the candidates are those of all letters: they follow a touch a moment later, and
    whoever touches meanwhile takes another."""
    before = [text for text, _ in _candidates(window)]
    QTest.qWait(_SETTLES_MS)
    return len(before) > 1 and before == [text for text, _ in _candidates(window)]


def _choose(window: QQuickWindow, candidate: str) -> None:
    wait_until(lambda: _settled(window), f"candidates before {candidate}")
    wait_until(lambda: candidate in dict(_candidates(window)), f"candidate {candidate}")
    _touch(window, dict(_candidates(window))[candidate])


def _compose(window: QQuickWindow, letters: str, parts: tuple[str, ...]) -> str:
    """Type Pinyin and choose the characters one by one; returns what was offered first."""
    for letter in letters:
        _press_key(window, letter)
    wait_until(lambda: _settled(window), "candidates")
    offered = _candidates(window)[0][0]
    for part in parts:
        _choose(window, part)
    return offered


def main() -> int:
    """Type a name twice, leave, and tell what was remembered."""
    folder = Path(sys.argv[1])
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["XDG_CONFIG_HOME"] = str(folder / "home")
    told: dict[str, object] = {}
    with KioskHall().running() as hall, kiosk_peers(folder / "peers") as peers:
        config = kiosk_config(folder, peers)
        kiosk = config.kiosk.model_copy(update={"virtual_keyboard": True})
        config = config.model_copy(update={"kiosk": kiosk})
        with kiosk_visit(folder, hall, peers, config=config) as visit:
            window = visit.window
            visit.tap_card()
            press(window, "tile.return")
            wait_for_screen(window, "returnForm")
            press(window, "field.origin")
            told["first_offer"] = _compose(window, "linxiaoyu", ("林", "晓", "宇"))
            wait_until(lambda: words(window, "field.origin") == "林晓宇", "the name is there")
            told["second_offer"] = _compose(window, "linxiaoyu", ("林", "晓", "宇"))
            wait_until(lambda: words(window, "field.origin") == "林晓宇林晓宇", "and again")
            told["typed"] = words(window, "field.origin")
            press(window, "text.title")
            wait_until(lambda: seen(window, "button.next") is not None, "the foot is free again")
            visit.leave()
    remembered = (folder / "home" / "qtvirtualkeyboard").rglob("*")
    told["left_behind"] = [path.name for path in remembered if path.is_file()]
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
