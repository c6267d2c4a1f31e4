"""``yanhu kiosk`` as a process of its own."""

from __future__ import annotations

import json
import shutil
import signal
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
import requests
from typer.testing import CliRunner, Result

from devices.diagnostics.bundle.history import FILE_NAME, read_history
from devices.face.models import DETECTOR, RECOGNISER
from devices.sim.free_port import free_port
from kiosk.config import load_config
from kiosk.printing.ledger import Document, Ledger
from tests.helpers.faces import models_folder
from tests.helpers.kiosk_bench import write_identity
from tests.helpers.kiosk_hall import KioskHall
from tests.helpers.pcsc import PcscBench
from tests.helpers.program import yanhu
from tests.helpers.serial_readers import LineBench
from tests.helpers.waiting import wait_until
from ui.kiosk.cli import app

END_S = 5.0
ABSENT = 'driver = "pcsc"\nreader = "No such reader"'


@pytest.fixture(scope="module")
def hall() -> Iterator[KioskHall]:
    with KioskHall().running() as running:
        yield running


@pytest.fixture
def config(tmp_path: Path, hall: KioskHall) -> Path:
    """A kiosk whose devices are all switched off."""
    write_identity(tmp_path, hall)
    path = tmp_path / "kiosk.toml"
    path.write_text(
        f"""
[kiosk]
name = "K07"
title = {{ zh = "砚湖自助服务", en = "Yanhu Self-Service" }}
place = {{ zh = "食堂", en = "Canteen" }}
data = "data"
full_screen = false
virtual_keyboard = false

[hall]
identity = "identity.json"

[face]
models = "{models_folder()}"

[roles]
reader = "reader"
camera = "camera"
printer = "printer"

[devices.reader]
driver = "pcsc"
reader = "No such reader"

[devices.camera]
driver = "mjpeg"
url = "http://127.0.0.1:{free_port()}/video"

[devices.printer]
driver = "ipp"
uri = "ipp://127.0.0.1:{free_port()}/ipp/print"
""",
        encoding="utf-8",
    )
    return path


def told_by(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_says_when_it_is_ready_and_ends_when_told(config: Path, how: signal.Signals) -> None:
    with yanhu("kiosk", "run", "--config", str(config)) as kiosk:
        assert kiosk.ready == {"event": "ready", "kiosk": "K07"}
        ended = kiosk.stop(how)
    assert ended.code == 0, ended.errors
    assert ended.seconds < END_S
    assert "Traceback" not in ended.errors
    kept = read_history(config.parent / "data" / FILE_NAME)
    assert ("reader", "down") in [(entry.device, entry.state) for entry in kept]


def test_the_figures_of_its_devices_are_shown_to_the_monitoring(config: Path) -> None:
    port = free_port()
    config.write_text(config.read_text().replace("[roles]", f"[metrics]\nport = {port}\n\n[roles]"))
    with yanhu("kiosk", "run", "--config", str(config)) as kiosk:

        def told() -> str:
            return requests.get(f"http://127.0.0.1:{port}/metrics", timeout=5).text

        wait_until(lambda: 'yanhu_device_fault{code="CR-' in told(), "the reader is down")
        assert 'yanhu_device_up{device="reader",driver="pcsc",kind="card_reader"} 0.0' in told()
        ended = kiosk.stop()
    assert ended.code == 0, ended.errors


def test_a_port_of_figures_that_is_taken_keeps_no_student_waiting(config: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        text = config.read_text().replace("[roles]", f"[metrics]\nport = {port}\n\n[roles]")
        config.write_text(text)
        with yanhu("kiosk", "run", "--config", str(config)) as kiosk:
            ended = kiosk.stop()
    assert ended.code == 0, ended.errors
    assert "kiosk.no_metrics" in ended.errors
    assert "Traceback" not in ended.errors


def test_a_good_configuration_is_told_in_short(config: Path, hall: KioskHall) -> None:
    with LineBench() as reader:
        plugged_in = f'driver = "serial-line"\nport = "{reader.port}"'
        config.write_text(config.read_text().replace(ABSENT, plugged_in))
        told = told_by("check-config", str(config))
    assert told.exit_code == 0, told.stdout
    assert "kiosk K07" in told.stdout
    assert "printer: printer (ipp)" in told.stdout
    assert hall.token not in told.stdout


def test_hardware_that_is_not_there_is_named_with_what_is(config: Path) -> None:
    with PcscBench() as bench:
        told = told_by("check-config", str(config))
        present = bench.config().reader.split()[0]
    assert told.exit_code == 3
    assert "reader: reader (pcsc)" in told.stdout
    assert f"{config}: devices.reader.reader: no reader is called 'No such reader'" in told.stdout
    assert present in told.stdout.rpartition("connected: ")[2]
    config.write_text(
        config.read_text().replace(ABSENT, 'driver = "serial-line"\nport = "/dev/no"')
    )
    told = told_by("check-config", str(config))
    assert told.exit_code == 3
    assert "devices.reader.port: /dev/no is not there; present: " in told.stdout


def test_face_models_that_are_not_the_right_ones_are_named(config: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    shutil.copytree(models_folder(), models)
    with LineBench() as reader:
        plugged_in = f'driver = "serial-line"\nport = "{reader.port}"'
        text = config.read_text().replace(ABSENT, plugged_in)
        config.write_text(text.replace(str(models_folder()), str(models)))
        assert told_by("check-config", str(config)).exit_code == 0
        (models / RECOGNISER.name).write_bytes(b"another model")
        told = told_by("check-config", str(config))
        (models / DETECTOR.name).unlink()
        gone = told_by("check-config", str(config))
    assert (told.exit_code, gone.exit_code) == (3, 3)
    assert f"{config}: face.models: {models / RECOGNISER.name}: sha256 is " in told.stdout
    assert f"{config}: face.models: {models / DETECTOR.name}: No such file" in gone.stdout
    assert f"deploy/fetch_models.py --models {models}" in gone.stdout


def test_a_wrong_configuration_starts_nothing(config: Path) -> None:
    config.write_text(config.read_text().replace("full_screen", "fullscreen"))
    for command in (("check-config", str(config)), ("run", "--config", str(config))):
        told = told_by(*command)
        assert told.exit_code == 2
        assert "kiosk.fullscreen: unknown key" in told.stderr
        assert "Traceback" not in told.stderr


def test_a_missing_identity_is_named(config: Path, tmp_path: Path) -> None:
    (tmp_path / "identity.json").unlink()
    told = told_by("check-config", str(config))
    assert told.exit_code == 2
    assert "identity.json" in told.stderr
    told = told_by("run", "--config", str(config))
    assert told.exit_code == 1
    assert "identity.json" in told.stderr
    assert "Traceback" not in told.stderr


def test_the_ledger_is_shown_to_people_and_programs(config: Path) -> None:
    wanted = Document(uuid4(), "ENR-2026-000009", "cd" * 32, 1)
    Ledger(load_config(config).ledger).intend(wanted, "printer", datetime.now(UTC))
    told = told_by("ledger", "--config", str(config), "--json")
    (line,) = told.stdout.splitlines()
    assert json.loads(line)["number"] == "ENR-2026-000009"
    assert json.loads(line)["stage"] == "intended"
    assert "ENR-2026-000009" in told_by("ledger", "--config", str(config)).stdout
    told = told_by("decide", "--config", str(config), "ENR-2026-000009", "--not-printed")
    assert "not_printed" in told.stdout
    told = told_by("decide", "--config", str(config), "ENR-2026-000009", "--printed")
    assert told.exit_code == 1
    assert "not in doubt" in told.stderr
