"""A terminal's [devices.*] tables: what is refused, and in which words."""

from __future__ import annotations

from pathlib import Path

import pytest

from devices.barrier.modbus_rtu import ModbusRtuConfig
from devices.card.pcsc_config import PcscConfig
from devices.config_file import ConfigInvalid, load_devices
from devices.ports import Sensor

GOOD = """
[agent]
anything = "that belongs to another reader of this file"

[devices.card-in]
driver = "pcsc"
reader = "ACS ACR122U"

[devices.card-in.number_file]
application = "F0000000CA5501"

[devices.barrier]
driver = "modbus-rtu"
port = "/dev/serial/by-id/usb-relay"
inputs = { passage = 0, fire = 3 }
normally_closed = ["fire"]
timeout_s = 1
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "gate.toml"


def refusal(file: Path, text: str) -> str:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigInvalid) as error:
        load_devices(file)
    sentence = str(error.value)
    assert sentence.startswith(str(file))
    return sentence.removeprefix(f"{file}: ")


def test_good_file_in_its_order(file: Path) -> None:
    file.write_text(GOOD)
    devices = load_devices(file)
    assert list(devices) == ["card-in", "barrier"]
    card, barrier = devices.values()
    assert isinstance(card, PcscConfig)
    assert card.number_file is not None
    assert isinstance(barrier, ModbusRtuConfig)
    assert barrier.inputs == {Sensor.PASSAGE: 0, Sensor.FIRE: 3}
    assert barrier.normally_closed == {Sensor.FIRE}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x = ", "not TOML"),
        ("x = 1", "no [devices.NAME] table"),
        (
            '[devices.card]\ndriver = "pcsc"\nreader = "A"\nreeder = "B"',
            "devices.card.reeder: unknown key; allowed: driver, reader, number_file",
        ),
        (
            '[devices.card]\ndriver = "pcsc"\nreader = "A"\nnumber_file = { aid = "" }',
            "devices.card.number_file.application: missing; it is needed",
        ),
        (
            (
                '[devices.card]\ndriver = "pcsc"\nreader = "A"\n'
                'number_file = { application = "F000000001", aid = "" }'
            ),
            "devices.card.number_file.aid: unknown key; allowed: application, offset, length",
        ),
        ('[devices.card]\ndriver = "pcsc"', "devices.card.reader: missing; it is needed"),
        (
            '[devices.card]\ndriver = "pcsc"\nreader = 3',
            "devices.card.reader: must be a text in quotes",
        ),
        (
            '[devices.card]\ndriver = "pcsk"',
            "devices.card.driver: 'pcsk' is unknown; allowed: 'pcsc', ",
        ),
        ('[devices.card]\nreader = "A"', "devices.card.driver: missing; it is needed"),
        ("[devices]\ncard = 3", "devices.card: "),
        ("devices = 3", "devices: "),
        (
            '[devices.Card]\ndriver = "pcsc"\nreader = "A"',
            "devices.Card: must be a small letter, then",
        ),
        (
            '[devices.b]\ndriver = "modbus-rtu"\nport = "p"\nbaudrate = 9601',
            "devices.b.baudrate: must be 1200, 2400",
        ),
        (
            '[devices.b]\ndriver = "modbus-rtu"\nport = "p"\nunit = "1"',
            "devices.b.unit: must be a whole number",
        ),
        (
            '[devices.b]\ndriver = "modbus-rtu"\nport = "p"\ninputs = { pasage = 1 }',
            "devices.b.inputs.pasage: must be 'passage', 'forced' or 'fire'",
        ),
    ],
)
def test_mistakes_are_named_with_file_key_and_what_is_allowed(
    file: Path, text: str, sentence: str
) -> None:
    assert refusal(file, text).startswith(sentence)


def test_every_mistake_has_its_line(file: Path) -> None:
    text = '[devices.a]\ndriver = "pcsc"\n[devices.b]\ndriver = "modbus-rtu"'
    assert len(refusal(file, text).splitlines()) == 2


def test_missing_file_and_foreign_bytes_are_named(file: Path) -> None:
    with pytest.raises(ConfigInvalid, match=r"No such file.*example-config"):
        load_devices(file)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigInvalid, match="not TOML in UTF-8"):
        load_devices(file)
