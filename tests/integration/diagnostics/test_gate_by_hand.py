"""A technician tries the devices of a gate by hand: the screen before a real agent and peers."""

from __future__ import annotations

import base64
import json
import secrets
import stat
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from typer.testing import CliRunner, Result

from devices.diagnostics.readiness.archive import ReportArchive
from devices.diagnostics.readiness.technicians import Technicians
from devices.diagnostics.terminal_data import diagnostics_folder
from devices.ports import Sensor
from gate_agent.rules.roles import Role
from gate_agent.wire.schema import LanePhase
from tests.helpers.gate import Gate, GateSite
from tests.helpers.hostile_camera import HostileCamera
from tests.helpers.legibility import picture_at_rest, unreadable
from tests.helpers.misbehaving_hall import misbehaving_hall
from tests.helpers.pcsc import random_number
from tests.helpers.qt import find, press, seen, settle, wait_for, wait_until, words
from tests.helpers.sitting import Sitting
from ui.agents.address import AgentAddress
from ui.diagnostics.cli import app
from ui.diagnostics.program import DiagnosticsConfig, DiagnosticsProgram, launch
from wording import Language

CARD = bytes.fromhex("04C1D2E3F40516")

GOOD = 1
"""Of Banner.Tone."""
KEPT: list[Path] = []
"""Files that the gate has kept beside its configuration so far."""
PLANTED = tuple(secrets.token_hex(16) for _ in range(4))
TIMES = "fact7"
"""The last line of a device's facts."""


@pytest.fixture(scope="module")
def site() -> Iterator[GateSite]:
    with GateSite() as running:
        yield running


@pytest.fixture(scope="module")
def staffed(
    site: GateSite, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Gate, dict[Role, str]]]:
    """A running gate, and the tokens of a technician and of a guard."""
    with misbehaving_hall() as hall:
        gate = site.configure(tmp_path_factory.mktemp("gate"), hall.identity())
        tokens = {role: gate.add_guard(role, role) for role in (Role.TECHNICIAN, Role.GUARD)}
        with gate.process():
            gate.wait_ready()
            yield gate, tokens


@pytest.fixture
def screens_open(qapp: QGuiApplication) -> Iterator[ExitStack]:
    """Closes what a test has opened."""
    with ExitStack() as open_:
        open_.callback(settle)
        yield open_


def screen(
    gate: Gate,
    token: str,
    screens_open: ExitStack,
    reports: Path | None = None,
    language: Language = Language.EN,
) -> DiagnosticsProgram:
    config = DiagnosticsConfig(
        agents=(AgentAddress(gate.url, token),), language=language, reports=reports
    )
    program = launch(config)
    screens_open.callback(program.close)
    assert QTest.qWaitForWindowActive(program.window)
    wait_until(lambda: words(program.window, "summary").startswith("3 "), "all devices")
    return program


def by_hand(program: DiagnosticsProgram, device: str, sheet: str) -> None:
    names = [place.device.name for place in program.bench.places]
    press(program.window, f"device{names.index(device) + 1}")
    press(program.window, "byHand")
    wait_until(lambda: program.window.property("dialog") == sheet, f"the sheet {sheet}")


def banner(program: DiagnosticsProgram, name: str) -> str:
    item = seen(program.window, name)
    return "" if item is None else str(item.property("text"))


@contextmanager
def out_of_service(gate: Gate) -> Iterator[None]:
    gate.ask("POST", "/v1/lanes/L1/take-out", json={"reason": "maintenance"})
    gate.wait_phase(LanePhase.MAINTENANCE)
    yield
    gate.ask("POST", "/v1/lanes/L1/put-back", json={"reason": "all well"})
    gate.wait_phase(LanePhase.IDLE)


def test_the_gates_camera_is_looked_through(
    staffed: tuple[Gate, dict[Role, str]], screens_open: ExitStack, screens: Path
) -> None:
    gate, tokens = staffed
    gate.site.person("person_a_1")
    program = screen(gate, tokens[Role.TECHNICIAN], screens_open)
    by_hand(program, "camera", "live")
    wait_until(lambda: banner(program, "verdict") == "Good, stay like this", "the face is good")
    wait_for(program.window, "faceBox")
    assert program.window.grabWindow().save(str(screens / "diagnostics-live-gate-en.png"))
    assert unreadable(program.window, "nothing") == []
    gate.site.person(None)
    wait_until(lambda: seen(program.window, "faceBox") is None, "nobody is there any more")
    assert program.warnings == []


