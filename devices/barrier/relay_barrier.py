"""A barrier and its inputs on a relay board, whatever the board speaks.

The barrier follows one relay; sensors are polled. An opening is ended by the board's own timer
where it has one, so that a program that dies leaves no barrier open, and by this program's thread
otherwise.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Event
from typing import Final

from devices.barrier.board_test import HELD, LEFT_ALONE, OPEN, pulse, question
from devices.barrier.wiring import BarrierWiring, SensorWiring
from devices.driver import Link
from devices.errors import CommandFailed, DeviceError, Fault, ProtocolError, Silent
from devices.latency import Operation
from devices.ports import DeviceKind, Sensor, SensorChanged
from devices.purpose import Purpose
from devices.relay.board import FlashTimer, RelayBoard
from devices.standing_order import StandingOrder
from wording import Text

OPEN_RANGE_S: Final = (0.1, 60.0)
"""Shortest and longest opening; see :meth:`devices.ports.Barrier.open_for`."""
MISSED_POLLS: Final = 3
"""Polls in a row without a good answer that make the board lost; one or two are noise."""
STALL_AFTER_S: Final = 10.0
"""A poll ends within its time-outs of a few seconds even if nothing answers."""
HOST_LOOK_S: Final = 0.1
"""How late this program may end an opening: small beside the time that a leaf needs to move."""


class RelayBarrier:
    """A BarrierDriver.

    Counters: ``polls``, ``polls_missed`` (no answer),
    ``answers_garbled``, ``noise_bytes``.
    """

    kind: Final = DeviceKind.BARRIER
    stall_after_s: Final = STALL_AFTER_S

    def __init__(
        self,
        name: str,
        protocol: str,
        board: RelayBoard,
        wiring: BarrierWiring,
        *,
        sensors: SensorWiring,
        timer: FlashTimer | None = None,
        purpose: Purpose = Purpose.SERVE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``timer`` is the board's own; None lets this program end the openings.

        With the purpose to look, the barrier is moved only by calls, and never while somebody else
        has it open.
        """
        self.name: Final = name
        self.protocol: Final = protocol
        self._board: Final = board
        self._wiring: Final = wiring
        self._sensors: Final = sensors
        self._timer: Final = timer
        self._purpose: Final = purpose
        self._clock: Final = clock
        self._active: Mapping[Sensor, bool] = {}
        self._told: Mapping[Sensor, bool] = {}
        self._noise = 0
        self._moving: Final = threading.Lock()
        self._order = StandingOrder()
        self._was_connected = False

    def follow(self, order: StandingOrder) -> None:
        self._order = order

    @property
    def port(self) -> str:
        return self._board.port

    # Driver

    def connect(self, link: Link) -> str:
        """Raises NotFound, Silent, ProtocolError or CommandFailed."""
        firmware = self._board.open()
        try:
            self._active = self._read_sensors()
            self._put_right()
        except DeviceError:
            self._board.close()
            raise
        self._was_connected = True
        return firmware

    def serve(self, link: Link, stop: Event) -> None:
        missed = 0
        while True:
            link.beat()
            started = time.monotonic()
            try:
                self._do_what_is_due()
                sensors = self._read_sensors()
            except (Silent, ProtocolError) as error:
                missed += 1
                link.count("polls_missed" if isinstance(error, Silent) else "answers_garbled")
                if missed >= MISSED_POLLS:
                    raise
            else:
                missed = 0
                link.count("polls")
                link.took(Operation.EXCHANGE, time.monotonic() - started)
                self._tell_changes(sensors, link)
            self._count_noise(link)
            if stop.wait(self._pause_s()):
                return

    def close(self) -> None:
        self._board.close()

    def self_test(self, cancel: Event) -> Text:
        """Reads the inputs many times; moves the relay only where the configuration allows it.

        Raises DeviceError when the board does not answer or the relay does not follow.
        """
        seen = question(self._board, self._read_sensors, cancel)
        if self._order.held:
            moved = HELD
        elif not self.self_test_moves:
            moved = LEFT_ALONE
        elif self._is_open_for_others():
            moved = OPEN
        else:
            moved = pulse(self.open_for, self._is_open, cancel)
        return Text(f"{seen.zh}；{moved.zh}", f"{seen.en}; {moved.en}")

    # Barrier

    def open_for(self, seconds: float) -> None:
        shortest, longest = OPEN_RANGE_S
        if not shortest <= seconds <= longest:
            raise ValueError(f"a barrier opens for {shortest} to {longest} s, not {seconds}")
        with self._turn():
            if self._order.held:
                return
            if self._is_open_for_others():
                raise CommandFailed(f"{self.port} is open already", Fault.BARRIER_OPEN_ALREADY)
            self._order.open_until = self._clock() + seconds
            if self._timer is None:
                # Noted first: should the board have opened and only its answer be lost.
                self._order.close_at = self._order.open_until
                self._move(open_=True)
            else:
                self._order.close_at = None
                self._flash(self._timer, seconds)

    def shut(self) -> None:
        with self._turn():
            if not self._order.held:
                self._shut_now()

    def hold_open(self) -> None:
        self._order.held = True  # at once: should this driver hang, the next must know
        with self._turn():
            if self._order.held:
                self._move(open_=True)

    def release(self) -> None:
        self._order.held = False
        self._order.close_at = self._clock()
        with self._turn():
            if not self._order.held:
                self._shut_now()

    def inputs(self) -> Mapping[Sensor, bool]:
        return self._active

    @property
    def self_test_moves(self) -> bool:
        return self._wiring.self_test_pulse

    # What the barrier's relay does

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Nobody else moves the barrier meanwhile. Raises CommandFailed when the driver hangs."""
        if not self._moving.acquire(timeout=STALL_AFTER_S):
            raise CommandFailed(f"{self.port} is stuck", Fault.BARRIER_COMMAND_FAILED)
        try:
            yield
        finally:
            self._moving.release()

    def _shut_now(self) -> None:
        self._order.open_until = self._order.close_at = self._clock()  # tried again should it fail
        self._move(open_=False)
        self._order.close_at = None

    def _do_what_is_due(self) -> None:
        with self._turn():
            if self._order.held:
                # A board may have lost its power for a moment, or its flash timer may have run on.
                if not self._is_open():
                    self._move(open_=True)
            elif self._order.close_at is not None and self._may_close(self._order.close_at):
                self._move(open_=False)
                self._order.close_at = None

    def _may_close(self, due: float) -> bool:
        """Whether ``due`` is over and nobody is in the lane; a sensor that never sees it free is
        believed for as long as the longest opening."""
        late_s = self._clock() - due
        return late_s >= (OPEN_RANGE_S[1] if self._active.get(Sensor.PASSAGE) else 0.0)

    def _put_right(self) -> None:
        """Bring the barrier to where it should be, whatever happened while nobody listened."""
        with self._turn():
            if self._order.held:
                self._move(open_=True)
            elif self._order.open_until > self._clock():
                self._order.close_at = self._order.open_until
            elif self._purpose is Purpose.LOOK:
                return
            elif self._may_be_on_a_timer():
                self._order.close_at = self._clock() + OPEN_RANGE_S[1]
            elif self._active.get(Sensor.PASSAGE):
                self._order.close_at = self._clock()  # which waits for who is in the lane
            elif not self._active.get(Sensor.FIRE):  # whoever rules the lane decides about a fire
                self._move(open_=False)

    def _may_be_on_a_timer(self) -> bool:
        """Whether an opening that another program began may run on the board's timer."""
        timed = self._timer is not None and self._wiring.fail == "secure"
        return timed and not self._was_connected

    def _is_open_for_others(self) -> bool:
        """Whether another program may have opened the barrier, as far as the board tells."""
        if self._purpose is Purpose.SERVE or self._order.open_until > self._clock():
            return False
        return bool(self._is_open())

    def _is_open(self) -> bool | None:
        """None when the board does not tell."""
        on = self._board.read_relay(self._wiring.relay)
        return None if on is None else on is self._relay_opens

    def _move(self, *, open_: bool) -> None:
        try:
            self._board.switch(self._wiring.relay, on=open_ is self._relay_opens)
        except (Silent, ProtocolError, CommandFailed) as error:
            raise CommandFailed(str(error), Fault.BARRIER_COMMAND_FAILED) from error

    def _flash(self, timer: FlashTimer, seconds: float) -> None:
        try:
            timer.flash(self._wiring.relay, seconds, on=self._relay_opens)
        except (Silent, ProtocolError, CommandFailed) as error:
            raise CommandFailed(str(error), Fault.BARRIER_COMMAND_FAILED) from error

    @property
    def _relay_opens(self) -> bool:
        return self._wiring.fail == "secure"

    # Inputs

    def _pause_s(self) -> float:
        return self._wiring.poll_s if self._timer else min(self._wiring.poll_s, HOST_LOOK_S)

    def _read_sensors(self) -> dict[Sensor, bool]:
        wiring = self._sensors.inputs
        levels = self._board.read_inputs(max(wiring.values(), default=-1) + 1)
        return {
            sensor: levels[index] is not (sensor in self._sensors.normally_closed)
            for sensor, index in wiring.items()
        }

    def _tell_changes(self, sensors: Mapping[Sensor, bool], link: Link) -> None:
        """The first look tells all inputs; after a lost connection only what differs is told."""
        self._active = sensors
        before, self._told = self._told, sensors
        for sensor, active in sensors.items():
            if active is not before.get(sensor):
                link.emit(SensorChanged(self.name, time.monotonic(), sensor, active))

    def _count_noise(self, link: Link) -> None:
        noise = self._board.noise
        if noise > self._noise:
            link.count("noise_bytes", noise - self._noise)
            self._noise = noise
