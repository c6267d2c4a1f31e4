"""A technician at the devices of a running gate, through its agent's local API."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import requests
from typer.testing import CliRunner

from devices.camera.jpeg import size_of
from devices.diagnostics.bundle.file import read_bundle
from devices.diagnostics.ports.attached import Transport
from devices.diagnostics.ports.choice import Chosen
from devices.diagnostics.ports.offers import PortOffers
from devices.diagnostics.trials.by_hand import Inputs
from devices.diagnostics.trials.lent_events import Reading
from devices.diagnostics.trials.look import Preview
from devices.face.judge import FaceVerdict
from devices.ports import CardProtocol, Sensor
from gate_agent.commands.gate import app as commands
from gate_agent.wire.reports import ShiftEvent, ShiftView
from gate_agent.wire.schema import LanePhase, Refusal, SelfTestOutcome, SelfTestResult
from sync.wire import ActOutcome, GateEventKind
from tests.helpers.gate import GUARD, Gate, GateSite
from tests.helpers.hostile_camera import HostileCamera
from tests.helpers.misbehaving_hall import MisbehavingHall
from tests.helpers.pcsc import random_number
from tests.helpers.waiting import wait_until


@pytest.fixture(scope="module")
def gate(
    site: GateSite, shared_hall: MisbehavingHall, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gate]:
    configured = site.configure(tmp_path_factory.mktemp("gate"), shared_hall.identity())
    text = configured.config.read_text()
    moving = text.replace("poll_s = 0.05", "poll_s = 0.05\nself_test_pulse = true")
    configured.config.write_text(moving)
    with configured.running():
        yield configured


Act = tuple[GateEventKind, str, ActOutcome]


@contextmanager
def journalling(hall: MisbehavingHall, *expected: Act) -> Iterator[None]:
    """Of what a technician does inside exactly this reaches the hall, by name and in order."""

    def acts() -> list[Act]:
        events = sorted(hall.events.copy().values(), key=lambda event: event.seq)
        return [
            (event.kind, event.device, event.outcome)
            for event in events
            if event.guard == GUARD and event.outcome is not None
        ]

    before = acts()
    yield
    wait_until(lambda: len(acts()) >= len(before) + len(expected), "the hall has it")
    assert acts() == [*before, *expected]


def preview(gate: Gate) -> Preview:
    answer = gate.ask("GET", "/v1/devices/camera/preview")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return Preview.model_validate_json(answer.content)


def refusal(answer: requests.Response) -> tuple[int, str]:
    return answer.status_code, Refusal.model_validate_json(answer.content).code


@contextmanager
def out_of_service(gate: Gate) -> Iterator[None]:
    gate.ask("POST", "/v1/lanes/L1/take-out", json={"reason": "maintenance"})
    gate.wait_phase(LanePhase.MAINTENANCE)
    yield
    gate.ask("POST", "/v1/lanes/L1/put-back", json={"reason": "all well"})
    gate.wait_phase(LanePhase.IDLE)


def test_the_preview_shows_the_face_with_its_box_and_verdict(gate: Gate) -> None:
    gate.site.person("person_a_1")
    found: list[Preview] = []

    def judged_good() -> bool:
        look = preview(gate)
        found[:] = [look]
        return look.face is not None and look.face.verdict is FaceVerdict.GOOD and look.fps > 1

    wait_until(judged_good, "the face is good and the frame rate is known")
    look = found[0]
    assert size_of(look.jpeg) == (look.width, look.height) == (640, 480)
    assert look.face is not None
    assert look.face.box is not None
    assert 0.1 < look.face.box.width < 0.6
    assert look.frames > look.dropped >= 0
    gate.site.person(None)
    wait_until(
        lambda: (face := preview(gate).face) is not None and face.verdict is FaceVerdict.NO_FACE,
        "nobody is there any more",
    )


def test_inputs_are_told_as_they_are(gate: Gate) -> None:
    def active() -> dict[Sensor, bool]:
        answer = gate.ask("GET", "/v1/devices/barrier/inputs")
        return Inputs.model_validate_json(answer.content).active

    with out_of_service(gate):
        gate.site.relay.set_sensor(Sensor.PASSAGE, True)
        wait_until(lambda: active()[Sensor.PASSAGE], "the input is active")
        gate.site.relay.set_sensor(Sensor.PASSAGE, False)
        wait_until(lambda: not active()[Sensor.PASSAGE], "the input is free")


def test_a_card_for_the_technician_opens_nothing(
    gate: Gate, capfd: pytest.CaptureFixture[str]
) -> None:
    number = random_number()
    before = gate.last_event()
    answers: list[requests.Response] = []

    logs: list[str] = []

    def asked() -> bool:
        logs.extend(capfd.readouterr())
        return "device.by_hand" in "".join(logs)

    asking = threading.Thread(
        target=lambda: answers.append(gate.ask("POST", "/v1/devices/reader/reading"))
    )
    asking.start()
    wait_until(asked, "the first one asks")
    # The second who asks is refused: only then does the first one surely wait.
    wait_until(lambda: gate.lent("reader"), "the reader is lent")
    with gate.site.pcsc.card(number):
        asking.join()
    reading = Reading.model_validate_json(answers[0].content)
    assert reading.card is not None
    assert reading.card.number == number.hex(" ").upper()
    assert reading.card.atr.startswith("3B")
    assert reading.card.protocol is CardProtocol.CONTACTLESS
    assert number.hex(" ").upper() not in repr(reading)
    assert gate.last_event() == before, "the lane knows nothing of it"
    assert gate.state().lanes[0].phase is LanePhase.IDLE
    logged = "".join([*logs, *capfd.readouterr()]).lower().replace(" ", "")
    assert number.hex() not in logged


def test_whoever_hangs_up_gives_the_reader_back(gate: Gate) -> None:
    wait_until(lambda: not gate.lent("reader"), "the reader was lent to somebody who hung up")
    desk_free = threading.Event()

    def back() -> bool:
        with gate.site.pcsc.card(random_number()):
            before = gate.last_event()
            try:
                wait_until(lambda: gate.last_event() != before, "the lane hears the card", 2.0)
            except AssertionError:
                return False
            desk_free.set()
        return True

    wait_until(back, "the lane gets its cards again")
    assert desk_free.is_set()
    gate.wait_phase(LanePhase.IDLE)


@pytest.mark.parametrize("how", ["pulse", "self-test"])
def test_a_barrier_in_service_is_not_moved(
    gate: Gate, shared_hall: MisbehavingHall, how: str
) -> None:
    gate.site.relay.moves.clear()
    with journalling(shared_hall):
        answer = gate.ask("POST", f"/v1/devices/barrier/{how}")
    assert refusal(answer) == (409, "lane_in_service")
    assert gate.site.relay.moves == []


def test_a_barrier_out_of_service_is_pulsed_and_says_which_input_answered(
    gate: Gate, shared_hall: MisbehavingHall
) -> None:
    kind = GateEventKind.BARRIER_PULSED
    begun, done = (kind, "barrier", ActOutcome.BEGUN), (kind, "barrier", ActOutcome.DONE)
    with out_of_service(gate), journalling(shared_hall, begun, done):
        gate.site.relay.moves.clear()
        answers: list[requests.Response] = []
        asking = threading.Thread(
            target=lambda: answers.append(gate.ask("POST", "/v1/devices/barrier/pulse"))
        )
        asking.start()
        wait_until(lambda: gate.site.relay.moves == [True], "the relay moved")
        gate.site.relay.set_sensor(Sensor.PASSAGE, True)
        asking.join()
        gate.site.relay.set_sensor(Sensor.PASSAGE, False)
        result = SelfTestResult.model_validate_json(answers[0].content)
        assert result.outcome is SelfTestOutcome.PASSED
        assert "Passage beam +" in result.detail.en
        (act,) = acts_told(gate)
        assert (act.kind, act.guard) == (kind, GUARD)
        assert (act.device, act.outcome) == ("barrier", ActOutcome.DONE), "once, by its end"
        assert gate.site.relay.moves == [True, False]


def acts_told(gate: Gate) -> list[ShiftEvent]:
    """What of technicians' work on barriers the next shift is told."""
    since = (datetime.now(UTC) - timedelta(hours=8)).isoformat()
    answer = gate.ask("GET", "/v1/shift", params={"since": since})
    assert answer.status_code == 200, answer.text
    acts = ShiftView.model_validate_json(answer.content).acts
    return [act for act in acts if act.kind is GateEventKind.BARRIER_PULSED]


