"""Which devices may be at one port."""

from __future__ import annotations

import tomllib

import pytest
from pydantic import TypeAdapter

from devices.diagnostics.ports.sharing import in_the_way
from devices.inventory import DeviceConfig

ONE_DEVICE: TypeAdapter[DeviceConfig] = TypeAdapter(DeviceConfig)
LAMPS = "granted = [1]\ndenied = [2]\nattention = [3]"


def device(table: str) -> DeviceConfig:
    return ONE_DEVICE.validate_python(tomllib.loads(table))


def meet(one: str, other: str) -> bool:
    """The same, whichever of the two moves."""
    first, second = device(one), device(other)
    forth = in_the_way({"moved": first}, {"there": second})
    back = in_the_way({"moved": second}, {"there": first})
    assert forth == back
    return forth == "there"


def osdp(driver: str, address: int, baudrate: int = 9600) -> str:
    return (
        f'driver = "osdp-{driver}"\nport = "/dev/rs485"\naddress = {address}\n'
        f'baudrate = {baudrate}\nkey_file = "/etc/yanhu/{address}.key"'
    )


def rtu(unit: int, relay: int, baudrate: int = 9600) -> str:
    return (
        f'driver = "modbus-rtu"\nport = "/dev/rs485"\nunit = {unit}\nrelay = {relay}\n'
        f"baudrate = {baudrate}"
    )


def lamp(driver: str) -> str:
    return f'driver = "relay-lamp"\n{LAMPS}\nboard = {{ driver = "{driver}", port = "/dev/rs485" }}'


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (osdp("reader", 1), osdp("reader", 1)),
        (osdp("reader", 1), osdp("reader", 2, 38400)),
        (osdp("reader", 1), rtu(1, 0)),
        (rtu(1, 0), rtu(1, 0)),
        (rtu(1, 0), rtu(2, 0, 19200)),
        (rtu(1, 1), lamp("modbus-rtu")),
        (rtu(1, 0), lamp("a0-relay")),
        ('driver = "serial-line"\nport = "/dev/rs485"', rtu(1, 0)),
        (
            'driver = "escpos-file"\npath = "/dev/usb/lp0"',
            'driver = "escpos-file"\npath = "/dev/usb/../usb/lp0"',
        ),
        (
            'driver = "escpos-network"\nhost = "Slips"',
            'driver = "escpos-network"\nhost = "slips"',
        ),
        (
            'driver = "ipp"\nuri = "ipp://10.0.5.30/ipp/print"',
            'driver = "ipp"\nuri = "ipp://10.0.5.30:631/ipp/print"',
        ),
        (
            'driver = "cups"\nqueue = "office"',
            'driver = "cups"\nqueue = "office"\nserver = "localhost:631"',
        ),
        (
            'driver = "rtsp"\nurl = "rtsp://one:x@10.0.5.21/s"',
            'driver = "rtsp"\nurl = "rtsp://10.0.5.21:554/s"',
        ),
        ('driver = "v4l2"\ndevice = 0', 'driver = "v4l2"\ndevice = "/dev/video0"'),
        ('driver = "sound"', 'driver = "sound"\ndevice = "default"'),
        ('driver = "pcsc"\nreader = "A B"', 'driver = "pcsc"\nreader = "A B 00 01"'),
    ],
)
def test_a_port_that_the_other_needs_for_itself(one: str, other: str) -> None:
    assert meet(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (osdp("reader", 1), osdp("reader", 2)),
        (osdp("reader", 1), osdp("indicator", 1)),
        (rtu(1, 0), rtu(1, 1)),
        (rtu(1, 0), rtu(2, 0)),
        (rtu(1, 0), lamp("modbus-rtu")),
        ('driver = "a0-relay"\nport = "/dev/rs485"', lamp("a0-relay")),
        (
            'driver = "modbus-tcp"\nhost = "board"',
            'driver = "modbus-tcp"\nhost = "board"\nunit = 2',
        ),
        (
            'driver = "modbus-tcp"\nhost = "board"',
            'driver = "modbus-tcp"\nhost = "board"\ntcp_port = 503',
        ),
        (
            'driver = "cups"\nqueue = "office"',
            'driver = "cups"\nqueue = "office"\nserver = "print:631"',
        ),
        ('driver = "pcsc"\nreader = "A B"', 'driver = "pcsc"\nreader = "A BC"'),
        ('driver = "file"\npath = "people.avi"', 'driver = "file"\npath = "people.avi"'),
        ('driver = "sound"', 'driver = "serial-line"\nport = "default"'),
    ],
)
def test_a_line_or_a_place_of_ones_own(one: str, other: str) -> None:
    assert not meet(one, other)
