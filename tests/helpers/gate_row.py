"""Gates of one site as real processes, each with its own reader, barrier and line to the hall."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Final

import requests

from devices.ports import Sensor
from gate_agent.api.tokens import new_token
from gate_agent.wire.schema import (
    AgentState,
    DeviceStateView,
    LanePhase,
    NeighboursView,
    Outcome,
    VerdictView,
)
from sync.wire import AccessRecord
from tests.helpers.faces import models_folder
from tests.helpers.gate_lan import GateLan
from tests.helpers.misbehaving_hall import MisbehavingHall
from tests.helpers.network_line import NetworkLine
from tests.helpers.relay import INPUTS, RelayBench
from tests.helpers.scanners import SerialScannerBench
from tests.helpers.serial_readers import LineBench
from tests.helpers.waiting import LIMIT_S, wait_until

STOP_LIMIT_S: Final = 10.0
_CONFIG: Final = """\
[gate]
code = "{name}"
name = {{ zh = "{name}", en = "{name}" }}
data = "data"

[hall]
identity = "identity.json"
wait_s = 5.0

[api]
port = 0

[[api.guard]]
name = "Guard Wei"
token_sha256 = "{token_sha256}"
role = "supervisor"

[policy]
passback = "hard"

[face]
models = "{models}"

[timing]
open_s = 4.0
passing_s = 4.0
denied_s = 0.3
fault_s = 0.5
retap_s = 0.2

{neighbours}
[[lane]]
code = "in"
name = {{ zh = "进", en = "In" }}
direction = "{direction}"
mode = "pass"
reader = "reader"
scanner = "scanner"
barrier = "barrier"

[devices.reader]
driver = "serial-line"
port = "{reader}"
removed_after_s = 0.3

[devices.scanner]
driver = "serial-scanner"
port = "{scanner}"

