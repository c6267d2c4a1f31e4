"""Four lanes in one agent, people one behind the other at each: how many a minute, nothing dropped.

Readers, cameras and relay boards are peers on real wires; faces are found and embedded at all four
lanes all the time. People walk at once, so the next card comes as soon as the lane is free. At
sixty a minute and lane half an hour is 1,800 people a lane: `--taps 1800`.
"""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import ExitStack
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final, Self

import serial

from devices.ports import Sensor
from devices.sim.serial_cable import SerialCable
from devices.sim.serial_reader import stx_etx
from gate_agent.agent import GateAgent
from gate_agent.api.tokens import new_token
from gate_agent.config_file import load_config
from gate_agent.pauses import spare_long_pauses
from gate_agent.wire.schema import LanePhase
from sync.identity import load_identity
from sync.wire import GateEventKind, TerminalRole
from tests.bench.harness import Better, Row, Settings, percentile
from tests.helpers.camera import CameraPeer
from tests.helpers.faces import models_folder, photograph
from tests.helpers.gate import enrolled_face
from tests.helpers.misbehaving_hall import MisbehavingHall, misbehaving_hall
from tests.helpers.records import approved, new_uid
from tests.helpers.relay import INPUTS, RelayBench
from tests.helpers.waiting import wait_until

LANES: Final = 4
CARDS: Final = 25
"""Different people a lane."""
FACE: Final = "person_a_1"
GOAL: Final = 60.0
FREE: Final = frozenset({LanePhase.IDLE, LanePhase.PASSED})
"""A lane that takes the next card."""
GRANT_LIMIT_S: Final = 6.0
READY_LIMIT_S: Final = 30.0
TRIES: Final = 3
DRAIN_LIMIT_S: Final = 120.0
_GATE: Final = """\
[gate]
code = "east"
name = {{ zh = "东门", en = "East gate" }}
data = "data"

[hall]
identity = "identity.json"

[api]
port = 0

[[api.guard]]
role = "supervisor"
name = "Guard"
token_sha256 = "{token}"

[face]
models = "{models}"

[timing]
face_wait_s = 5.0
"""
_LANE: Final = """
[[lane]]
code = "{code}"
name = {{ zh = "{code}", en = "{code}" }}
direction = "in"
mode = "card+face"
reader = "reader-{device}"
camera = "camera-{device}"
barrier = "barrier-{device}"

[devices.reader-{device}]
driver = "serial-stx-etx"
port = "{reader}"
removed_after_s = 0.2

[devices.camera-{device}]
driver = "mjpeg"
url = "{camera}"

[devices.barrier-{device}]
driver = "modbus-rtu"
port = "{relay}"
poll_s = 0.02
timeout_s = 0.15
inputs = {{ passage = {passage} }}
"""


class Hardware:
    """One lane's reader and relay board, and who comes there. A context manager."""

    def __init__(self, code: str, hall: MisbehavingHall) -> None:
        self.code: Final = code
        self.cards: Final = [new_uid() for _ in range(CARDS)]
        for uid in self.cards:
            hall.publish(approved(hall.registry.digest(uid), face=enrolled_face(FACE)))
        self.opened: Final[SimpleQueue[float]] = SimpleQueue()
        self.took: Final[list[float]] = []
        self.dropped = self.again = 0
        self.finished_s = 0.0
        self._stack: Final = ExitStack()
        self.relay: Final = RelayBench()

    def __enter__(self) -> Self:
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="yanhu-lane-")))
        self._cable = self._stack.enter_context(SerialCable(folder))
        self._reader = self._stack.enter_context(serial.Serial(str(self._cable.device_end)))
        self._stack.enter_context(self.relay)
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def section(self, camera: str) -> str:
        """Of the agent's configuration."""
        return _LANE.format(
            code=self.code,
            device=self.code.lower(),
            reader=self._cable.host_end,
            camera=camera,
            relay=self.relay.config().port,
            passage=INPUTS[Sensor.PASSAGE],
        )

    def serve(self, agent: GateAgent, people: int) -> None:
        """Let ``people`` through, one behind the other."""
        began = time.monotonic()
        for number in range(people):
            if not self._admitted(agent, self.cards[number % CARDS]):
                self.dropped += 1
                continue
            self.relay.set_sensor(Sensor.PASSAGE, True)
            self._wait(agent, {LanePhase.PASSING})
            self.relay.set_sensor(Sensor.PASSAGE, False)
            self._wait(agent, FREE)
        self.finished_s = time.monotonic() - began

    def _admitted(self, agent: GateAgent, uid: bytes) -> bool:
        """Tap, and once more if need be: on a busy machine a relay's answer may come too late."""
        for _ in range(TRIES):
            os.write(self._reader.fileno(), stx_etx(uid, False))
            try:
                self.took.append(self.opened.get(timeout=GRANT_LIMIT_S))
            except Empty:
                self.again += 1
                self._wait(agent, FREE)
            else:
                return True
        return False

    def _wait(self, agent: GateAgent, phases: AbstractSet[LanePhase]) -> None:
        def reached() -> bool:
            return any(
                lane.lane == self.code and lane.phase in phases for lane in agent.state().lanes
            )

        wait_until(reached, f"lane {self.code}: one of {sorted(phases)}")


