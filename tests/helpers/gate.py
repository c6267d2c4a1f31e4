"""A gate on real parts: reader, camera and relay board as wire-level peers, and an agent."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Final
from uuid import UUID

import requests

from devices.face.models import MODEL_ID
from devices.face.template import encode
from devices.ports import Sensor
from gate_agent.agent import GateAgent
from gate_agent.api.tokens import new_token
from gate_agent.config_file import load_config
from gate_agent.rules.roles import Role
from gate_agent.wire.schema import AgentState, DeviceStateView, LanePhase, Refusal, VerdictView
from sync.identity import load_identity
from sync.wire import FaceTemplates, TerminalIdentity, TerminalRole
from tests.helpers.camera import CameraPeer
from tests.helpers.certificates import certificate
from tests.helpers.faces import models_folder, photograph
from tests.helpers.pcsc import PcscBench
from tests.helpers.pictures import CAPTURE_MOMENTS, engine, taken
from tests.helpers.relay import INPUTS, RelayBench
from tests.helpers.waiting import LIMIT_S, wait_until

GUARD: Final = "Guard Wei"
STOP_LIMIT_S: Final = 10.0

_CONFIG: Final = """\
[gate]
code = "east"
name = {{ zh = "东门", en = "East gate" }}
data = "data"

[hall]
identity = "identity.json"
wait_s = 5.0

[api]
port = 0

[[api.guard]]
name = "{guard}"
role = "supervisor"
token_sha256 = "{token_sha256}"

[face]
models = "{models}"

[timing]
face_wait_s = 1.8
open_s = 2.5
passing_s = 3.0
denied_s = 1.0
fault_s = 1.0
retap_s = 0.0

[[lane]]
code = "L1"
name = {{ zh = "1 号道", en = "Lane 1" }}
direction = "in"
mode = "{mode}"
reader = "reader"
camera = "camera"
barrier = "barrier"

[devices.reader]
driver = "pcsc"
reader = "{reader}"

[devices.camera]
driver = "mjpeg"
url = "{camera}"

[devices.barrier]
driver = "modbus-rtu"
port = "{relay}"
poll_s = 0.05
timeout_s = 0.4
inputs = {{ passage = {passage}, forced = {forced}, fire = {fire} }}
"""


@cache
def enrolled_face(person: str) -> FaceTemplates:
    """Templates as the kiosk makes them of photograph ``person``: three moments of one scene."""
    loaded = engine()
    vectors = []
    for moment in CAPTURE_MOMENTS:
        picture = taken(person, moment)
        vectors.append(encode(loaded.embed(picture, loaded.detect(picture)[0])))
    return FaceTemplates(model=MODEL_ID, vectors=tuple(vectors))


ANSWER_S: Final = 30.0
"""Looking for ports takes three seconds, and more on a busy machine."""


class GateSite:
    """The hardware of one lane. A context manager; agents come and go on it."""

    def __init__(self) -> None:
        self.pcsc: Final = PcscBench()
        self.relay: Final = RelayBench()
        self.camera: Final = CameraPeer()
        self._stack: Final = ExitStack()

    def __enter__(self) -> GateSite:
        for peer in (self.pcsc, self.relay, self.camera):
            self._stack.enter_context(peer)
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def person(self, name: str | None) -> None:
        """Who stands before the camera: a photograph's name, or nobody."""
        self.camera.show(None if name is None else photograph(name))

    def configure(self, folder: Path, identity: TerminalIdentity, mode: str = "card+face") -> Gate:
        """Write the agent's files below ``folder``."""
        token, token_sha256 = new_token()
        identity_file = folder / "identity.json"
        identity_file.touch(mode=0o600)
        identity_file.write_text(identity.model_dump_json())
        config = folder / "gate.toml"
        config.write_text(
            _CONFIG.format(
                guard=GUARD,
                token_sha256=token_sha256,
                models=models_folder(),
                mode=mode,
                reader=self.pcsc.config().reader,
                camera=self.camera.url,
                relay=self.relay.config().port,
                passage=INPUTS[Sensor.PASSAGE],
                forced=INPUTS[Sensor.FORCED],
                fire=INPUTS[Sensor.FIRE],
            )
        )
        return Gate(self, config, token)