@pytest.mark.parametrize("language", list(Language))
def test_a_device_of_the_gate_is_given_another_port(
    staffed: tuple[Gate, dict[Role, str]],
    screens_open: ExitStack,
    screens: Path,
    language: Language,
) -> None:
    gate, tokens = staffed
    program = screen(gate, tokens[Role.TECHNICIAN], screens_open, language=language)
    before = gate.config.read_text()
    names = [place.device.name for place in program.bench.places]
    press(program.window, f"device{names.index('reader') + 1}")
    press(program.window, "findPort")
    wait_for(program.window, "lookAgain")
    wait_until(lambda: bool(usable(program)), "the other reader is found", 30_000)
    assert picture_at_rest(program.window).save(
        str(screens / f"diagnostics-ports-gate-{language.value}.png")
    )
    press(program.window, usable(program)[0])
    press(program.window, "useNow")
    wait_until(lambda: banner(program, "portOutcome") != "", "it was tried", 30_000)
    assert find(program.window, "portOutcome").property("tone") == GOOD
    assert gate.config.read_text() != before
    (kept,) = (path for path in gate.config.parent.glob("gate.toml.*") if path not in KEPT)
    KEPT.append(kept)
    assert kept.name in str(find(program.window, "portOutcome").property("remedy"))
    assert picture_at_rest(program.window).save(
        str(screens / f"diagnostics-ports-gate-used-{language.value}.png")
    )
    assert unreadable(program.window, "nothing") == []
    gate.wait_devices()
    assert program.warnings == []


@pytest.mark.parametrize("language", list(Language))
def test_a_port_that_the_gate_tries_can_be_called_off(
    staffed: tuple[Gate, dict[Role, str]],
    screens_open: ExitStack,
    screens: Path,
    language: Language,
) -> None:
    gate, tokens = staffed
    before = gate.config.read_text()
    patient = before.replace('driver = "mjpeg"', 'driver = "mjpeg"\nopen_timeout_s = 10.0')
    gate.config.write_text(patient)
    program = screen(gate, tokens[Role.TECHNICIAN], screens_open, language=language)
    names = [place.device.name for place in program.bench.places]
    press(program.window, f"device{names.index('camera') + 1}")
    press(program.window, "findPort")
    press(program.window, "typedPort")
    with HostileCamera(()) as silent:
        for letter in silent.url:
            QTest.keyClick(program.window, ord(letter))
        press(program.window, "useTyped")
        press(program.window, "useNow")
        wait_for(program.window, "callOffPort")
        assert picture_at_rest(program.window).save(
            str(screens / f"diagnostics-port-trying-{language.value}.png")
        )
        assert unreadable(program.window, "nothing") == []

        def called_off() -> bool:  # the screen may be faster than the gate
            if seen(program.window, "callOffPort") is not None:
                QTest.keyClick(program.window, Qt.Key.Key_Escape)
            return banner(program, "portOutcome") != ""

        wait_until(called_off, "Esc stops it")
        assert program.window.property("dialog") == "ports", "it is told what became of it"
    said = {Language.ZH: "已取消，没有改动", Language.EN: "Called off; nothing was changed"}
    assert banner(program, "portOutcome") == said[language]
    assert picture_at_rest(program.window).save(
        str(screens / f"diagnostics-port-called-off-{language.value}.png")
    )
    assert gate.config.read_text() == patient
    gate.config.write_text(before)
    assert program.warnings == []


def usable(program: DiagnosticsProgram) -> list[str]:
    """Names of the buttons of the ports that can be chosen."""
    buttons = (seen(program.window, f"use{number}") for number in range(1, 20))
    return [item.objectName() for item in buttons if item is not None and item.isEnabled()]