def hang_up(gate: Gate, path: str, body: dict[str, str]) -> None:
    """Ask and don't wait for the answer."""
    headers = {"Authorization": f"Bearer {gate.token}"}
    requests.post(gate.url + path, json=body, headers=headers, timeout=0.3)


def use(gate: Gate, device: str, port: str) -> requests.Response:
    return gate.ask("POST", f"/v1/devices/{device}/port", json={"port": port})


def test_a_reader_moves_to_the_port_that_was_found_while_the_gate_serves(
    gate: Gate, shared_hall: MisbehavingHall
) -> None:
    before = gate.config.read_text()
    answer = gate.ask("GET", "/v1/devices/reader/ports")
    offers = PortOffers.model_validate_json(answer.content)
    assert offers.transport is Transport.PCSC
    by_port = {offer.port: offer for offer in offers.found if offer.transport is Transport.PCSC}
    (here,) = (port for port, offer in by_port.items() if offer.current)
    other = gate.site.pcsc.config(1).reader
    assert other in by_port.keys() - {here}
    with journalling(shared_hall, *tried("reader", ActOutcome.DONE)):
        chosen = Chosen.model_validate_json(use(gate, "reader", other).content)
    try:
        assert (chosen.before, chosen.after) == (offers.current, other)
        assert chosen.kept.read_text() == before
        assert f'reader = "{other}"' in gate.config.read_text()
        gate.wait_devices()
        was = gate.last_event()
        with gate.site.pcsc.card(random_number(), reader=1):
            gate.next_verdict(was)
    finally:
        assert use(gate, "reader", offers.current).status_code == 200
    gate.wait_devices()
    was = gate.last_event()
    with gate.site.pcsc.card(random_number()):
        gate.next_verdict(was)
    assert gate.config.read_text() == before
    gate.wait_phase(LanePhase.IDLE)