class Gate:
    """One configured agent, run in this process or in one of its own, and its local API."""

    def __init__(self, site: GateSite, config: Path, token: str) -> None:
        self.site: Final = site
        self.config: Final = config
        self.data: Final = config.parent / "data"
        self.token: Final = token
        self.url = ""
        self._session: Final = requests.Session()
        self._session.trust_env = False

    def by_card_alone(self) -> None:
        """No camera at the lane: its faces have tests of their own, and cost most of an agent."""
        text = self.config.read_text().replace('mode = "card+face"', 'mode = "card"')
        text = text.replace('camera = "camera"\n', "")
        before, camera, after = text.partition("[devices.camera]\n")
        self.config.write_text(before + (camera and after[after.index("[devices.") :]))

    def add_desk(self) -> None:
        """Put the second virtual reader on the guards' desk."""
        text = self.config.read_text().replace("port = 0", 'port = 0\ndesk_reader = "desk"', 1)
        reader = self.site.pcsc.config(1).reader
        desk = f'[devices.desk]\ndriver = "pcsc"\nreader = "{reader}"\n'
        self.config.write_text(f"{text}\n{desk}")

    def add_tls(self) -> tuple[Path, Path]:
        """Let the local API speak HTTPS alone; returns certificate and key, which this trusts."""
        folder = self.config.parent
        cert, key = certificate(folder)
        files = f'tls_cert = "{cert.name}"\ntls_key = "{key.name}"'
        text = self.config.read_text().replace("port = 0", f"port = 0\n{files}", 1)
        self.config.write_text(text)
        self._session.verify = str(cert)
        return cert, key

    def add_guard(self, name: str, role: Role = Role.GUARD, *cards: str) -> str:
        """Put somebody more into the configuration; returns the token."""
        token, token_sha256 = new_token()
        entry = {"name": name, "role": role.value, "token_sha256": token_sha256}
        lines = [f"{key} = {json.dumps(value)}" for key, value in entry.items()]
        if cards:
            lines.append(f"cards = {json.dumps(cards)}")
        text = self.config.read_text()
        self.config.write_text("\n".join([text, "[[api.guard]]", *lines, ""]))
        return token

    # --- running ------------------------------------------------------------------------------

    @contextmanager
    def running(self, ready: bool = True) -> Iterator[GateAgent]:
        """The agent in this process; with ``ready``, wait until lane and records are."""
        checked = load_config(self.config)
        identity = load_identity(checked.hall.identity, TerminalRole.GATE)
        agent = GateAgent(checked, identity)
        try:
            agent.start()
            self.url = agent.url
            if ready:
                self.wait_ready()
            yield agent
        finally:
            self._session.close()
            agent.stop()

    @contextmanager
    def process(self) -> Iterator[subprocess.Popen[str]]:
        """The agent as `yanhu gate run`, from its ready line to its end."""
        command = [sys.executable, "-m", "yanhu", "gate", "run", "--config", str(self.config)]
        log = self.config.parent / "agent.log"
        with (
            log.open("a") as stderr,
            subprocess.Popen(
                [*command, "--json"], stdout=subprocess.PIPE, stderr=stderr, text=True
            ) as process,
        ):
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line, f"the agent did not start: {log.read_text()}"
            self.url = json.loads(line)["url"]
            try:
                yield process
            finally:
                self._session.close()
                process.send_signal(signal.SIGTERM)
                process.wait(STOP_LIMIT_S)

    def wait_ready(self) -> None:
        self.wait_devices()
        wait_until(lambda: self.state().records.age_s is not None, "the records are ready")

    def wait_devices(self) -> None:
        def ready() -> bool:
            return all(lane.phase is LanePhase.IDLE for lane in self.state().lanes)

        self.wait_devices_serve()
        wait_until(ready, "the lane is ready", LIMIT_S * 2)

    def wait_devices_serve(self) -> None:
        def ready() -> bool:
            devices = self.state().devices
            return all(device.state is DeviceStateView.READY for device in devices)

        wait_until(ready, "the devices are ready", LIMIT_S * 2)

    # --- the local API ------------------------------------------------------------------------

    def ask(
        self, method: str, path: str, token: str | None = None, **more: object
    ) -> requests.Response:
        """One request of a guard's screen."""
        headers = {"Authorization": f"Bearer {self.token if token is None else token}"}
        url = self.url + path
        return self._session.request(method, url, headers=headers, timeout=ANSWER_S, **more)  # type: ignore[arg-type]

    def state(self) -> AgentState:
        answer = self.ask("GET", "/v1/state")
        assert answer.status_code == 200, answer.text
        return AgentState.model_validate_json(answer.content)

    def open_by_hand(self, reason: str, lane: str = "L1") -> Refusal | None:
        """A guard's order; None when it was obeyed."""
        answer = self.ask("POST", f"/v1/lanes/{lane}/open", json={"reason": reason})
        return None if answer.status_code == 204 else Refusal.model_validate_json(answer.content)

    def lent(self, device: str) -> bool:
        """Whether a technician waits for what ``device`` reads."""
        try:
            answer = requests.post(
                f"{self.url}/v1/devices/{device}/reading",
                headers={"Authorization": f"Bearer {self.token}"},
                timeout=0.1,
            )
        except requests.Timeout:
            return False
        return Refusal.model_validate_json(answer.content).code == "device_lent"

    def verdict(self) -> VerdictView | None:
        return self.state().lanes[0].verdict

    def last_event(self) -> UUID | None:
        verdict = self.verdict()
        return None if verdict is None else verdict.event_id

    def next_verdict(self, after: UUID | None) -> VerdictView:
        """The first verdict that is not ``after``."""
        return self.wait_verdict(lambda verdict: verdict.event_id != after, "a new verdict")

    def wait_verdict(self, fits: Callable[[VerdictView], bool], what: str) -> VerdictView:
        found: list[VerdictView] = []

        def look() -> bool:
            verdict = self.verdict()
            if verdict is not None and fits(verdict):
                found.append(verdict)
            return bool(found)

        wait_until(look, what)
        return found[0]

    def wait_phase(self, phase: LanePhase) -> None:
        wait_until(lambda: self.state().lanes[0].phase is phase, f"the lane is {phase}")

    def walk_through(self) -> None:
        """Somebody who may: cover the passage sensor and free it again."""
        self.site.relay.set_sensor(Sensor.PASSAGE, True)
        self.wait_phase(LanePhase.PASSING)
        self.site.relay.set_sensor(Sensor.PASSAGE, False)

    def tap(self, uid: bytes) -> VerdictView:
        """Present a card until the lane has decided about it."""
        before = self.last_event()
        with self.site.pcsc.card(uid):
            return self.next_verdict(before)