[devices.barrier]
driver = "modbus-rtu"
port = "{relay}"
poll_s = 0.02
timeout_s = 0.4
inputs = {{ passage = {passage}, forced = {forced} }}
"""


class RowGate:
    """One gate of the row; its process runs between :meth:`start` and :meth:`stop`."""

    def __init__(self, name: str, lan: GateLan, hall: MisbehavingHall, folder: Path) -> None:
        self.name: Final = name
        self._lan: Final = lan
        self.folder: Final = folder
        self.reader: Final = LineBench()
        self.scanner: Final = SerialScannerBench()
        self.relay: Final = RelayBench()
        self.line: Final = NetworkLine(lan.outside)
        self._hall: Final = hall
        self._stack: Final = ExitStack()
        self._process: subprocess.Popen[str] | None = None
        self._token, self._token_sha256 = new_token()
        self._url = ""

    def __enter__(self) -> RowGate:
        for part in (self.reader, self.scanner, self.relay, self.line):
            self._stack.enter_context(part)
        self.line.lead_to(int(self._hall.url.rpartition(":")[2]))
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()
        self._stack.close()

    def configure(self, direction: str = "in") -> None:
        self.folder.mkdir(exist_ok=True)
        url = f"http://{self._lan.outside}:{self.line.port}"
        identity = self._hall.registry.identity(url, self._hall.token, device=self.name)
        file = self.folder / "identity.json"
        if not file.exists():
            file.touch(mode=0o600)
            file.write_text(identity.model_dump_json())
        self.config.write_text(
            _CONFIG.format(
                name=self.name,
                token_sha256=self._token_sha256,
                models=models_folder(),
                neighbours=self._lan.section(self.name),
                direction=direction,
                reader=self.reader.port,
                scanner=self.scanner.config().port,
                relay=self.relay.config().port,
                passage=INPUTS[Sensor.PASSAGE],
                forced=INPUTS[Sensor.FORCED],
            )
        )

    @property
    def config(self) -> Path:
        return self.folder / "gate.toml"

    def launch(self) -> None:
        """Start the process; :meth:`ready` waits for it."""
        command = [sys.executable, "-m", "yanhu", "gate", "run", "--config", str(self.config)]
        with (self.folder / "agent.log").open("a") as log:
            self._process = subprocess.Popen(
                [*self._lan.prefix(self.name), *command, "--json"],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def ready(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, (self.folder / "agent.log").read_text()
        self._url = json.loads(line)["url"]

        def serves() -> bool:
            state = self.state()
            return (
                all(device.state is DeviceStateView.READY for device in state.devices)
                and state.lanes[0].phase is LanePhase.IDLE
                and state.records.age_s is not None
            )

        wait_until(serves, f"{self.name} serves", LIMIT_S * 2)

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(signal.SIGTERM)
            process.wait(STOP_LIMIT_S)
            assert process.stdout is not None
            process.stdout.close()

    # --- what a guard and a cardholder do -----------------------------------------------------

    def state(self) -> AgentState:
        with self._lan.inside(self.name):
            answer = requests.get(
                f"{self._url}/v1/state",
                headers={"Authorization": f"Bearer {self._token}"},
                timeout=10,
                proxies={"http": ""},
            )
        assert answer.status_code == 200, answer.text
        return AgentState.model_validate_json(answer.content)

    def neighbours(self) -> NeighboursView:
        view = self.state().neighbours
        assert view is not None
        return view

    def tap(self, uid: bytes) -> VerdictView:
        """Present a card until the lane has decided about it."""
        return self._decided(self.reader.card(uid))

    def scan(self, code: str) -> VerdictView:
        """Hold a telephone before the scanner until the lane has decided about it."""
        return self._decided(self.scanner.code(code))

    def _decided(self, shown: AbstractContextManager[object]) -> VerdictView:
        before = self._last()
        wait_until(lambda: self.state().lanes[0].phase is LanePhase.IDLE, "the lane is idle")
        with shown:
            wait_until(lambda: self._last() != before, f"a verdict at {self.name}")
            verdict = self.state().lanes[0].verdict
            assert verdict is not None
            return verdict

    def pass_with(self, uid: bytes) -> None:
        """Be let in and walk through."""
        self._walks_through(self.tap(uid))

    def pass_by(self, code: str) -> None:
        """As :meth:`pass_with`, by a telephone."""
        self._walks_through(self.scan(code))

    def _walks_through(self, verdict: VerdictView) -> None:
        assert verdict.outcome is Outcome.GRANTED, verdict.reason
        self.relay.set_sensor(Sensor.PASSAGE, True)
        self._phase(LanePhase.PASSING)
        self.relay.set_sensor(Sensor.PASSAGE, False)
        self._phase(LanePhase.IDLE)

    def refusal(self, uid: bytes) -> str:
        """Be refused; the reason."""
        verdict = self.tap(uid)
        assert verdict.outcome is not Outcome.GRANTED
        return verdict.reason

    def _phase(self, phase: LanePhase) -> None:
        wait_until(lambda: self.state().lanes[0].phase is phase, f"{self.name} is {phase}")

    def _last(self) -> object:
        verdict = self.state().lanes[0].verdict
        return None if verdict is None else verdict.event_id


class GateRow:
    """The gates, their hall and the network between them."""

    def __init__(self, lan: GateLan, hall: MisbehavingHall, gates: dict[str, RowGate]) -> None:
        self.lan: Final = lan
        self.hall: Final = hall
        self.gates: Final = gates

    def publish(self, record: AccessRecord, *, to: str) -> None:
        """The hall decides something, and only the gate ``to`` reaches it."""
        self.hall.publish(record)
        self.gates[to].line.plug()

    def stop(self, *names: str) -> None:
        """End the processes of these gates, all at once."""
        with ThreadPoolExecutor() as pool:
            list(pool.map(RowGate.stop, [self.gates[name] for name in names]))

    def restart(self, *names: str) -> None:
        for name in names:
            self.gates[name].launch()
        for name in names:
            self.gates[name].ready()

    def hall_goes_away(self) -> None:
        for gate in self.gates.values():
            gate.line.pull()

    def all_gates(self, holds: Callable[[RowGate], bool], what: str) -> None:
        for gate in self.gates.values():
            wait_until(lambda gate=gate: holds(gate), f"{gate.name}: {what}", LIMIT_S * 2)  # type: ignore[misc]


@contextmanager
def gate_row(
    lan: GateLan,
    hall: MisbehavingHall,
    folder: Path,
    directions: dict[str, str],
    *records: AccessRecord,
) -> Iterator[GateRow]:
    """The gates serve, know ``records``, and hear each other; then the hall is away."""
    for record in records:
        hall.publish(record)
    with ExitStack() as stack:
        gates = {
            name: stack.enter_context(RowGate(name, lan, hall, folder / name))
            for name in directions
        }
        for name, gate in gates.items():
            gate.configure(directions[name])
            gate.launch()
        for gate in gates.values():
            gate.ready()
        row = GateRow(lan, hall, gates)
        others = len(gates) - 1
        row.all_gates(
            lambda gate: [n.reachable for n in gate.neighbours().neighbours] == [True] * others,
            "hears the others",
        )
        row.hall_goes_away()
        row.all_gates(lambda gate: not gate.state().hall.reachable, "knows that the hall is away")
        yield row
        row.stop(*gates)