def test_a_port_where_nothing_answers_changes_nothing(
    gate: Gate, shared_hall: MisbehavingHall
) -> None:
    before = gate.config.read_text()
    with journalling(shared_hall, *tried("reader", ActOutcome.FAILED)):
        answer = use(gate, "reader", "No such reader")
    assert refusal(answer) == (409, "port_refused")
    said = Refusal.model_validate_json(answer.content).message
    assert "No such reader" in said.en
    assert "未作改动" in said.zh
    assert refusal(use(gate, "reader", "")) == (422, "invalid_port")
    assert refusal(use(gate, "toaster", "/dev/ttyS0")) == (404, "unknown_device")
    assert gate.config.read_text() == before
    gate.config.write_text(before.replace("[devices.reader]", "[devices.renamed]"))
    try:
        assert refusal(use(gate, "reader", "Virtual PCD 1")) == (404, "unknown_device")
        gate.config.write_text("[devices")
        assert refusal(gate.ask("GET", "/v1/devices/reader/ports")) == (409, "port_refused")
        assert refusal(use(gate, "reader", "Virtual PCD 1")) == (409, "port_refused")
    finally:
        gate.config.write_text(before)
    gate.wait_devices()


def test_a_port_of_another_device_is_refused_by_its_name(gate: Gate) -> None:
    before = gate.config.read_text()
    other = gate.site.pcsc.config(1).reader
    with_desk = f'{before}\n[devices.desk]\ndriver = "pcsc"\nreader = "{other}"\n'
    gate.config.write_text(with_desk)
    try:
        answer = use(gate, "reader", other)
        assert refusal(answer) == (409, "port_refused")
        said = Refusal.model_validate_json(answer.content).message
        assert "Give desk another port first" in said.en
        assert "请先给 desk 换一个端口" in said.zh
        assert gate.config.read_text() == with_desk
    finally:
        gate.config.write_text(before)


