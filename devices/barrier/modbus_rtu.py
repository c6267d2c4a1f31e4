"""A barrier and its inputs on a Modbus RTU relay board (docs/devices/modbus-rtu.md).

The barrier follows one relay (coil); sensors are discrete inputs, polled. The relay is closed by
the board's own timer where it has one, so that a program that dies leaves no barrier open.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from threading import Event
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from devices.barrier.relay_bus import LineSettings, RelayBus
from devices.driver import Link
from devices.errors import Cancelled, CommandFailed, DeviceError, Fault, Silent
from devices.ports import DeviceKind, Sensor, SensorChanged
from wording import Text

OPEN_RANGE_S: Final = (0.1, 60.0)
"""Shortest and longest opening; see :meth:`devices.ports.Barrier.open_for`."""
MISSED_POLLS: Final = 3
"""Unanswered polls in a row that make the board silent; one or two are noise on the line."""
STALL_AFTER_S: Final = 10.0
"""A poll ends within its time-out of at most 2 s even if nothing answers."""
TEST_PULSE_S: Final = 0.5
"""Long enough to hear the relay, too short to walk through."""
TEST_READS: Final = 20
"""Enough to tell a good line from a noisy one within half a second."""
TEST_LOOK_S: Final = 0.05
"""How often the self-test looks whether the relay has fallen off."""

_LINE: Final = Text(
    "{answered}/{asked} 次应答，平均 {mean_ms:.0f} 毫秒；输入：{inputs}",
    "{answered}/{asked} answers, mean {mean_ms:.0f} ms; inputs: {inputs}",
)
_NOT_PULSED: Final = Text(
    "继电器未动作（未开启 self_test_pulse）",
    "relay left alone (self_test_pulse is off)",
)
_PULSED: Final = Text(
    "继电器已吸合，{after_s:.1f} 秒后自动释放",
    "relay pulled in and fell off by itself after {after_s:.1f} s",
)

SensorName = Annotated[Sensor, Field(strict=False)]
"""A sensor as TOML can write it: its name."""


class ModbusRtuConfig(BaseModel):
    """A relay board on a serial line."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    driver: Literal["modbus-rtu"]
    port: Annotated[str, StringConstraints(min_length=1, max_length=255)]
    """Serial device; prefer the stable names below /dev/serial/by-id."""
    baudrate: Literal[1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200] = 9600
    parity: Literal["none", "even", "odd"] = "none"
    stop_bits: Literal[1, 2] = 1
    unit: Annotated[int, Field(ge=1, le=247)] = 1
    """Address of the board on the line (Modbus over serial line 1.02, section 2.2)."""
    relay: Annotated[int, Field(ge=0, le=63)] = 0
    """Coil that opens the barrier, counted from 0."""
    closing: Literal["board", "host"] = "board"
    """Who ends an opening: the board's flash timer, or this program (see the documentation)."""
    inputs: dict[SensorName, Annotated[int, Field(ge=0, le=63)]] = {}
    """Discrete input of each sensor, counted from 0."""
    normally_closed: Annotated[frozenset[SensorName], Field(strict=False)] = frozenset()
    """Sensors whose input is on while nothing happens, so that a cut wire counts as active."""
    poll_s: Annotated[float, Field(ge=0.02, le=2.0)] = 0.1
    """Time between two looks at the inputs; a person breaks a light barrier for longer."""
    timeout_s: Annotated[float, Field(ge=0.05, le=2.0)] = 0.3
    """Longest wait for an answer; a board answers in 10 to 50 ms at 9600 baud."""
    self_test_pulse: bool = False
    """Whether the self-test may move the relay."""

    @model_validator(mode="after")
    def _inputs_are_consistent(self) -> Self:
        if len(set(self.inputs.values())) < len(self.inputs):
            raise ValueError("two sensors share an input; give each its own")
        unwired = self.normally_closed - self.inputs.keys()
        if unwired:
            raise ValueError(f"normally_closed names {', '.join(sorted(unwired))}, not in inputs")
        return self

    def line(self) -> LineSettings:
        return LineSettings(
            self.port, self.baudrate, self.parity, self.stop_bits, self.unit, self.timeout_s
        )


