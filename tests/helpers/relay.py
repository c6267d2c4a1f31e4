"""A relay board on a serial cable."""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import TracebackType
from typing import Final, Literal

from devices.barrier.modbus_rtu import ModbusRtuConfig
from devices.ports import Sensor
from devices.sim.peer import Line, PeerProcess
from devices.sim.serial_cable import SerialCable

RELAY: Final = 0
INPUTS: Final = {Sensor.PASSAGE: 0, Sensor.FORCED: 1, Sensor.FIRE: 2}


class RelayBench:
    """A context manager. Its board's relay 0 opens the barrier."""

    protocol: Final = "modbus-rtu"

    def __init__(self) -> None:
        self._folder: Final = tempfile.TemporaryDirectory(prefix="yanhu-relay-")
        self._cable: Final = SerialCable(Path(self._folder.name))
        self._board: Final = PeerProcess(
            "devices.sim.relay_board",
            ["--port", str(self._cable.device_end)],
            on_news=self._note,
        )
        self._connected = True
        self.moves: Final[list[bool]] = []
        """Each move of relay 0, as the board saw it."""

    def config(
        self,
        *,
        closing: Literal["board", "host"] = "board",
        self_test_pulse: bool = False,
        normally_closed: frozenset[Sensor] = frozenset(),
    ) -> ModbusRtuConfig:
        return ModbusRtuConfig(
            driver="modbus-rtu",
            port=str(self._cable.host_end),
            relay=RELAY,
            inputs=dict(INPUTS),
            normally_closed=normally_closed,
            closing=closing,
            self_test_pulse=self_test_pulse,
            poll_s=0.02,
            timeout_s=0.15,
        )

    def is_open(self) -> bool:
        relays = self._board.ask(do="state")["relays"]
        assert isinstance(relays, list)
        return bool(relays[RELAY])

    def set_sensor(self, sensor: Sensor, active: bool) -> None:
        self._board.ask(do="input", index=INPUTS[sensor], on=active)

    def set_line(self, state: str) -> None:
        """``good``, ``silent`` or ``noisy``."""
        self._board.ask(do="line", state=state)

    def disconnect(self) -> None:
        """Pull the serial adapter; the board loses its line as well."""
        self._connected = False
        self._board.stop()
        self._cable.unplug()

    def reconnect(self) -> None:
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
        """Cut the board's power; the adapter stays."""
        self._board.kill()

    def power_board(self) -> None:
        self._board.start()

    def _note(self, news: Line) -> None:
        match news:
            case {"event": "relay", "index": 0, "on": bool(on)}:
                self.moves.append(on)

    def __enter__(self) -> RelayBench:
        self._cable.plug()
        self._board.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._board.stop()
        self._cable.unplug()
        self._folder.cleanup()
