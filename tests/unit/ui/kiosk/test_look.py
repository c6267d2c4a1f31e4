"""The look in figures: contrast of every pair of colours, icons as their source file says."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor

from ui.app import QML_ROOT, application
from ui.theme.icons import ICONS, IconProvider

UI = QML_ROOT / "ui"
THEME = (UI / "theme" / "Theme.qml").read_text()
READABLE = 4.5
"""Least contrast of ordinary text (WCAG 2.2, 1.4.3)."""


def colour(name: str) -> QColor:
    found = re.search(rf'property color {name}: "(#\w+)"', THEME)
    assert found, name
    return QColor(found[1])


def luminance(of: QColor) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (of.redF(), of.greenF(), of.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "paper"),
        ("ink", "card"),
        ("ink2", "paper"),
        ("ink2", "card"),
        ("ink2", "line"),
        ("card", "lake"),
        ("card", "lakeDark"),
        ("card", "ink"),
        ("card", "slate"),
        ("card", "green"),
        ("card", "seal"),
        ("card", "amber"),
        ("lakeDark", "lakePale"),
        ("green", "greenPale"),
        ("seal", "sealPale"),
        ("amber", "amberPale"),
        ("seal", "paper"),
    ],
)
def test_words_stand_out_from_their_ground(text: str, ground: str) -> None:
    one, other = sorted((luminance(colour(text)), luminance(colour(ground))))
    assert (other + 0.05) / (one + 0.05) >= READABLE


def test_the_icons_are_those_that_their_source_names() -> None:
    source = (ICONS / "SOURCE").read_text()
    listed = {name: digest for digest, name in re.findall(r"([0-9a-f]{64})  (\w+\.svg)", source)}
    files = ICONS.glob("*.svg")
    assert listed == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_every_icon_is_used_and_every_used_icon_is_there() -> None:
    sources = [*UI.rglob("*.qml"), *UI.rglob("*.py")]
    words = set(re.findall(r'"([a-z][a-z_0-9]*)"', "\n".join(p.read_text() for p in sources)))
    icons = {path.stem for path in ICONS.glob("*.svg")}
    assert icons - words == set()
    named = r'\b(?:symbol|name|actionSymbol): "([a-z][a-z_0-9]*)"'
    for path in UI.rglob("*.qml"):
        wanted = set(re.findall(named, path.read_text()))
        assert {w for w in wanted if not w.startswith(("choice", "tick", "field"))} <= icons, path


def test_an_icon_is_drawn_in_the_colour_that_is_asked_for() -> None:
    application("tests")
    drawn = IconProvider().requestImage("check_circle/0E6E7A", QSize(), QSize(64, 64))
    assert (drawn.width(), drawn.height()) == (64, 64)
    opaque = {
        drawn.pixelColor(x, y).name()
        for x in range(64)
        for y in range(64)
        if drawn.pixelColor(x, y).alpha() == 255
    }
    assert opaque == {"#0e6e7a"}


@pytest.mark.parametrize("wish", ["nothing/FFFFFF", "../Theme/FFFFFF", "", "check circle/000000"])
def test_what_is_no_icon_is_not_drawn(wish: str) -> None:
    assert IconProvider().requestImage(wish, QSize(), QSize(8, 8)).isNull()


def test_every_qml_file_of_a_shared_module_is_exported() -> None:
    for module in ("theme", "components"):
        listed = set(re.findall(r"(\w+\.qml)", (UI / module / "qmldir").read_text()))
        assert listed == {path.name for path in (UI / module).glob("*.qml")}


def test_no_colour_stands_outside_the_theme() -> None:
    allowed = {"#FFFFFF", "#35C77F", "#263238"}
    for folder in ("components", "kiosk"):
        for path in Path(UI / folder).glob("*.qml"):
            used = set(re.findall(r'"(#[0-9A-Fa-f]{6,8})"', path.read_text()))
            assert used <= allowed, path.name
