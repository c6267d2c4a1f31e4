"""What the screen says of ports, for every driver that there is."""

from __future__ import annotations

from pathlib import Path
from typing import cast, get_args

import pytest
from pydantic import BaseModel

from devices.config_file import ConfigInvalid, load_devices
from devices.diagnostics.attached_ports import FoundPort, Transport
from devices.diagnostics.port_choice import shown_port, transport_of
from devices.inventory import DeviceConfig
from ui.diagnostics.own_file import OwnFile
from ui.diagnostics.own_terminal import OwnTerminal
from ui.diagnostics.port_words import about_port, how_to_type, why_no_port
from wording import Text

CONFIG = """\
[devices.camera]
driver = "mjpeg"
url = "http://10.20.0.31/video"

[devices.codes]
driver = "camera-scanner"
camera = "camera"

[devices.lamp]
driver = "relay-lamp"
board = { driver = "modbus-tcp", host = "10.20.0.50" }
granted = [1]
denied = [2]
attention = [1, 2]

[devices.loudspeaker]
driver = "sound"
player = "paplay"
"""


@pytest.fixture
def file(tmp_path: Path) -> OwnFile:
    path = tmp_path / "kiosk.toml"
    path.write_text(CONFIG)
    return OwnFile(path, OwnTerminal(Text("本机", "here"), load_devices(path), 10.0))


@pytest.mark.parametrize(
    ("found", "about"),
    [
        (FoundPort(Transport.PCSC, "ACS ACR122U", "ACS ACR122U 00 00"), "PC/SC reader · 00 00"),
        (FoundPort(Transport.PCSC, "ACS 01 00", "ACS 01 00"), "PC/SC reader"),
        (FoundPort(Transport.SERIAL, "/dev/ttyS0", "/dev/ttyS0"), "Serial port"),
        (FoundPort(Transport.CUPS, "office", "office"), "Print queue"),
        (FoundPort(Transport.SOUND, "sysdefault:CARD=PCH", "HDA PCH"), "Sound card · HDA PCH"),
        (
            FoundPort(Transport.SERIAL, "/dev/ttyUSB0", "/dev/ttyUSB0: QinHeng 1a86:7523"),
            "Serial port · QinHeng 1a86:7523",
        ),
        (
            FoundPort(Transport.SERIAL, "/dev/serial/by-id/a", "/dev/ttyUSB0: QinHeng"),
            "Serial port · /dev/ttyUSB0: QinHeng",
        ),
    ],
)
def test_the_second_line_says_what_the_first_does_not(found: FoundPort, about: str) -> None:
    assert about_port(found).en == about


@pytest.mark.parametrize(
    ("device", "typed", "advice"),
    [
        ("camera", True, "Type the address below"),
        ("codes", False, "Choose that camera"),
        ("lamp", False, "[devices.lamp.board]"),
        ("loudspeaker", True, "pactl list short sinks"),
    ],
)
def test_a_port_that_cannot_be_found_has_an_advice(
    file: OwnFile, device: str, typed: bool, advice: str
) -> None:
    ports = file.ports(device)
    assert (ports.transport, ports.discovery.found, ports.typed) == (None, (), typed)
    assert ports.advice is not None
    assert advice in ports.advice.en


NO_WORDS = ("This device has no port to choose", "Type the port or address below")


def drivers() -> list[type[BaseModel]]:
    return list(get_args(get_args(DeviceConfig)[0]))


@pytest.mark.parametrize("kind", drivers(), ids=lambda kind: kind.__name__)
def test_every_driver_can_be_looked_for_or_has_words_of_its_own(kind: type[BaseModel]) -> None:
    (driver,) = get_args(kind.model_fields["driver"].annotation)
    config = cast("DeviceConfig", kind.model_construct(driver=driver, camera="camera"))
    try:
        found_by = transport_of(config)
    except ConfigInvalid:
        assert why_no_port("x", config).en != NO_WORDS[0]
        return
    if found_by is None:
        assert how_to_type(config).en != NO_WORDS[1]


def test_a_password_in_an_address_is_not_shown() -> None:
    assert shown_port("rtsp://admin:secret@10.20.0.31/s?auth=1") == "rtsp://10.20.0.31/s"
    assert shown_port("/dev/serial/by-id/usb-a@b") == "/dev/serial/by-id/usb-a@b"
