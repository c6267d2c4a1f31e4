"""Both screens before a real gate agent: its own process, real reader, camera and relay board."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from devices.ports import Sensor
from gate_agent.rules.roles import Role
from sync.wire import ReturnStatus
from tests.helpers.gate import GUARD, Gate, GateSite
from tests.helpers.legibility import unreadable
from tests.helpers.misbehaving_hall import MisbehavingHall, misbehaving_hall
from tests.helpers.qt import find, press, settle, wait_for, wait_until, words
from tests.helpers.records import approved, new_uid
from ui.agents.address import AgentAddress
from ui.app import Program
from ui.diagnostics.program import DiagnosticsConfig
from ui.diagnostics.program import launch as launch_diagnostics
from ui.gate_console.config import ConsoleConfig
from ui.gate_console.program import ConsoleProgram
from ui.gate_console.program import launch as launch_console
from wording import Language

NOTICED_WITHIN_S = 3.0
SECOND = "Guard Lu"
CHIEF = "Captain Qin"


@pytest.fixture(scope="module")
def site() -> Iterator[GateSite]:
    with GateSite() as running:
        yield running


@pytest.fixture
def hall() -> Iterator[MisbehavingHall]:
    with misbehaving_hall() as running:
        yield running


@pytest.fixture
def gate(site: GateSite, hall: MisbehavingHall, tmp_path: Path) -> Gate:
    site.relay.reset()
    site.person(None)
    return site.configure(tmp_path, hall.identity(), mode="card")


@pytest.fixture
def screens_open(qapp: QGuiApplication) -> Iterator[ExitStack]:
    """Closes what a test has opened."""
    with ExitStack() as open_:
        open_.callback(settle)
        yield open_


def shown(program: Program, name: str) -> object:
    return program.window.property(name)


def in_the_dialog(console: ConsoleProgram, item: str, *keys: Qt.Key) -> None:
    """Press ``keys``, each once the dialog has gone or ``item`` of it has the focus."""
    for key in keys:
        wait_until(
            lambda: (
                shown(console, "dialog") == ""
                or bool(find(console.window, item).property("activeFocus"))
            ),
            f"{item} has the focus",
        )
        QTest.keyClick(console.window, key)


def told(console: ConsoleProgram, item: str, what: str) -> None:
    wait_until(lambda: what in words(console.window, item), f"{item} says: {what}")


def type_token(console: ConsoleProgram, token: str) -> None:
    """As a scanner that acts as a keyboard does, Enter at its end."""
    wait_until(lambda: bool(find(console.window, "token").property("activeFocus")), "focus")
    for character in token:
        QTest.keyClick(console.window, ord(character))
    QTest.keyClick(console.window, Qt.Key.Key_Return)


def in_the_panel(console: ConsoleProgram, item: str, *keys: Qt.Key) -> None:
    """Press ``keys`` once ``item`` of the open panel has the focus."""
    wait_until(lambda: bool(find(console.window, item).property("activeFocus")), f"{item}'s focus")
    for key in keys:
        QTest.keyClick(console.window, key)


def an_unknown_authority_is_said(gate: Gate) -> None:
    address = AgentAddress(gate.url, gate.token)
    console = launch_console(ConsoleConfig((address,), language=Language.EN, sound_player="true"))
    try:
        told = f"The certificate of {address.host} is not trusted"
        wait_until(lambda: words(console.window, "notice1") == told, "it is said")
        assert unreadable(console.window, "notice") == []
    finally:
        console.close()


def order_an_emergency(console: ConsoleProgram, number: Qt.Key) -> None:
    """What, why and yes: up to the question who orders it."""
    wait_for(console.window, f"emergency{number.value - Qt.Key.Key_0.value}")
    QTest.keyClick(console.window, number)
    in_the_panel(console, "reasons", Qt.Key.Key_1, Qt.Key.Key_Return)
    assert words(console.window, "emergencyNeeds")
    QTest.keyClick(console.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    told(console, "vouchInstruction", "Put your card")


def emergencies_are_ordered_by_card(
    gate: Gate, console: ConsoleProgram, duty: bytes, chief: bytes
) -> None:
    """A guard's card locks the gate down; only a supervisor's ends that, and a fire opening."""
    QTest.keyClick(console.window, Qt.Key.Key_F10)
    order_an_emergency(console, Qt.Key.Key_1)
    with gate.site.pcsc.card(duty, 1):
        told(console, "emergencyDone", "East gate: ")
    told(console, "standing1", f"ordered by {SECOND}")
    told(console, "alarm1", "only named groups pass since")
    assert shown(console, "tones") == "locked"
    assert console.desk.tiles[0].alert == "Lockdown"
    assert gate.state().time_zone == "Asia/Shanghai"
    lockdown = gate.state().emergency.lockdown
    assert lockdown is not None
    assert (lockdown.by, lockdown.reason) == (SECOND, "danger")
    order_an_emergency(console, Qt.Key.Key_2)
    with gate.site.pcsc.card(duty, 1):
        told(console, "vouchProblem", "Your role may not do this")
    assert gate.state().emergency.lockdown is not None
    with gate.site.pcsc.card(chief, 1):
        told(console, "emergencyDone", "East gate: ")
    assert gate.state().emergency.lockdown is None
    gate.site.relay.set_sensor(Sensor.FIRE, True)
    wait_until(gate.site.relay.is_open, "the lane stands open")
    told(console, "alarm1", "the lanes have been standing open")
    wait_until(lambda: shown(console, "tones") == "evacuation", "and is shown so")
    order_an_emergency(console, Qt.Key.Key_3)
    with gate.site.pcsc.card(chief, 1):
        told(console, "emergencyProblem", "reset the fire panel first")
    assert gate.site.relay.is_open()
    gate.site.relay.set_sensor(Sensor.FIRE, False)
    QTest.keyClick(console.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    told(console, "vouchInstruction", "Put your card")
    with gate.site.pcsc.card(chief, 1):
        told(console, "emergencyDone", "East gate: ")
    wait_until(lambda: not gate.site.relay.is_open(), "the lane is closed")
    QTest.keyClick(console.window, Qt.Key.Key_F10)
    wait_until(lambda: shown(console, "tones") == "idle", "the lane waits again")


def a_shared_screen_orders_by_card(
    gate: Gate, address: AgentAddress, duty: bytes, chief: bytes
) -> None:
    """A viewer's screen asks for a card first; its guard, not the screen's, gives the order."""
    console = launch_console(ConsoleConfig((address,), language=Language.EN, sound_player="true"))
    try:
        assert QTest.qWaitForWindowActive(console.window)
        wait_until(lambda: shown(console, "tones") == "idle", "the lane waits for a card")
        in_the_dialog(console, "reasons", Qt.Key.Key_F1, Qt.Key.Key_1)
        assert "a guard vouches for it next" in words(console.window, "orderNeeds")
        in_the_dialog(console, "reasons", Qt.Key.Key_Return)
        wait_until(lambda: shown(console, "stage") == "vouching", "a guard is asked for")
        with gate.site.pcsc.card(duty, 1):
            wait_until(gate.site.relay.is_open, "the barrier is open")
        wait_until(lambda: shown(console, "tones") == "granted", "the opening is shown")
        assert console.desk.tiles[0].sentence == f"Opened by {SECOND}: Papers and photo checked"
        gate.walk_through()
        wait_until(lambda: shown(console, "tones") == "idle", "the lane waits again")
        emergencies_are_ordered_by_card(gate, console, duty, chief)
        assert console.warnings == []
    finally:
        console.close()


def somebody_revoked_is_to_be_let_in(gate: Gate, console: ConsoleProgram, revoked: bytes) -> None:
    with gate.site.pcsc.card(revoked):
        wait_until(lambda: shown(console, "tones") == "denied", "the revocation is shown")
    in_the_dialog(console, "reasons", Qt.Key.Key_F1, Qt.Key.Key_1, Qt.Key.Key_Return)
    wait_until(lambda: shown(console, "stage") == "vouching", "a second guard is asked for")


def a_second_guard_confirms_by_token(
    gate: Gate, console: ConsoleProgram, revoked: bytes, second: str
) -> None:
    """Neither a stranger's token nor the first guard's own will do; the second guard's does."""
    somebody_revoked_is_to_be_let_in(gate, console, revoked)
    type_token(console, "x" * len(second))
    told(console, "vouchProblem", "This token is no guard's here")
    type_token(console, gate.token)
    told(console, "vouchProblem", "not the one who asked")
    assert not gate.site.relay.is_open()
    type_token(console, second)
    wait_until(lambda: shown(console, "dialog") == "", "the dialog is closed")
    wait_until(lambda: shown(console, "tones") == "granted", "the opening is shown")
    sentence = console.desk.tiles[0].sentence
    assert sentence == f"Opened by {GUARD} + {SECOND}: Papers and photo checked"
    gate.walk_through()
    wait_until(lambda: shown(console, "tones") == "idle", "the lane waits again")


