"""Why ports do not open, as the kernel says it: on a pty, and on sockets of this computer."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from devices.errors import DeviceError, Fault, NotFound
from devices.network_opening import connected
from devices.port_opening import not_opened
from devices.receipt.channels import FileChannel
from devices.serial_line import SerialLine, SerialSettings
from devices.sim.free_port import free_port

LIMIT_S = 2.0
_AS_NOBODY = """
import os, sys
from devices.errors import DeviceError
from devices.receipt.channels import FileChannel
from devices.serial_line import SerialLine, SerialSettings
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
for port in (SerialLine(SerialSettings(sys.argv[1])), FileChannel(sys.argv[1])):
    try:
        port.open()
    except DeviceError as error:
        print(error.fault.name)
"""


def test_port_of_another_user_is_not_permitted() -> None:
    end, device = os.openpty()
    try:
        path = os.ttyname(device)
        Path(path).chmod(0)
        done = subprocess.run(
            [sys.executable, "-c", _AS_NOBODY, path], capture_output=True, text=True, check=True
        )
    finally:
        os.close(end)
        os.close(device)
    assert done.stdout.split() == [Fault.PORT_NOT_PERMITTED.name] * 2


def test_port_that_is_open_already_is_in_use() -> None:
    end, device = os.openpty()
    first, second = (SerialLine(SerialSettings(os.ttyname(device))) for _ in range(2))
    try:
        first.open()
        with pytest.raises(DeviceError) as error:
            second.open()
    finally:
        first.close()
        os.close(end)
        os.close(device)
    assert error.value.fault is Fault.PORT_IN_USE


def test_missing_port_is_not_found(tmp_path: Path) -> None:
    path = str(tmp_path / "ttyUSB0")
    for port in (SerialLine(SerialSettings(path)), FileChannel(path)):
        with pytest.raises(NotFound) as error:
            port.open()
        assert error.value.fault is Fault.DEVICE_NOT_FOUND


def test_device_that_the_kernel_reserves_is_in_use() -> None:
    busy = OSError(errno.EBUSY, os.strerror(errno.EBUSY))
    assert not_opened("/dev/usb/lp0", busy).fault is Fault.PORT_IN_USE


@pytest.mark.parametrize(
    ("host", "fault"),
    [
        ("127.0.0.1", Fault.HOST_UNREACHED),
        ("no-such-board.invalid", Fault.HOST_NAME_UNKNOWN),
        ("a" * 64 + ".campus", Fault.HOST_NAME_UNKNOWN),
    ],
    ids=["nobody listens", "unknown name", "impossible name"],
)
def test_network_device_that_is_not_there(host: str, fault: Fault) -> None:
    with pytest.raises(NotFound) as error:
        connected((host, free_port()), LIMIT_S)
    assert error.value.fault is fault
