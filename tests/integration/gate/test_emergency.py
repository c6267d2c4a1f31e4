"""Fire and lockdown on real parts, over restarts, and ended by a named guard."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from time import monotonic

import pytest

from devices.ports import CardRemoved, Sensor, SensorChanged
from devices.rig import Rig
from gate_agent.desk.emergency import EmergencyDesk
from gate_agent.journal.checkpoints import EVERY_S
from gate_agent.journal.start import JOURNAL_FILE
from gate_agent.journal.store import NewEvent
from gate_agent.passage.event_reasons import ALL_LANES
from gate_agent.rules.roles import Role
from gate_agent.wire.schema import LanePhase
from sync.wire import GateEvent, GateEventKind
from tests.helpers.gate import GUARD, Gate
from tests.helpers.misbehaving_hall import MisbehavingHall
from tests.helpers.records import approved, new_uid
from tests.helpers.relay import INPUTS, RelayBench, TcpRelayBench
from tests.helpers.waiting import wait_until

API_THREADS = 40
"""Of anyio, for whatever blocks."""
Keep = Callable[[EmergencyDesk, NewEvent], bool]


@pytest.fixture
def gate(gate: Gate) -> Gate:
    gate.by_card_alone()
    return gate


def order(gate: Gate, path: str, reason: str = "drill") -> str:
    """A guard's order; the refusal's code, or empty when it was carried out."""
    answer = gate.ask("POST", f"/v1/{path}", json={"reason": reason})
    return "" if answer.status_code == 204 else str(answer.json()["code"])


def told(hall: MisbehavingHall) -> list[GateEvent]:
    events = sorted(hall.events.values(), key=lambda event: event.seq)
    return [event for event in events if event.kind is not GateEventKind.STARTED]


def rising(relay: RelayBench, keep: Keep) -> Keep:
    """``keep``, while whose flush of a release a fire input becomes active."""

    def kept(desk: EmergencyDesk, new: NewEvent) -> bool:
        done = keep(desk, new)
        if new.kind is GateEventKind.FIRE_RELEASED:
            relay.set_sensor(Sensor.FIRE, True)
            wait_until(lambda: bool(desk._inputs), "the gate has heard the input")
        return done

    return kept


def test_fire_opens_and_stays_until_a_named_guard_ends_it(
    gate: Gate, hall: MisbehavingHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    held_at_start: list[bool] = []
    start = Rig.start

    def looked_at(rig: Rig) -> None:
        held_at_start.append(rig.orders["barrier"].held)
        start(rig)

    monkeypatch.setattr(Rig, "start", looked_at)
    relay = gate.site.relay
    host = gate.config.read_text().replace("poll_s = 0.05", 'poll_s = 0.05\nclosing = "host"')
    gate.config.write_text(host)
    with gate.running():
        relay.set_sensor(Sensor.FIRE, True)
        gate.wait_phase(LanePhase.EVACUATION)
        wait_until(relay.is_open, "the barrier is open")
        fire = gate.state().emergency.fire
        assert fire is not None
        assert fire.by == ""
        assert order(gate, "emergency/fire/release") == "fire_input_active"
        assert order(gate, "lanes/L1/open") == "lane_busy"
    relay.set_sensor(Sensor.FIRE, False)
    with gate.running(ready=False) as agent:
        gate.wait_phase(LanePhase.EVACUATION)
        gate.wait_devices_serve()
        assert relay.is_open()
        assert held_at_start == [False, True], "a barrier that connects knows of the fire already"
        assert relay.moves == [True], "nothing closed it, not even at the restart"
        with monkeypatch.context() as patched:
            patched.setattr(EmergencyDesk, "_keep", rising(relay, EmergencyDesk._keep))
            assert order(gate, "emergency/fire/release") == "fire_input_active"
        relay.set_sensor(Sensor.FIRE, False)
        wait_until(lambda: not agent._emergency._inputs, "the input is off again")
        assert relay.moves == [True], "the lane never closed"
        gate.wait_phase(LanePhase.EVACUATION)
        assert order(gate, "emergency/fire/release", "all are out") == ""
        gate.wait_phase(LanePhase.IDLE)
        wait_until(lambda: not relay.is_open(), "the barrier is closed")
        assert gate.state().emergency.fire is None
        assert order(gate, "emergency/fire/release") == "not_in_force"
        wait_until(lambda: len(told(hall)) == 4, "the hall knows")
    began, _, again, ended = told(hall)
    assert again.kind is GateEventKind.FIRE
    assert (began.kind, began.lane) == (GateEventKind.FIRE, "L1")
    assert (ended.kind, ended.guard, ended.reason) == ("fire_released", GUARD, "all are out")
    with gate.running():
        assert gate.state().emergency.fire is None


def test_fire_at_a_board_of_no_lane_opens_them_all(gate: Gate, hall: MisbehavingHall) -> None:
    """As where the fire panel has a board of its own."""
    with TcpRelayBench() as panel:
        config = f'driver = "modbus-tcp"\nhost = "127.0.0.1"\ntcp_port = {panel.tcp_port}'
        wired = f"inputs = {{ fire = {INPUTS[Sensor.FIRE]} }}"
        gate.config.write_text(f"{gate.config.read_text()}\n[devices.panel]\n{config}\n{wired}\n")
        with gate.running():
            panel.set_sensor(Sensor.FIRE, True)
            gate.wait_phase(LanePhase.EVACUATION)
            wait_until(gate.site.relay.is_open, "the barrier is open")
            panel.set_sensor(Sensor.FIRE, False)
            wait_until(lambda: not order(gate, "emergency/fire/release"), "a guard ends it")
            gate.wait_phase(LanePhase.IDLE)
            wait_until(lambda: len(told(hall)) == 2, "the hall knows")
    assert told(hall)[0].lane == ALL_LANES


def test_fire_opens_a_lane_that_the_disk_holds_up(gate: Gate) -> None:
    """What came before the fire would take the lane half a minute to write."""
    relay = gate.site.relay
    with gate.running() as agent:
        wait_until(lambda: gate.state().backlog.waiting == 0, "the start was reported")
        with closing(sqlite3.connect(gate.data / JOURNAL_FILE, isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            for _ in range(6):
                agent._lanes.heard(SensorChanged("barrier", monotonic(), Sensor.FORCED, True))
            relay.set_sensor(Sensor.FIRE, True)
            wait_until(relay.is_open, "the barrier is open")
            holder.execute("ROLLBACK")
        gate.wait_phase(LanePhase.EVACUATION)
        relay.set_sensor(Sensor.FIRE, False)
        wait_until(lambda: not order(gate, "emergency/fire/release"), "a guard ends it")
        wait_until(lambda: not relay.is_open(), "the barrier is closed")


def test_a_checkpoint_that_waits_for_the_disk_keeps_no_fire_from_the_lanes(gate: Gate) -> None:
    relay = gate.site.relay
    with gate.running() as agent:
        wait_until(lambda: gate.state().backlog.waiting == 0, "the start was reported")
        with closing(sqlite3.connect(gate.data / JOURNAL_FILE, isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            agent._journal._vouched_at -= EVERY_S
            for _ in range(6):
                agent._router._events.put(CardRemoved("reader", monotonic()))
            relay.set_sensor(Sensor.FIRE, True)
            wait_until(relay.is_open, "the barrier is open")
            holder.execute("ROLLBACK")


def test_a_lockdown_refuses_all_but_the_named_groups_and_survives_a_restart(
    gate: Gate, hall: MisbehavingHall
) -> None:
    gate.config.write_text(gate.config.read_text() + '[policy]\nlockdown_groups = ["rescue"]\n')
    student, rescuer = new_uid(), new_uid()
    hall.publish(approved(hall.registry.digest(student), groups=("2024",)))
    hall.publish(approved(hall.registry.digest(rescuer), groups=("staff", "rescue")))
    with gate.running():
        assert order(gate, "emergency/lockdown", "stranger on campus") == ""
        assert order(gate, "emergency/lockdown") == "in_force"
        assert gate.tap(student).reason == "lockdown"
    with gate.running():
        lockdown = gate.state().emergency.lockdown
        assert lockdown is not None
        assert (lockdown.by, lockdown.reason) == (GUARD, "stranger on campus")
        assert gate.tap(student).reason == "lockdown"
        assert gate.tap(rescuer).reason == ""
        gate.walk_through()
        assert order(gate, "emergency/lockdown/end", "found") == ""
        assert order(gate, "emergency/lockdown/end") == "not_in_force"
        assert gate.tap(student).reason == ""


def test_a_lane_out_of_service_says_so_until_it_is_put_back(
    gate: Gate, hall: MisbehavingHall
) -> None:
    with gate.running():
        assert order(gate, "lanes/L1/take-out", "oil the hinges") == ""
        gate.wait_phase(LanePhase.MAINTENANCE)
        assert order(gate, "lanes/L1/put-back", "done") == ""
        gate.wait_phase(LanePhase.IDLE)
        wait_until(lambda: len(told(hall)) == 2, "the hall knows")
    assert [(event.kind, event.guard) for event in told(hall)] == [
        (GateEventKind.MAINTENANCE, GUARD),
        (GateEventKind.IN_SERVICE, GUARD),
    ]


def damage_journal(gate: Gate) -> None:
    """Change the newest event, so that the next start begins another journal."""
    with sqlite3.connect(gate.data / JOURNAL_FILE) as journal:
        journal.execute("DROP TRIGGER event_is_final")
        journal.execute(
            "UPDATE event SET body = replace(body, 'L1', 'L2')"
            " WHERE seq = (SELECT max(seq) FROM event)"
        )
    journal.close()


def all_go_out_in_a_fire(gate: Gate) -> None:
    gate.site.relay.set_sensor(Sensor.FIRE, True)
    gate.wait_phase(LanePhase.EVACUATION)
    gate.site.relay.set_sensor(Sensor.FIRE, False)
    wait_until(lambda: order(gate, "emergency/fire/release") == "", "the fire is over")
    gate.wait_phase(LanePhase.IDLE)


def test_who_is_inside_is_remembered_over_a_restart(gate: Gate, hall: MisbehavingHall) -> None:
    gate.config.write_text(gate.config.read_text() + '[policy]\npassback = "hard"\n')
    student, guest = new_uid(), new_uid()
    hall.publish(approved(hall.registry.digest(student)))
    hall.publish(approved(hall.registry.digest(guest), entries=1))
    with gate.running():
        assert gate.tap(student).reason == ""
        gate.wait_phase(LanePhase.IDLE)
        assert gate.tap(student).reason == "", "nobody went, so nothing is used up"
        gate.walk_through()
        gate.wait_verdict(lambda verdict: verdict.passed, "the passage is confirmed")
        assert gate.tap(guest).reason == ""
        gate.walk_through()
        gate.wait_verdict(lambda verdict: verdict.passed, "the passage is confirmed")
        assert gate.tap(student).reason == "passback"
    for damaged in (False, True):
        if damaged:
            damage_journal(gate)
        with gate.running():
            assert bool(gate.state().problems) is damaged
            assert gate.tap(student).reason == "passback"
            assert gate.tap(guest).reason == "entries_used"
            if damaged:
                all_go_out_in_a_fire(gate)
                assert gate.tap(guest).reason == "entries_used"
                assert gate.tap(student).reason == "", "whoever was inside may come back"


def test_a_lockdown_waits_for_no_thread_that_a_disk_holds_up(gate: Gate) -> None:
    hasty = [gate.add_guard(f"Hasty {n}", Role.SUPERVISOR) for n in range(3)]

    def release(token: str) -> None:
        gate.ask("POST", "/v1/emergency/fire/release", token, json={"reason": "drill"})

    def workers() -> int:
        return sum(one.name.startswith("AnyIO") for one in threading.enumerate())

    with gate.running() as agent:
        desk = agent._emergency
        orders = [
            threading.Thread(target=release, args=(token,)) for token in hasty for _ in range(15)
        ]
        last = threading.Thread(target=order, args=(gate, "emergency/lockdown"))
        with desk._writing:  # as over a flush that hangs
            for one in orders:
                one.start()
            wait_until(lambda: workers() == API_THREADS, "all threads wait for the disk")
            last.start()
            wait_until(desk.locked_down, "the lockdown is in force all the same")
        for one in (*orders, last):
            one.join()