def test_a_card_at_the_gate_is_read_for_the_technician_alone(
    staffed: tuple[Gate, dict[Role, str]], screens_open: ExitStack, screens: Path
) -> None:
    gate, tokens = staffed
    program = screen(gate, tokens[Role.TECHNICIAN], screens_open)
    before = gate.last_event()
    by_hand(program, "reader", "reading")
    wait_until(lambda: banner(program, "readingWarning") != "", "it warns: people may pass")
    # The gate notes who asks. Only then may a second one ask, who is refused once it has lent.
    log = gate.config.parent / "agent.log"
    noted = log.read_text().count("device.by_hand")
    press(program.window, "readAgain")
    wait_until(lambda: log.read_text().count("device.by_hand") > noted, "the gate was asked")
    wait_until(lambda: gate.lent("reader"), "the gate lends its reader")
    with gate.site.pcsc.card(CARD):
        wait_until(lambda: words(program.window, "fact1") != "", "the card is shown")
    assert words(program.window, "fact1") == CARD.hex(" ").upper()
    assert gate.last_event() == before, "the lane knows nothing of it"
    QTest.keyClick(program.window, Qt.Key.Key_Escape)
    wait_until(lambda: program.window.property("dialog") == "", "back at the list")
    wait_until(lambda: "Card read ≤" in words(program.window, TIMES), "how long it took is told")
    assert program.window.grabWindow().save(str(screens / "diagnostics-gate-en.png"))
    assert unreadable(program.window, "nothing") == []
    assert program.warnings == []


def test_the_gates_barrier_is_pulsed_once_its_lane_is_out_of_service(
    staffed: tuple[Gate, dict[Role, str]], screens_open: ExitStack
) -> None:
    gate, tokens = staffed
    program = screen(gate, tokens[Role.TECHNICIAN], screens_open)
    gate.site.relay.moves.clear()
    by_hand(program, "barrier", "inputs")
    wait_for(program.window, "input1")
    press(program.window, "pulse")
    press(program.window, "pulseNow")
    wait_until(lambda: "out of service" in banner(program, "pulseResult"), "it says why not")
    assert gate.site.relay.moves == []
    with out_of_service(gate):
        press(program.window, "pulse")
        press(program.window, "pulseNow")
        wait_until(lambda: gate.site.relay.moves == [True], "the relay moved")
        gate.site.relay.set_sensor(Sensor.PASSAGE, True)
        wait_until(
            lambda: "Passage beam +" in banner(program, "pulseResult"), "what answered is told"
        )
        gate.site.relay.set_sensor(Sensor.PASSAGE, False)
        wait_until(lambda: gate.site.relay.moves == [True, False], "it closed by itself")
    assert program.warnings == []


def secrets_of(gate: Gate) -> list[str]:
    """Everything that the gate keeps to itself: tokens, keys, and what was planted in its file."""
    told = json.loads((gate.config.parent / "identity.json").read_text())
    files = [path.read_bytes() for path in gate.data.glob("*.key")]
    document = tomllib.loads(gate.config.read_text())
    guards = document["api"]["guard"]
    digests = [guard["token_sha256"] for guard in guards if "token_sha256" in guard]
    keys = [form for raw in files for form in (raw.decode("latin-1"), raw.hex(), b64(raw))]
    return [told["token"], *digests, *keys, *PLANTED]


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


@contextmanager
def planted(gate: Gate) -> Iterator[None]:
    """A password in a camera's address, a guard's card, and a note of both in a comment."""
    before = gate.config.read_text()
    password, query, digest, note = PLANTED
    camera = gate.site.camera.url
    known = camera.replace("http://", f"http://operator:{password}@") + f"?auth={query}"
    guard = f'[[api.guard]]\nname = "Guard Lu"\ncards = ["{digest}"]  # {note}\n'
    gate.config.write_text(f"{before.replace(camera, known)}\n{guard}")
    yield
    gate.config.write_text(before)


def contents(bundle: Path) -> dict[str, str]:
    with zipfile.ZipFile(bundle) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}