def a_second_guard_confirms(
    gate: Gate, console: ConsoleProgram, revoked: bytes, duty: bytes
) -> None:
    """Somebody revoked is let in by keyboard and by a card on the desk's reader."""
    somebody_revoked_is_to_be_let_in(gate, console, revoked)
    assert find(console.window, "vouchInstruction").property("text").startswith("Put your card")
    with gate.site.pcsc.card(new_uid(), 1):
        told(console, "vouchProblem", "This card is no guard's")
    assert not gate.site.relay.is_open()
    with gate.site.pcsc.card(duty, 1):
        wait_until(lambda: shown(console, "dialog") == "", "the dialog is closed")
    wait_until(lambda: shown(console, "tones") == "granted", "the opening is shown")
    sentence = console.desk.tiles[0].sentence
    assert sentence == f"Opened by {GUARD} + {SECOND}: Papers and photo checked"


def somebody_let_in_is_refused(gate: Gate, console: ConsoleProgram) -> None:
    """An open barrier closes before anybody has stepped in."""
    assert gate.site.relay.is_open()
    in_the_dialog(console, "reasons", Qt.Key.Key_F1, Qt.Key.Key_Right)
    in_the_dialog(console, "reasons", Qt.Key.Key_1, Qt.Key.Key_Return)
    wait_until(lambda: shown(console, "tones") == "denied", "the refusal is shown")
    assert not gate.site.relay.is_open()
    assert console.desk.tiles[0].sentence.startswith(f"Refused by {GUARD}: Not the person")