def tried(device: str, outcome: ActOutcome) -> tuple[Act, Act]:
    kind = GateEventKind.PORT_CHANGED
    return (kind, device, ActOutcome.BEGUN), (kind, device, outcome)


def test_a_port_that_is_being_tried_can_be_called_off(
    gate: Gate, shared_hall: MisbehavingHall
) -> None:
    before = gate.config.read_text()
    patient = before.replace('driver = "mjpeg"', 'driver = "mjpeg"\nopen_timeout_s = 10.0')
    gate.config.write_text(patient)
    kept = set(gate.config.parent.glob("gate.toml*"))
    call_off = "/v1/devices/camera/port/call-off"
    assert refusal(gate.ask("POST", call_off)) == (409, "no_port_tried")
    answers: list[requests.Response] = []
    stopped = tried("camera", ActOutcome.STOPPED)
    with HostileCamera(()) as silent, journalling(shared_hall, *stopped):
        trying = threading.Thread(target=lambda: answers.append(use(gate, "camera", silent.url)))
        trying.start()
        wait_until(lambda: gate.ask("POST", call_off).status_code == 204, "it is called off")
        trying.join()
    assert refusal(answers[0]) == (409, "port_called_off")
    with (
        HostileCamera(()) as silent,
        journalling(shared_hall, *stopped),
        pytest.raises(requests.Timeout),
    ):
        hang_up(gate, "/v1/devices/camera/port", {"port": silent.url})
    assert gate.config.read_text() == patient
    assert set(gate.config.parent.glob("gate.toml*")) == kept
    gate.config.write_text(before)
    gate.wait_devices()


def test_a_barrier_in_service_stays_where_it_is(gate: Gate) -> None:
    before = gate.config.read_text()
    assert refusal(use(gate, "barrier", "/dev/ttyS9")) == (409, "lane_in_service")
    with out_of_service(gate):
        assert refusal(use(gate, "barrier", "/dev/ttyS9")) == (409, "port_refused")
    assert gate.config.read_text() == before


def test_a_barriers_self_test_and_a_bundle_are_journalled_with_the_technicians_name(
    gate: Gate, shared_hall: MisbehavingHall
) -> None:
    kind = GateEventKind.BARRIER_TESTED
    begun, done = (kind, "barrier", ActOutcome.BEGUN), (kind, "barrier", ActOutcome.DONE)
    with out_of_service(gate), journalling(shared_hall, begun, done):
        gate.site.relay.moves.clear()
        gate.ask("POST", "/v1/devices/barrier/self-test")
        assert gate.site.relay.moves == [True, False]
        gate.ask("POST", "/v1/devices/reader/reading", token="wrong")
    with journalling(shared_hall, (GateEventKind.BUNDLE_TAKEN, "", ActOutcome.DONE)):
        answer = gate.ask("GET", "/v1/support-bundle")
    assert answer.headers["Cache-Control"] == "no-store"
    bundle = read_bundle(answer.content)
    assert {"configuration.toml", "health-history.jsonl", "versions.json"} <= set(bundle.parts)
    words = ["verify-journal", "--config", str(gate.config)]
    verified = CliRunner().invoke(commands, words)
    assert verified.exit_code == 0, verified.output
    shown = CliRunner().invoke(commands, ["journal", "show", "--config", str(gate.config)])
    assert f"barrier_tested barrier begun by {GUARD}" in shown.stdout
    assert f"bundle_taken done by {GUARD}" in shown.stdout


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "barrier/preview"),
        ("GET", "camera/inputs"),
        ("POST", "barrier/reading"),
        ("POST", "camera/sample"),
        ("POST", "reader/pulse"),
        ("GET", "toaster/preview"),
        ("GET", "toaster/ports"),
        ("POST", "toaster/port/call-off"),
    ],
)
def test_what_a_device_cannot_do_is_not_there(gate: Gate, method: str, path: str) -> None:
    assert refusal(gate.ask(method, f"/v1/devices/{path}")) == (404, "unknown_device")
    answer = gate.ask(method, f"/v1/devices/{path}", token="wrong")
    assert answer.status_code in (401, 429)