@pytest.mark.parametrize("language", list(Language))
def test_a_bundle_of_the_gate_is_written_here_without_its_secrets(
    staffed: tuple[Gate, dict[Role, str]],
    screens_open: ExitStack,
    screens: Path,
    language: Language,
) -> None:
    gate, tokens = staffed
    gate.tap(CARD)
    folder = diagnostics_folder(gate.config) / "exports"
    program = screen(gate, tokens[Role.TECHNICIAN], screens_open, gate.config, language)
    before = set(folder.glob("*.zip"))
    QTest.keyClick(program.window, Qt.Key.Key_F8)
    wait_for(program.window, "place1")
    wait_until(lambda: find(program.window, "writeBundle").isEnabled(), "a place was found")
    assert words(program.window, "sheetTitle").endswith(program.speaker.say(gate.state().name))
    with planted(gate):
        secret = secrets_of(gate)
        press(program.window, "writeBundle")
        assert words(program.window, "bundleProgress") != ""
        keep(program, screens / f"diagnostics-bundle-gate-collecting-{language.value}.png")
        wait_until(lambda: banner(program, "bundleOutcome") != "", "it is written", 30_000)
    keep(program, screens / f"diagnostics-bundle-gate-{language.value}.png")
    (written,) = set(folder.glob("*.zip")) - before
    assert written.name.startswith("yanhu-support-east-")
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert str(written) in banner(program, "bundleOutcome")
    found = contents(written)
    whole = "\n".join(found.values())
    assert "operator" not in whole
    assert [one for one in secret if one in whole] == []
    assert [token for token in (gate.token, *tokens.values()) if token in whole] == []
    assert CARD.hex() not in whole.lower().replace(" ", "")
    assert '"event": ' in found["logs/program.log"], "what the gate's process logged is there"
    assert "Guard Lu" not in whole
    assert 'name = "(person 4)"' in found["configuration.toml"]
    assert '"device": "reader"' in found["health-history.jsonl"]
    assert "East gate" in found["configuration.toml"]
    assert found["README.txt"].startswith("Support bundle of east (")
    assert program.warnings == []


def test_a_bundle_of_the_gate_is_taken_by_the_command(
    staffed: tuple[Gate, dict[Role, str]], tmp_path: Path
) -> None:
    gate, tokens = staffed
    token, out = tmp_path / "east.token", tmp_path / "east.zip"
    token.write_text(tokens[Role.TECHNICIAN])
    words = ["bundle", "--agent", gate.url, "--token-file", str(token), "--out", str(out)]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert f"{out}: {len(contents(out))} files" in done.stdout
    token.write_text(tokens[Role.GUARD])
    out.unlink()
    refused = CliRunner().invoke(app, words)
    assert refused.exit_code == 1
    assert "Your role may not do this" in refused.stderr
    assert not out.exists()


def test_devices_of_the_gate_are_tried_by_the_command(
    staffed: tuple[Gate, dict[Role, str]], tmp_path: Path
) -> None:
    gate, tokens = staffed
    token = tmp_path / "east.token"
    token.write_text(tokens[Role.TECHNICIAN])
    where = ["--agent", gate.url, "--token-file", str(token)]

    def tries(*words: str) -> Result:
        return CliRunner().invoke(app, ["try", *words, *where])

    command = [sys.executable, "-m", "yanhu", "diagnostics", "try", "reader", *where]
    with Sitting(command, screen=True) as sitting:
        sitting.hear("Present a card to the reader (at most 15 s")
        with gate.site.pcsc.card(CARD):
            said, code = sitting.end()
    assert code == 0, sitting.asked
    assert f"Card number (UID): {CARD.hex(' ').upper()}" in said
    assert "In service: a card read meanwhile opens nothing" in sitting.asked
    assert CARD.hex(" ").upper() not in sitting.asked

    gate.site.person("person_a_1")
    looked = tries("camera", "--limit", "3", "--json")
    gate.site.person(None)
    assert looked.exit_code == 0, looked.output
    last = json.loads(looked.stdout.splitlines()[-1])
    assert last["fps"] > 0
    assert "jpeg" not in last

    gate.site.relay.moves.clear()
    inputs = tries("barrier", "--limit", "1", "--language", "zh_CN")
    assert (inputs.exit_code, "通行光束（passage）：无信号" in inputs.stdout) == (0, True)
    refused = tries("barrier", "--pulse", "--yes")
    assert refused.exit_code == 1
    assert "out of service" in refused.stdout
    assert tries("barrier", "--pulse").exit_code == 2, "nobody agreed"
    assert gate.site.relay.moves == []
    with out_of_service(gate):
        assert tries("barrier", "--pulse", "--yes").exit_code == 0
    assert gate.site.relay.moves == [True, False]

    assert "configured: reader, camera, barrier" in tries("door").stderr
    token.write_text(secrets.token_hex(16))
    assert tries("camera").exit_code == 1