def a_number_is_typed(console: ConsoleProgram) -> None:
    """The lane says of a number what it would say of a card."""
    in_the_dialog(console, "reasons", Qt.Key.Key_F1, Qt.Key.Key_Left)
    in_the_dialog(console, "number", Qt.Key.Key_S, Qt.Key.Key_0, Qt.Key.Key_Return)
    wait_until(
        lambda: words(console.window, "numberSentence") == "There is no such student number",
        "the outcome is shown",
    )
    in_the_dialog(console, "numberOutcome", Qt.Key.Key_Return)
    assert shown(console, "dialog") == ""
    wait_until(lambda: shown(console, "tones") == "idle", "the lane waits again")


def the_shift_is_saved(console: ConsoleProgram, folder: Path) -> None:
    """What happened here stands on the paper."""
    wait_until(lambda: shown(console, "dialog") == "", "the dialog is closed")
    QTest.keyClick(console.window, Qt.Key.Key_F12)
    wait_for(console.window, "saveShift")
    QTest.keyClick(console.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: words(console.window, "shiftSaved").startswith("Saved: "), "it is saved")
    (paper,) = folder.iterdir()
    said = " ".join(PdfReader(paper).pages[0].extract_text().split())
    assert f"Opened by hand · {GUARD} + {SECOND} · Papers and photo checked" in said
    QTest.keyClick(console.window, Qt.Key.Key_F12)