def lanes(settings: Settings) -> Iterator[Row]:
    with ExitStack() as stack:
        hall = stack.enter_context(misbehaving_hall())
        camera = stack.enter_context(CameraPeer())
        camera.show(photograph(FACE))
        everybody = [
            stack.enter_context(Hardware(f"L{number}", hall)) for number in range(1, LANES + 1)
        ]
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="yanhu-four-")))
        agent = _agent(folder, hall, [lane.section(camera.url) for lane in everybody])
        by_code = {lane.code: lane.opened for lane in everybody}
        agent._metrics.opened = lambda lane, seconds: by_code[lane].put(seconds)  # type: ignore[method-assign]
        agent.start()
        try:
            _wait_ready(agent, len(everybody) * CARDS)
            spare_long_pauses()
            threads = [
                threading.Thread(target=lane.serve, args=(agent, settings.taps))
                for lane in everybody
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            wait_until(lambda: agent.state().backlog.waiting == 0, "all is uploaded", DRAIN_LIMIT_S)
        finally:
            agent.stop()
    kinds = [event.kind for event in hall.events.values()]
    people = LANES * settings.taps
    passed = kinds.count(GateEventKind.PASSED)
    rate = min(settings.taps / lane.finished_s * 60 for lane in everybody)
    note = f"{LANES} lanes, {people} people, real peers, faces at all lanes all the time"
    yield Row("people a minute, slowest lane", rate, "1/min", Better.HIGHER, goal=GOAL, note=note)
    again = sum(lane.again for lane in everybody)
    came = f"{passed} passages arrived at the hall; {again} taps were repeated"
    dropped = sum(lane.dropped for lane in everybody) + people - passed
    yield Row("people or events dropped", dropped, "", goal=0, note=came)
    ms = [seconds * 1000 for lane in everybody for seconds in lane.took]
    for part in (50, 99):
        name = f"tap to barrier, four lanes at once: p{part}"
        yield Row(name, percentile(ms, part), "ms", note="the person only just came into view")


def _agent(folder: Path, hall: MisbehavingHall, sections: list[str]) -> GateAgent:
    _, token = new_token()
    identity = folder / "identity.json"
    identity.touch(mode=0o600)
    identity.write_text(hall.identity().model_dump_json())
    config = folder / "gate.toml"
    config.write_text(
        _GATE.format(token=token, models=models_folder()) + "".join(sections), encoding="utf-8"
    )
    return GateAgent(load_config(config), load_identity(identity, TerminalRole.GATE))


def _wait_ready(agent: GateAgent, records: int) -> None:
    def ready() -> bool:
        state = agent.state()
        known = state.records.count == records and state.records.age_s is not None
        return known and all(lane.phase is LanePhase.IDLE for lane in state.lanes)

    wait_until(ready, "lanes and records are ready", READY_LIMIT_S)