class ModbusRtu:
    """A BarrierDriver."""

    kind: Final = DeviceKind.BARRIER
    protocol: Final = "modbus-rtu"
    stall_after_s: Final = STALL_AFTER_S

    def __init__(self, name: str, config: ModbusRtuConfig) -> None:
        self.name: Final = name
        self._config: Final = config
        self._bus: Final = RelayBus(config.line())
        self._active: Mapping[Sensor, bool] = {}
        self._told: Mapping[Sensor, bool] = {}
        self._host_lock: Final = threading.Lock()
        self._host_closes_at: float | None = None

    @property
    def port(self) -> str:
        return f"{self._config.port}#{self._config.unit}"

    # Driver

    def connect(self, link: Link) -> str:
        """Boards of this kind tell no firmware. Raises NotFound, Silent or ProtocolError."""
        self._bus.open()
        try:
            self._active = self._read_sensors()
            if self._config.closing == "host":
                # The program before this one may have died with the barrier open.
                self._bus.switch(self._config.relay, on=False)
        except DeviceError:
            self._bus.close()
            raise
        return ""

    def serve(self, link: Link, stop: Event) -> None:
        missed = 0
        while True:
            link.beat()
            started = time.monotonic()
            try:
                sensors = self._read_sensors()
                self._close_for_host()
            except Silent:
                missed += 1
                link.count("polls_missed")
                if missed >= MISSED_POLLS:
                    raise
            else:
                missed = 0
                link.count("polls")
                link.count("polls_us", round((time.monotonic() - started) * 1e6))
                self._tell_changes(sensors, link)
            if stop.wait(self._config.poll_s):
                return

    def close(self) -> None:
        self._bus.close()

    def self_test(self, cancel: Event) -> Text:
        """Reads the inputs many times; moves the relay only where the configuration allows it.

        Raises DeviceError when the board does not answer or the relay does not follow.
        """
        answered, total_s = 0, 0.0
        sensors: Mapping[Sensor, bool] = {}
        for _ in range(TEST_READS):
            if cancel.is_set():
                raise Cancelled("stopped while reading inputs")
            started = time.monotonic()
            try:
                sensors = self._read_sensors()
            except Silent:
                continue
            answered += 1
            total_s += time.monotonic() - started
        if not answered:
            raise Silent(f"none of {TEST_READS} questions was answered")
        shown = ", ".join(f"{sensor}={int(on)}" for sensor, on in sensors.items()) or "-"
        line = _LINE.format(
            answered=answered, asked=TEST_READS, mean_ms=total_s / answered * 1000, inputs=shown
        )
        relay = self._test_relay(cancel) if self._config.self_test_pulse else _NOT_PULSED
        return Text(f"{line.zh}；{relay.zh}", f"{line.en}; {relay.en}")

    # Barrier

    def open_for(self, seconds: float) -> None:
        shortest, longest = OPEN_RANGE_S
        if not shortest <= seconds <= longest:
            raise ValueError(f"a barrier opens for {shortest} to {longest} s, not {seconds}")
        if self._config.closing == "board":
            self._bus.flash(self._config.relay, seconds)
            return
        with self._host_lock:
            self._bus.switch(self._config.relay, on=True)
            self._host_closes_at = time.monotonic() + seconds

    def shut(self) -> None:
        with self._host_lock:
            self._bus.switch(self._config.relay, on=False)
            self._host_closes_at = None

    def inputs(self) -> Mapping[Sensor, bool]:
        return self._active

    def _close_for_host(self) -> None:
        with self._host_lock:
            due = self._host_closes_at
            if due is not None and time.monotonic() >= due:
                self._bus.switch(self._config.relay, on=False)
                self._host_closes_at = None

    def _read_sensors(self) -> dict[Sensor, bool]:
        wiring = self._config.inputs
        levels = self._bus.read_inputs(max(wiring.values(), default=0) + 1)
        return {
            sensor: levels[index] is not (sensor in self._config.normally_closed)
            for sensor, index in wiring.items()
        }

    def _tell_changes(self, sensors: Mapping[Sensor, bool], link: Link) -> None:
        """The first look tells all inputs; after a lost connection only what differs is told."""
        self._active = sensors
        before, self._told = self._told, sensors
        for sensor, active in sensors.items():
            if active is not before.get(sensor):
                link.emit(SensorChanged(self.name, time.monotonic(), sensor, active))

    def _test_relay(self, cancel: Event) -> Text:
        relay = self._config.relay
        started = time.monotonic()
        self.open_for(TEST_PULSE_S)
        if not self._bus.read_relay(relay):
            raise CommandFailed("the relay did not pull in", Fault.BARRIER_COMMAND_FAILED)
        while self._bus.read_relay(relay):
            if cancel.wait(TEST_LOOK_S):
                raise Cancelled("stopped while the relay was on")
        return _PULSED.format(after_s=time.monotonic() - started)
