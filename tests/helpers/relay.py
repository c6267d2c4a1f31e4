"""Relay boards of every kind, each at the other end of a real wire."""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, Self

from devices.barrier.a0_relay import A0RelayConfig
from devices.barrier.ascii_relay import AsciiRelayConfig
from devices.barrier.modbus_rtu import ModbusRtuConfig
from devices.barrier.modbus_tcp import ModbusTcpConfig
from devices.ports import Sensor
from devices.sim.free_port import free_port
from devices.sim.peer import Line, PeerProcess
from devices.sim.serial_cable import SerialCable

RELAY: Final = 0
INPUTS: Final = {Sensor.PASSAGE: 0, Sensor.FORCED: 1, Sensor.FIRE: 2}
POLL_S: Final = 0.02
TIMEOUT_S: Final = 0.15

Fail = Literal["secure", "safe"]
Closing = Literal["board", "host"]


class BoardBench:
    """A board that is a process, and its wire. A context manager; relay 0 moves the barrier."""

    def __init__(self, module: str, args: list[str], cable: SerialCable | None = None) -> None:
        self._board: Final = PeerProcess(module, args, on_news=self._note)
        self._cable: Final = cable
        self._connected = True
        self.moves: Final[list[bool]] = []
        """Each move of relay 0, as the board saw it."""

    @property
    def pid(self) -> int:
        """The board's process, to be stopped and continued."""
        return self._board.pid

    def relay_is_on(self, relay: int = RELAY) -> bool:
        relays = self._board.ask(do="state")["relays"]
        assert isinstance(relays, list)
        return bool(relays[relay])

    def writes(self) -> int:
        """Commands to switch a relay so far, also those that changed nothing."""
        writes = self._board.ask(do="state")["writes"]
        assert isinstance(writes, int)
        return writes

    def is_open(self) -> bool:
        """As wired fail-secure."""
        return self.relay_is_on()

    def set_sensor(self, sensor: Sensor, active: bool) -> None:
        self._board.ask(do="input", index=INPUTS[sensor], on=active)

    def set_line(self, state: str) -> None:
        """``good``, ``silent`` or ``noisy``."""
        self._board.ask(do="line", state=state)

    def disconnect(self) -> None:
        """Pull the cable; the board loses its line as well."""
        self._connected = False
        self._board.stop()
        if self._cable is not None:
            self._cable.unplug()

    def reconnect(self) -> None:
        if self._cable is not None:
            self._cable.plug()
        self._board.start()
        self._connected = True

    def reset(self) -> None:
        """Everything plugged in, off and forgotten, for the next test."""
        if not self._connected:
            self.reconnect()
        self._board.ask(do="reset")
        self.moves.clear()

    def kill_board(self) -> None:
        """Cut the board's power; a serial adapter stays."""
        self._board.kill()

    def power_board(self) -> None:
        self._board.start()

    def _note(self, news: Line) -> None:
        match news:
            case {"event": "relay", "index": 0, "on": bool(on)}:
                self.moves.append(on)

    def __enter__(self) -> Self:
        self.reconnect()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.disconnect()


class _LineBench(BoardBench):
    """A board on a serial cable."""

    def __init__(self, module: str, *args: str) -> None:
        self._folder: Final = tempfile.TemporaryDirectory(prefix="yanhu-relay-")
        cable = SerialCable(Path(self._folder.name))
        self._host_end: Final = str(cable.host_end)
        super().__init__(module, ["--port", str(cable.device_end), *args], cable)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        super().__exit__(kind, error, trace)
        self._folder.cleanup()


class RelayBench(_LineBench):
    """A Modbus RTU board."""

    protocol: Final = "modbus-rtu"

    def __init__(self) -> None:
        super().__init__("devices.sim.relay_board")

    def config(
        self,
        *,
        closing: Closing = "board",
        fail: Fail = "secure",
        self_test_pulse: bool = False,
        normally_closed: frozenset[Sensor] = frozenset(),
    ) -> ModbusRtuConfig:
        return ModbusRtuConfig(
            driver="modbus-rtu",
            port=self._host_end,
            relay=RELAY,
            inputs=dict(INPUTS),
            normally_closed=normally_closed,
            closing=closing,
            fail=fail,
            self_test_pulse=self_test_pulse,
            poll_s=POLL_S,
            timeout_s=TIMEOUT_S,
        )


class TcpRelayBench(BoardBench):
    """A Modbus TCP board that keeps its address over power cuts."""

    protocol: Final = "modbus-tcp"

    def __init__(self) -> None:
        self.tcp_port: Final = free_port()
        super().__init__("devices.sim.relay_board", ["--tcp", f"127.0.0.1:{self.tcp_port}"])

    def config(
        self,
        *,
        closing: Closing = "board",
        fail: Fail = "secure",
        self_test_pulse: bool = False,
    ) -> ModbusTcpConfig:
        return ModbusTcpConfig(
            driver="modbus-tcp",
            host="127.0.0.1",
            tcp_port=self.tcp_port,
            relay=RELAY,
            inputs=dict(INPUTS),
            closing=closing,
            fail=fail,
            self_test_pulse=self_test_pulse,
            poll_s=POLL_S,
            timeout_s=TIMEOUT_S,
        )


class AsciiRelayBench(_LineBench):
    """A board that is switched by readable commands."""

    protocol: Final = "ascii-relay"

    def __init__(self) -> None:
        super().__init__("devices.sim.serial_relays", "--dialect", "ascii")

    def config(self, *, fail: Fail = "secure", self_test_pulse: bool = False) -> AsciiRelayConfig:
        return AsciiRelayConfig(
            driver="ascii-relay",
            port=self._host_end,
            relay=RELAY,
            inputs=dict(INPUTS),
            fail=fail,
            self_test_pulse=self_test_pulse,
            poll_s=POLL_S,
            timeout_s=TIMEOUT_S,
        )


class A0RelayBench(_LineBench):
    """A board that is switched by A0 frames and answers; it has no inputs."""

    protocol: Final = "a0-relay"

    def __init__(self, *, mute: bool = False) -> None:
        self._mute: Final = mute
        super().__init__("devices.sim.serial_relays", "--dialect", "a0-mute" if mute else "a0")

    def config(self, *, fail: Fail = "secure", self_test_pulse: bool = False) -> A0RelayConfig:
        return A0RelayConfig(
            driver="a0-relay",
            port=self._host_end,
            relay=RELAY,
            answers=not self._mute,
            fail=fail,
            self_test_pulse=self_test_pulse,
            poll_s=POLL_S,
            timeout_s=TIMEOUT_S,
        )
