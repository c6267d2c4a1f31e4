"""Questions and commands to one relay board, serialised, with pymodbus' failures mapped once.

Modbus application protocol 1.1b3, sections 6.1, 6.2, 6.5 and 6.12; RTU framing as in Modbus over
serial line 1.02, section 2.5.1. The flash timer is a board maker's own register pair
(docs/devices/modbus-rtu.md).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from pymodbus.client import ModbusSerialClient
from pymodbus.exceptions import ConnectionException, ModbusException, ModbusIOException
from pymodbus.pdu import ModbusPDU

from devices.errors import CommandFailed, DeviceError, Fault, NotFound, ProtocolError, Silent

READ_COILS: Final = 0x01
READ_DISCRETE_INPUTS: Final = 0x02
WRITE_SINGLE_COIL: Final = 0x05
WRITE_MULTIPLE_REGISTERS: Final = 0x10
EXCEPTION_BIT: Final = 0x80

FLASH_FIRST_REGISTER: Final = 3
FLASH_REGISTER_STEP: Final = 5
"""Relay n has its flash registers at 3 + 5 n: mode, then time."""
FLASH_ON: Final = 4
"""Mode: switch on now, off by the board's timer."""
FLASH_UNIT_S: Final = 0.1
COMMAND_TRIES: Final = 2
"""A lost frame is sent once more: switching and flashing twice is the same as once."""
CLOSE_WAIT_S: Final = 3.0
"""Longer than any transaction; past it the port is closed under whoever hangs in it."""

Ask = Callable[[ModbusSerialClient, int], ModbusPDU]
"""Puts one question to the board of the given unit address."""

_PARITY: Final = {"none": "N", "even": "E", "odd": "O"}

# pymodbus also logs each failure that it raises; what reaches the log is what is mapped below.
logging.getLogger("pymodbus.logging").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class LineSettings:
    """One board on one serial line. ``timeout_s`` bounds each wait for an answer."""

    port: str
    baudrate: int
    parity: Literal["none", "even", "odd"]
    stop_bits: Literal[1, 2]
    unit: int
    timeout_s: float


class RelayBus:
    """All methods may be called from any thread; one transaction runs at a time."""

    def __init__(self, settings: LineSettings) -> None:
        self._settings: Final = settings
        self._lock: Final = threading.Lock()
        self._client: ModbusSerialClient | None = None

    def open(self) -> None:
        """Open the port. Raises NotFound."""
        settings = self._settings
        client = ModbusSerialClient(
            settings.port,
            baudrate=settings.baudrate,
            parity=_PARITY[settings.parity],
            stopbits=settings.stop_bits,
            timeout=settings.timeout_s,
            retries=0,
        )
        if not client.connect():
            raise NotFound(f"cannot open {settings.port}: missing, in use, or not permitted")
        self._client = client

    def close(self) -> None:
        """Close the port; harmless when it is closed."""
        waited = self._lock.acquire(timeout=CLOSE_WAIT_S)
        try:
            client, self._client = self._client, None
            if client is not None:
                client.close()  # type: ignore[no-untyped-call]  # pymodbus leaves it bare
        finally:
            if waited:
                self._lock.release()

    def read_inputs(self, count: int) -> list[bool]:
        """Discrete inputs 0 to ``count - 1``. Raises NotFound, Silent or ProtocolError."""
        return self._read_bits(
            READ_DISCRETE_INPUTS,
            count,
            lambda client, unit: client.read_discrete_inputs(0, count=count, device_id=unit),
        )

    def read_relay(self, relay: int) -> bool:
        """Whether ``relay`` is on. Raises NotFound, Silent or ProtocolError."""
        bits = self._read_bits(
            READ_COILS,
            1,
            lambda client, unit: client.read_coils(relay, count=1, device_id=unit),
        )
        return bits[0]

    def switch(self, relay: int, *, on: bool) -> None:
        """Switch ``relay``. Raises NotFound, Silent or CommandFailed."""
        self._command(
            WRITE_SINGLE_COIL,
            lambda client, unit: client.write_coil(relay, on, device_id=unit),
        )

    def flash(self, relay: int, seconds: float) -> None:
        """Switch ``relay`` on; the board switches it off after ``seconds`` (0.1 to 6553.5).

        Raises NotFound, Silent or CommandFailed.
        """
        address = FLASH_FIRST_REGISTER + FLASH_REGISTER_STEP * relay
        values = [FLASH_ON, max(1, round(seconds / FLASH_UNIT_S))]
        self._command(
            WRITE_MULTIPLE_REGISTERS,
            lambda client, unit: client.write_registers(address, values, device_id=unit),
        )

    def _read_bits(self, function: int, count: int, ask: Ask) -> list[bool]:
        answer = self._transact(function, ask)
        if answer.isError():
            raise ProtocolError(f"the board refused to be read: {answer}")
        if len(answer.bits) < count:
            raise ProtocolError(f"{len(answer.bits)} bits answered instead of {count}")
        return [bool(bit) for bit in answer.bits[:count]]

    def _command(self, function: int, ask: Ask) -> None:
        for attempt in range(1, COMMAND_TRIES + 1):
            try:
                answer = self._transact(function, ask)
            except Silent as error:
                if attempt == COMMAND_TRIES:
                    raise Silent(str(error), Fault.BARRIER_COMMAND_FAILED) from error
                continue
            if answer.isError():
                raise CommandFailed(
                    f"the board refused the command: {answer}", Fault.BARRIER_COMMAND_FAILED
                )
            return

    def _transact(self, function: int, ask: Ask) -> ModbusPDU:
        with self._lock:
            client = self._client
            if client is None:
                raise NotFound(f"{self._settings.port} is not open")
            try:
                answer = ask(client, self._settings.unit)
            except ModbusException as error:
                raise self._mapped(error) from error
        if answer.function_code & ~EXCEPTION_BIT != function:
            # RTU frames carry no number: a late answer to an earlier question looks like ours.
            raise Silent(f"function {answer.function_code} answered function {function}")
        return answer

    def _mapped(self, error: ModbusException) -> DeviceError:
        detail = f"{self._settings.port}: {error}"
        match error:
            case ConnectionException():
                return NotFound(detail)
            case ModbusIOException():
                return Silent(detail)
            case _:
                return ProtocolError(detail)
