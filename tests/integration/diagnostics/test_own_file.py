"""A technician changes a port and takes a support bundle along, at the real screen."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest

from devices.config_file import load_devices
from tests.helpers.camera import CameraPeer
from tests.helpers.hostile_camera import HostileCamera
from tests.helpers.legibility import picture_at_rest, unreadable
from tests.helpers.qt import find, items, press, seen, wait_for, wait_until, words
from tests.helpers.relay import RelayBench
from tests.integration.diagnostics.conftest import OpenBench, Workshop, all_ready
from ui.diagnostics.program import DiagnosticsProgram
from wording import Language

OpenWorkshop = Callable[..., DiagnosticsProgram]
both_languages = pytest.mark.parametrize("language", list(Language))
OTHER = "Virtual PCD 1"
GOOD = 1
"""Of Banner.Tone."""


def keep(program: DiagnosticsProgram, path: Path) -> None:
    assert picture_at_rest(program.window).save(str(path))
    assert program.warnings == []
    assert unreadable(program.window, "nothing") == []


def row_of(program: DiagnosticsProgram, text: str) -> int:
    """Number of the found port whose line says ``text``; 0 while there is none."""
    for number in range(1, 50):
        line = seen(program.window, f"port{number}")
        if line is None:
            break
        if any(text in str(item.property("text")) for item in items(line)):
            return number
    return 0


@both_languages
def test_a_port_that_was_found_is_tried_and_written(
    open_workshop: OpenWorkshop, workshop: Workshop, screens: Path, language: Language
) -> None:
    program = open_workshop(language)
    before = workshop.file.read_text()
    press(program.window, f"device{workshop.number('reader')}")
    press(program.window, "findPort")
    wait_until(lambda: row_of(program, OTHER) > 0, "the second reader is found")
    wait_for(program.window, "lookAgain")
    keep(program, screens / f"diagnostics-ports-{language.value}.png")
    press(program.window, f"use{row_of(program, OTHER)}")
    wait_for(program.window, "useNow")
    QTest.keyClick(program.window, Qt.Key.Key_Escape)
    wait_until(lambda: seen(program.window, "useNow") is None, "the question is gone")
    assert workshop.file.read_text() == before, "no answer changes nothing"
    press(program.window, f"use{row_of(program, OTHER)}")
    press(program.window, "useNow")
    wait_until(lambda: words(program.window, "portOutcome") != "", "it was tried", 30_000)
    keep(program, screens / f"diagnostics-port-used-{language.value}.png")
    assert OTHER in str(load_devices(workshop.file)["reader"])
    assert "# The terminal of the tests" in workshop.file.read_text()
    kept = [file for file in workshop.file.parent.glob("kiosk.toml.*") if file.is_file()]
    assert before in [file.read_text() for file in kept]
    QTest.keyClick(program.window, Qt.Key.Key_Escape)

    def moved() -> bool:
        ports = [p.device.port for p in program.bench.places if p.device.name == "reader"]
        return all_ready(program) and all(port.startswith(OTHER) for port in ports)

    wait_until(moved, "all devices are connected anew, the reader at its new port")


@both_languages
def test_an_address_that_cannot_be_found_is_asked_for_and_typed(
    open_workshop: OpenWorkshop, workshop: Workshop, screens: Path, language: Language
) -> None:
    program = open_workshop(language)
    press(program.window, f"device{workshop.number('camera')}")
    press(program.window, "findPort")
    hint = {
        Language.ZH: "请在下面输入，例如 http://",
        Language.EN: "Type the address below, as http://",
    }
    wait_for(program.window, "noPorts")
    said = find(program.window, "noPorts")
    wait_until(lambda: hint[language] in str(said.property("about")), "it says what to type")
    assert seen(program.window, "port1") is None, "nothing that doesn't fit is offered"
    keep(program, screens / f"diagnostics-ports-typed-{language.value}.png")
    with CameraPeer() as other:
        press(program.window, "typedPort")
        for letter in other.url:
            QTest.keyClick(program.window, ord(letter))
        press(program.window, "useTyped")
        press(program.window, "useNow")
        wait_until(lambda: words(program.window, "portOutcome") != "", "it was tried", 30_000)
        assert other.url in words(program.window, "portOutcome")
        assert f'url = "{other.url}"' in workshop.file.read_text()


@both_languages
def test_a_card_service_that_is_down_is_not_taken_for_an_unplugged_reader(
    open_workshop: OpenWorkshop, workshop: Workshop, screens: Path, language: Language
) -> None:
    program = open_workshop(language)
    press(program.window, f"device{workshop.number('reader')}")
    workshop.pcsc.disconnect()
    try:
        press(program.window, "findPort")
        wait_until(lambda: words(program.window, "portMissed") != "", "it says what is missing")
        empty = program.window.findChild(QObject, "noPorts")  # hidden where another port is found
        assert empty is not None
        title = str(empty.property("title"))
        keep(program, screens / f"diagnostics-ports-no-service-{language.value}.png")
    finally:
        workshop.pcsc.reconnect()
    told = {Language.ZH: "没能查找", Language.EN: "Looking was not possible"}
    assert title == told[language]
    assert "CR-01" in words(program.window, "portMissed")


@both_languages
def test_a_lamp_at_the_same_board_moves_along_and_is_named(
    open_bench: OpenBench, tmp_path: Path, relay: RelayBench, screens: Path, language: Language
) -> None:
    file = tmp_path / "kiosk.toml"
    board = 'driver = "modbus-rtu"\nport = "/dev/serial/by-id/old-adapter"\n'
    file.write_text(
        f'[devices.barrier]\n{board}\n[devices.lamp]\ndriver = "relay-lamp"\n'
        f"granted = [1]\ndenied = [2]\nattention = [3]\n[devices.lamp.board]\n{board}"
    )
    program = open_bench(load_devices(file), file=file, language=language)
    press(program.window, "findPort")
    wait_for(program.window, "lookAgain")
    press(program.window, "typedPort")
    for letter in relay.config().port:
        QTest.keyClick(program.window, ord(letter))
    press(program.window, "useTyped")
    press(program.window, "useNow")
    wait_until(lambda: words(program.window, "portOutcome") != "", "it was tried", 30_000)
    assert "lamp" in str(find(program.window, "portOutcome").property("remedy"))
    assert words(program.window, "portMissed") == "", "a barrier needs no card service"
    keep(program, screens / f"diagnostics-port-along-{language.value}.png")
    assert file.read_text().count(relay.config().port) == 2
    QTest.keyClick(program.window, Qt.Key.Key_Escape)
    wait_until(lambda: all_ready(program), "both are connected at the new port")


@both_languages
def test_a_scanner_is_opened_not_proven_and_lets_nobody_else_to_its_port(
    open_workshop: OpenWorkshop, workshop: Workshop, screens: Path, language: Language
) -> None:
    program = open_workshop(language)
    before = workshop.file.read_text()
    port = workshop.scanner.config().port

    def type_port() -> None:
        press(program.window, "findPort")
        wait_for(program.window, "lookAgain")
        press(program.window, "typedPort")
        for letter in port:
            QTest.keyClick(program.window, ord(letter))
        press(program.window, "useTyped")
        press(program.window, "useNow")
        wait_until(lambda: words(program.window, "portOutcome") != "", "it was tried", 30_000)

    press(program.window, f"device{workshop.number('barrier')}")
    type_port()
    assert "scanner" in words(program.window, "portOutcome")
    assert workshop.file.read_text() == before
    keep(program, screens / f"diagnostics-port-taken-{language.value}.png")
    QTest.keyClick(program.window, Qt.Key.Key_Escape)
    wait_until(lambda: all_ready(program), "all devices are connected again")

    press(program.window, f"device{workshop.number('scanner')}")
    type_port()
    outcome = find(program.window, "portOutcome")
    left = {Language.ZH: "扫一个码试试", Language.EN: "Opened, not proven"}
    assert left[language] in str(outcome.property("remedy"))
    assert outcome.property("tone") != GOOD
    keep(program, screens / f"diagnostics-port-opened-{language.value}.png")
    QTest.keyClick(program.window, Qt.Key.Key_Escape)
    wait_until(lambda: all_ready(program), "all devices are connected again")


def test_devices_are_counted_while_they_are_connected_anew(
    open_workshop: OpenWorkshop, workshop: Workshop
) -> None:
    program = open_workshop()
    counted: list[str] = []
    program.bench.changed.connect(lambda: counted.append(words(program.window, "summary")))
    press(program.window, f"device{workshop.number('reader')}")
    press(program.window, "findPort")
    wait_until(lambda: row_of(program, OTHER) > 0, "the second reader is found")
    press(program.window, f"use{row_of(program, OTHER)}")
    press(program.window, "useNow")
    wait_until(lambda: words(program.window, "portOutcome") != "", "it was tried", 30_000)
    wait_until(lambda: all_ready(program), "all devices are connected anew")
    assert "6 connecting" in counted
    assert "" not in counted


def test_a_port_where_nothing_answers_changes_nothing(
    open_workshop: OpenWorkshop, workshop: Workshop
) -> None:
    program = open_workshop()
    before = workshop.file.read_text()
    press(program.window, f"device{workshop.number('reader')}")
    press(program.window, "findPort")
    wait_for(program.window, "lookAgain")
    press(program.window, "typedPort")
    for letter in "Absent":
        QTest.keyClick(program.window, ord(letter))
    press(program.window, "useTyped")
    press(program.window, "useNow")
    wait_until(
        lambda: "nothing was changed" in words(program.window, "portOutcome"), "it is said", 30_000
    )
    assert workshop.file.read_text() == before
    QTest.keyClick(program.window, Qt.Key.Key_Escape)
    wait_until(lambda: all_ready(program), "all devices are connected again")


def test_a_port_that_is_being_tried_can_be_called_off(
    open_workshop: OpenWorkshop, workshop: Workshop
) -> None:
    program = open_workshop()
    before = workshop.file.read_text().replace(
        'driver = "mjpeg"', 'driver = "mjpeg"\nopen_timeout_s = 10.0'
    )
    workshop.file.write_text(before)
    press(program.window, f"device{workshop.number('camera')}")
    press(program.window, "findPort")
    press(program.window, "typedPort")
    with HostileCamera(()) as silent:
        for letter in silent.url:
            QTest.keyClick(program.window, ord(letter))
        press(program.window, "useTyped")
        press(program.window, "useNow")
        wait_for(program.window, "callOffPort")
        press(program.window, "callOffPort")
        wait_until(lambda: words(program.window, "portOutcome") != "", "it is stopped", 30_000)
    assert words(program.window, "portOutcome") == "Called off; nothing was changed"
    assert workshop.file.read_text() == before
    wait_until(lambda: all_ready(program), "all devices are connected again")


@both_languages
def test_a_support_bundle_is_written_where_it_says(
    open_workshop: OpenWorkshop, workshop: Workshop, screens: Path, language: Language
) -> None:
    program = open_workshop(language)
    QTest.keyClick(program.window, Qt.Key.Key_F8)
    press(program.window, "writeBundle")
    wait_until(lambda: words(program.window, "bundleOutcome") != "", "it is written", 30_000)
    keep(program, screens / f"diagnostics-bundle-{language.value}.png")
    none_yet = {Language.ZH: "还没有：设备健康记录", Language.EN: "None yet: health history"}[
        language
    ]
    outcome = find(program.window, "bundleOutcome")
    assert none_yet in str(outcome.property("remedy")), "said in the language of the screen"
    assert outcome.property("tone") == GOOD, "a fresh terminal without a history has no fault"
    written = sorted(workshop.file.parent.rglob("yanhu-support-*.zip"))[-1]
    assert str(written) in words(program.window, "bundleOutcome")
    with zipfile.ZipFile(written) as bundle:
        assert "configuration.toml" in bundle.namelist()
