"""Gives a reader its key, once and by hand (docs/devices/osdp.md). No running terminal does this.

A new reader in installation mode is spoken to with the default key, for the few milliseconds that
it takes to hand over its own. A reader that has a key takes a new one inside its Secure Channel.
Either way the key is then proved by a fresh Secure Channel in which nothing but it will do.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from devices.errors import DeviceError, Fault, Silent
from devices.osdp.attendance import REFUSAL_S
from devices.osdp.channel import LineChannel
from devices.osdp.commands import SetKey
from devices.osdp.order import CommandRefused, Order, ReaderLost
from devices.osdp.panel import Panel
from devices.serial_line import SerialLine, SerialSettings

STEP_LIMIT_S: Final = 8.0
"""Each handshake takes 50 ms, and a second more for each packet that is lost."""
TICK_S: Final = 0.005
QUIET_S: Final = 0.05
"""An answer to whoever spoke last takes no longer; it would break the next greeting."""
READ_LIMIT: Final = 4096


class KeyNotTaken(DeviceError):
    """The reader has another key and keeps it."""

    fault = Fault.READER_KEY_REFUSED


def install_key(settings: SerialSettings, address: int, key: bytes) -> str:
    """Give a reader in installation mode its first key; returns the reader's identity.

    Harmless when it has ``key`` already. Raises NotFound (line), Silent, or KeyNotTaken when it is
    not in installation mode.
    """
    with _line(settings) as line, _panel(line, address, key, installing=True) as (panel, turn):
        deadline = time.monotonic() + STEP_LIMIT_S
        while not panel.secure(address):
            if panel.in_the_clear(address):
                raise KeyNotTaken(f"reader {address} is not in installation mode")
            _check(deadline, address)
            turn()
    return prove_key(settings, address, key)


def change_key(settings: SerialSettings, address: int, current: bytes, key: bytes) -> str:
    """Give a reader that has the key ``current`` another one; returns the reader's identity.

    Raises NotFound (line), Silent, or KeyNotTaken when ``current`` is wrong or ``key`` is refused.
    """
    with _line(settings) as line, _panel(line, address, current) as (panel, turn):
        _wait_until_secure(panel, turn, address)
        order = Order(SetKey(key), time.monotonic())
        panel.order(address, order)
        deadline = time.monotonic() + STEP_LIMIT_S
        while not order.ended:
            _check(deadline, address)
            turn()
        try:
            order.wait(0)
        except (CommandRefused, ReaderLost) as error:
            raise KeyNotTaken(f"reader {address} refused the new key") from error
    return prove_key(settings, address, key)


def prove_key(settings: SerialSettings, address: int, key: bytes) -> str:
    """Returns the reader's identity when it has ``key``. Raises NotFound, Silent or KeyNotTaken."""
    with _line(settings) as line, _panel(line, address, key) as (panel, turn):
        _wait_until_secure(panel, turn, address)
        return panel.identity(address)


def _wait_until_secure(panel: Panel, turn: Callable[[], LineChannel], address: int) -> None:
    deadline = time.monotonic() + STEP_LIMIT_S
    while not panel.secure(address):
        unproved = turn().unproved.get(address)
        if unproved is not None and time.monotonic() - unproved > REFUSAL_S:
            raise KeyNotTaken(f"reader {address} does not have this key")
        _check(deadline, address)


def _check(deadline: float, address: int) -> None:
    if time.monotonic() > deadline:
        raise Silent(f"reader {address} does not answer")


@contextmanager
def _line(settings: SerialSettings) -> Iterator[SerialLine]:
    line = SerialLine(settings)
    line.open()
    try:
        while line.read(READ_LIMIT, QUIET_S):
            continue
        yield line
    finally:
        line.close()


@contextmanager
def _panel(
    line: SerialLine, address: int, key: bytes, *, installing: bool = False
) -> Iterator[tuple[Panel, Callable[[], LineChannel]]]:
    """The panel, and what makes it work for a moment."""
    channel = LineChannel(line)
    panel = Panel(channel, {address: key}, installing=installing)

    def turn() -> LineChannel:
        channel.receive(line.read(READ_LIMIT, TICK_S), time.monotonic())
        panel.refresh()
        if channel.loss is not None:
            raise channel.loss
        return channel

    try:
        yield panel, turn
    finally:
        panel.close()
