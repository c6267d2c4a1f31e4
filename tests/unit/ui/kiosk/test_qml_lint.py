"""The QML check finds what it is for: properties of Python classes that do not exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui.lint import describe, lint

SCREEN = """import QtQuick
import ui.kiosk.models

Item {{
    id: root
    required property PrintModel prints
    property string words: root.prints.{name}
}}
"""


@pytest.fixture(scope="module")
def types(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Descriptions of all Python classes that QML may use."""
    folder = tmp_path_factory.mktemp("types")
    describe(folder)
    return folder


@pytest.mark.parametrize(("name", "clean"), [("headline", True), ("headlnie", False)])
def test_a_misspelt_property_of_a_view_model_is_found(
    tmp_path: Path, types: Path, capsys: pytest.CaptureFixture[str], name: str, clean: bool
) -> None:
    screen = tmp_path / "Screen.qml"
    screen.write_text(SCREEN.format(name=name))
    assert (lint(types, [screen]) == 0) == clean
    assert ("headlnie" in capsys.readouterr().out) != clean