def keep(program: DiagnosticsProgram, path: Path) -> None:
    assert picture_at_rest(program.window).save(str(path))
    assert unreadable(program.window, "nothing") == []


def test_a_guard_at_the_technicians_screen_is_refused(
    staffed: tuple[Gate, dict[Role, str]], screens_open: ExitStack
) -> None:
    gate, tokens = staffed
    program = screen(gate, tokens[Role.GUARD], screens_open)
    gate.site.relay.moves.clear()
    by_hand(program, "camera", "live")
    wait_until(lambda: banner(program, "liveProblem") != "", "it is refused")
    assert seen(program.window, "faceBox") is None
    QTest.keyClick(program.window, Qt.Key.Key_Escape)
    with out_of_service(gate):
        by_hand(program, "barrier", "inputs")
        press(program.window, "pulse")
        press(program.window, "pulseNow")
        wait_until(lambda: banner(program, "pulseResult") != "", "it is refused")
    assert gate.site.relay.moves == []
    assert find(program.window, "sheetTitle").isVisible()
    assert program.warnings == []


def test_a_readiness_run_over_a_gate_that_runs_asks_first_and_is_kept_at_the_gate(
    staffed: tuple[Gate, dict[Role, str]], screens_open: ExitStack, screens: Path
) -> None:
    gate, tokens = staffed
    folder = diagnostics_folder(gate.config)
    pin = f"1{secrets.randbelow(10**7):07d}"
    Technicians(folder).set_card("Wang Lin", random_number())
    Technicians(folder).set_pin("Wang Lin", pin)
    program = screen(gate, tokens[Role.TECHNICIAN], screens_open, gate.config)
    press(program.window, "openReadiness")
    press(program.window, "startRun")
    wait_for(program.window, "disturb")
    name = program.bench.looks[0].name.en
    assert program.bench.looks[0].in_service
    asked = [str(item.property("title")) for item in program.window.findChildren(QObject)]
    assert f"{name} is in service. May it be disturbed?" in asked
    picture_at_rest(program.window).save(str(screens / "diagnostics-readiness-gate-en.png"))
    assert unreadable(program.window, "nothing") == []
    press(program.window, "disturb")
    log = gate.config.parent / "agent.log"
    before = log.read_text().count("device.by_hand")
    press(program.window, "byCard1")
    wait_until(lambda: log.read_text().count("device.by_hand") > before, "the gate was asked")
    wait_until(lambda: gate.lent("reader"), "the gate lends its reader")
    with gate.site.pcsc.card(CARD):
        wait_until(lambda: seen(program.window, "proofProblem") is not None, "the wrong card")
    assert banner(program, "proofProblem") == "This is not the card of Wang Lin"
    for digit in pin:
        press(program.window, f"pin.{digit}")
    press(program.window, "pin.enter")
    turn_of(program, "reader")
    press(program.window, "skipStep")
    press(program.window, "skip2")
    wait_for(program.window, "reportPicture")
    assert words(program.window, "verdict") == "Ready as far as tested"
    archive = ReportArchive(folder)
    (entry,) = archive.entries()
    assert archive.intact(entry)
    assert (entry.passed, entry.failed, entry.skipped) == (2, 0, 1)
    assert name in entry.terminal
    assert CARD.hex() not in log.read_text().lower().replace(" ", "")
    assert program.warnings == []


def turn_of(program: DiagnosticsProgram, device: str) -> None:
    wait_until(
        lambda: words(program.window, "stepTitle").endswith(f"· {device}"), f"it is {device}'s turn"
    )
