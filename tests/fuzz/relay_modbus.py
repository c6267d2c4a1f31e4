"""Answers of Modbus relay boards, in both framings, through the client library to our questions."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import Final

from pymodbus import FramerType
from pymodbus.client import ModbusTcpClient

from devices.errors import DeviceError
from devices.relay.modbus import ModbusBoard, ModbusClient
from devices.relay.shared_port import SharedPort

CODEC: Final = "relay-modbus"
SEEDS: Final = (
    # question, framing, then the answer
    b"\x00\x00" + bytes.fromhex("00010000000401020105"),
    b"\x01\x00" + bytes.fromhex("00010000000401010101"),
    b"\x02\x00" + bytes.fromhex("00010000000601050000ff00"),
    b"\x03\x00" + bytes.fromhex("000100000006011000030002"),
    b"\x02\x00" + bytes.fromhex("000100000003018502"),
    b"\x00\x01" + bytes.fromhex("010201056048"),
)


class _Fed(ModbusTcpClient):
    """A client whose board says ``answer`` to whatever it is asked, and hangs up."""

    def __init__(self, answer: bytes, framer: FramerType) -> None:
        super().__init__("127.0.0.1", framer=framer, timeout=1, retries=0)
        self._answer = answer

    def connect(self) -> bool:
        if self.socket is None:
            self.socket, board = socket.socketpair()
            board.sendall(self._answer)
            board.close()
        return True

    def send(self, request: bytes, addr: tuple[str, int] | None = None) -> int:
        """Nobody listens."""
        return len(request)


def _hang_up(client: ModbusClient) -> None:
    client.close()  # type: ignore[no-untyped-call]  # pymodbus leaves it bare


def one_input(data: bytes) -> None:
    """An answer is understood, or refused by name."""
    question, framing, answer = data[:1], data[1:2], data[2:8000]
    framer = FramerType.RTU if framing == b"\x01" else FramerType.SOCKET
    port = SharedPort[ModbusClient]("board", lambda: _Fed(answer, framer), _hang_up)
    board = ModbusBoard(port, 1)
    board.open()
    try:
        with suppress(DeviceError):
            match question:
                case b"\x01":
                    assert board.read_relay(0) in (True, False)
                case b"\x02":
                    board.switch(0, on=True)
                case b"\x03":
                    board.flash(0, 1.0, on=True)
                case _:
                    assert len(board.read_inputs(3)) == 3
    finally:
        board.close()
