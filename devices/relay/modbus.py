"""Relay boards that speak Modbus, over a serial line (RTU) or over TCP.

Modbus application protocol 1.1b3, sections 6.1, 6.2, 6.5 and 6.12; RTU framing as in Modbus over
serial line 1.02, section 2.5.1; TCP framing as in Modbus messaging on TCP/IP 1.0b, section 3.1.
The flash timer is a board maker's own register pair (docs/devices/modbus-rtu.md).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final, assert_never

from pymodbus.client import ModbusSerialClient, ModbusTcpClient
from pymodbus.exceptions import ConnectionException, ModbusException, ModbusIOException
from pymodbus.pdu import ModbusPDU

from devices.errors import CommandFailed, DeviceError, NotFound, ProtocolError, Silent
from devices.network_opening import connected
from devices.relay.modbus_address import ModbusAddress, RtuLine, TcpEndpoint
from devices.relay.shared_port import SharedPort
from devices.serial_line import SerialLine, SerialSettings

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
FLASH_OFF: Final = 2
"""Mode: switch off now, on by the board's timer."""
FLASH_UNIT_S: Final = 0.1
COMMAND_TRIES: Final = 2
"""A lost frame is sent once more: switching and flashing twice is the same as once."""

ModbusClient = ModbusSerialClient | ModbusTcpClient
Ask = Callable[[ModbusClient], ModbusPDU]
"""Puts one question."""

_PARITY: Final = {"none": "N", "even": "E", "odd": "O"}

# pymodbus also logs each failure that it raises; what reaches the log is what is mapped below.
logging.getLogger("pymodbus.logging").setLevel(logging.CRITICAL)


def modbus_port(address: ModbusAddress) -> SharedPort[ModbusClient]:
    """The port at ``address``, not open yet."""

    return SharedPort(address.where, lambda: _opened(address), _close)


class ModbusBoard:
    """A RelayBoard with a FlashTimer."""

    answers: Final = True
    noise: Final = 0
    """pymodbus drops noise without telling."""

    def __init__(self, port: SharedPort[ModbusClient], unit: int) -> None:
        self._port: Final = port
        self._unit: Final = unit

    @property
    def port(self) -> str:
        return f"{self._port.where}#{self._unit}"

    def open(self) -> str:
        """Boards of this kind tell no firmware."""
        self._port.open(self)
        return ""

    def close(self) -> None:
        self._port.close(self)

    def switch(self, relay: int, *, on: bool) -> None:
        self._command(
            WRITE_SINGLE_COIL,
            lambda client: client.write_coil(relay, on, device_id=self._unit),
        )

    def flash(self, relay: int, seconds: float, *, on: bool) -> None:
        address = FLASH_FIRST_REGISTER + FLASH_REGISTER_STEP * relay
        values = [FLASH_ON if on else FLASH_OFF, max(1, round(seconds / FLASH_UNIT_S))]
        self._command(
            WRITE_MULTIPLE_REGISTERS,
            lambda client: client.write_registers(address, values, device_id=self._unit),
        )

    def read_relay(self, relay: int) -> bool:
        bits = self._read_bits(
            READ_COILS,
            1,
            lambda client: client.read_coils(relay, count=1, device_id=self._unit),
        )
        return bits[0]

    def read_inputs(self, count: int) -> list[bool]:
        asked = max(1, count)
        bits = self._read_bits(
            READ_DISCRETE_INPUTS,
            asked,
            lambda client: client.read_discrete_inputs(0, count=asked, device_id=self._unit),
        )
        return bits[:count]

    def _read_bits(self, function: int, count: int, ask: Ask) -> list[bool]:
        answer = self._transact(function, ask)
        if answer.isError():
            raise ProtocolError(f"{self.port} refused to be read: {answer}")
        if len(answer.bits) < count:
            raise ProtocolError(f"{len(answer.bits)} bits answered instead of {count}")
        return [bool(bit) for bit in answer.bits[:count]]

    def _command(self, function: int, ask: Ask) -> None:
        for attempt in range(1, COMMAND_TRIES + 1):
            try:
                answer = self._transact(function, ask)
            except Silent:
                if attempt == COMMAND_TRIES:
                    raise
                continue
            if answer.isError():
                raise CommandFailed(f"{self.port} refused the command: {answer}")
            return

    def _transact(self, function: int, ask: Ask) -> ModbusPDU:
        with self._port.exchange() as client:
            try:
                answer = ask(client)
            except ModbusException as error:
                raise self._mapped(error) from error
            except OSError as error:  # a reset connection or a pulled adapter, as pymodbus found it
                raise NotFound(f"{self.port}: {error}") from error
        if answer.function_code & ~EXCEPTION_BIT != function:
            # RTU frames carry no number: a late answer to an earlier question looks like ours.
            raise Silent(f"function {answer.function_code} answered function {function}")
        return answer

    def _mapped(self, error: ModbusException) -> DeviceError:
        detail = f"{self.port}: {error}"
        match error:
            case ConnectionException():
                return NotFound(detail)
            case ModbusIOException():
                return Silent(detail)
            case _:
                return ProtocolError(detail)


def _opened(address: ModbusAddress) -> ModbusClient:
    """A client whose port is open. Raises NotFound or PortRefused."""
    match address:
        case RtuLine(serial=settings):
            line = ModbusSerialClient(
                settings.port,
                baudrate=settings.baudrate,
                parity=_PARITY[settings.parity],
                stopbits=settings.stop_bits,
                timeout=address.timeout_s,
                retries=0,
            )
            if not line.connect():
                raise _refusal(settings)
            return line
        case TcpEndpoint(host, port, timeout_s):
            client = ModbusTcpClient(host, port=port, timeout=timeout_s, retries=0)
            client.socket = connected((host, port), timeout_s)  # pymodbus would not say why not
            return client
        case _:
            assert_never(address)


def _refusal(settings: SerialSettings) -> DeviceError:
    """Why the port doesn't open, which pymodbus keeps to itself: tried once more without it."""
    line = SerialLine(settings)
    try:
        line.open()
    except DeviceError as error:
        return error
    line.close()
    return NotFound(f"{settings.port} did not open, but would now")


def _close(client: ModbusClient) -> None:
    client.close()  # type: ignore[no-untyped-call]  # pymodbus leaves it bare
