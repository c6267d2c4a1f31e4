"""What the screen says of ports, for every driver that there is."""

from __future__ import annotations

from pathlib import Path
from typing import cast, get_args

import pytest
from pydantic import BaseModel

from devices.config_file import ConfigInvalid
from devices.diagnostics.ports.advice import how_to_type, why_no_port
from devices.diagnostics.ports.attached import Transport
from devices.diagnostics.ports.choice import shown_port, transport_of
from devices.diagnostics.ports.offers import PortOffer, port_offers
from devices.inventory import DeviceConfig
from ui.diagnostics.port_words import about_port

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


def offer(transport: Transport, port: str, about: str) -> PortOffer:
    return PortOffer(transport=transport, port=port, about=about)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "kiosk.toml"
    path.write_text(CONFIG)
    return path


@pytest.mark.parametrize(
    ("found", "about"),
    [
        (
            offer(Transport.PCSC, "ACS ACR122U", "ACS ACR122U 00 00"),
            "PC/SC reader · 00 00",
        ),
        (offer(Transport.PCSC, "ACS 01 00", "ACS 01 00"), "PC/SC reader"),
        (
            offer(Transport.SERIAL, "/dev/ttyS0", "/dev/ttyS0"),
            "Serial port",
        ),
        (offer(Transport.CUPS, "office", "office"), "Print queue"),
        (
            offer(Transport.SOUND, "sysdefault:CARD=PCH", "HDA PCH"),
            "Sound card · HDA PCH",
        ),
        (
            PortOffer(
                transport=Transport.SERIAL,
                port="/dev/ttyUSB0",
                about="/dev/ttyUSB0: QinHeng 1a86:7523",
            ),
            "Serial port · QinHeng 1a86:7523",
        ),
        (
            PortOffer(
                transport=Transport.SERIAL,
                port="/dev/serial/by-id/a",
                about="/dev/ttyUSB0: QinHeng",
            ),
            "Serial port · /dev/ttyUSB0: QinHeng",
        ),
    ],
)
def test_the_second_line_says_what_the_first_does_not(found: PortOffer, about: str) -> None:
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
    file: Path, device: str, typed: bool, advice: str
) -> None:
    ports = port_offers(file, device)
    assert (ports.transport, ports.found, ports.typed) == (None, (), typed)
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