def test_the_guard_sees_a_refusal_opens_by_hand_and_sees_the_agent_die(
    gate: Gate, hall: MisbehavingHall, screens_open: ExitStack, tmp_path: Path
) -> None:
    revoked, duty, chief = new_uid(), new_uid(), new_uid()
    gate.by_card_alone()
    gate.config.write_text(gate.config.read_text().replace("open_s = 2.5", "open_s = 20.0"))
    gate.add_desk()
    authority, _ = gate.add_tls()
    shared = gate.add_guard("Shared screen", Role.VIEWER)
    second = gate.add_guard(SECOND, Role.GUARD, hall.registry.digest(duty))
    gate.add_guard(CHIEF, Role.SUPERVISOR, hall.registry.digest(chief))
    hall.publish(approved(hall.registry.digest(revoked), status=ReturnStatus.REVOKED))
    with gate.process() as agent:
        gate.wait_ready()
        an_unknown_authority_is_said(gate)
        desk = AgentAddress(gate.url, shared, authority)
        a_shared_screen_orders_by_card(gate, desk, duty, chief)
        address = AgentAddress(gate.url, gate.token, authority)
        console = launch_console(
            ConsoleConfig(
                (address,),
                language=Language.EN,
                sound_player="true",
                hand_over_folder=tmp_path / "papers",
            )
        )
        screens_open.callback(console.close)
        assert QTest.qWaitForWindowActive(console.window)
        wait_until(lambda: shown(console, "tones") == "idle", "the lane waits for a card")
        a_second_guard_confirms_by_token(gate, console, revoked, second)
        a_second_guard_confirms(gate, console, revoked, duty)
        somebody_let_in_is_refused(gate, console)
        a_number_is_typed(console)
        with gate.site.pcsc.card(new_uid()):
            wait_until(lambda: shown(console, "tones") == "denied", "the refusal is shown")
        tile = console.desk.tiles[0]
        assert tile.sentence == "This card is not registered"
        assert tile.remedy
        in_the_dialog(console, "reasons", Qt.Key.Key_F1, Qt.Key.Key_1, Qt.Key.Key_Return)
        wait_until(gate.site.relay.is_open, "the barrier is open")
        wait_until(lambda: shown(console, "tones") == "granted", "the opening is shown")
        sentence = console.desk.tiles[0].sentence
        assert sentence == f"Opened by {GUARD}: Papers and photo checked"
        the_shift_is_saved(console, tmp_path / "papers")
        agent.kill()
        agent.wait()
        killed = time.monotonic()
        wait_until(lambda: shown(console, "tones") == "lost", "the agent is lost")
        assert time.monotonic() - killed < NOTICED_WITHIN_S
        assert console.warnings == []


def test_the_technician_tests_the_devices_of_a_gate_in_service(
    gate: Gate, screens_open: ExitStack
) -> None:
    with gate.process():
        gate.wait_ready()
        bench = launch_diagnostics(
            DiagnosticsConfig(agents=(AgentAddress(gate.url, gate.token),), language=Language.EN)
        )
        screens_open.callback(bench.close)
        assert QTest.qWaitForWindowActive(bench.window)
        wait_until(
            lambda: find(bench.window, "summary").property("text") == "3 ready", "all devices"
        )
        names = [place.device.name for place in bench.bench.places]
        press(bench.window, f"test{names.index('camera') + 1}")
        wait_until(lambda: shown(bench, "dialog") == "inService", "it asks")
        press(bench.window, "testAnyway")
        wait_until(
            lambda: shown(bench, "tally") == "1 passed · 0 failed · 0 timed out · 0 skipped",
            "the camera has passed",
            15_000,
        )
        assert bench.warnings == []
