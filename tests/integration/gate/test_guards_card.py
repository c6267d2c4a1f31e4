"""A guard's card on the desk's reader vouches for an order given at a shared screen."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from gate_agent.agent import GateAgent
from gate_agent.rules.roles import Role
from gate_agent.wire.schema import LanePhase
from sync.wire import GateEventKind, ReturnStatus
from tests.helpers.gate import GUARD, Gate
from tests.helpers.misbehaving_hall import MisbehavingHall
from tests.helpers.records import approved, new_uid
from tests.helpers.waiting import wait_until

ORDER = {"reason": "visitor", "by_card": True}


def order_by_card(
    gate: Gate, agent: GateAgent, token: str, uid: bytes, path: str = "lanes/L1/open"
) -> str:
    """Order, then show a card; the refusal's code, or empty when it was carried out."""
    body = {"by_card": True} if path.endswith("confirm") else ORDER
    with ThreadPoolExecutor(1) as screen:
        answer = screen.submit(gate.ask, "POST", f"/v1/{path}", token, json=body)
        wait_until(lambda: agent.card_desk.waiting, "the order waits for a card")
        with gate.site.pcsc.card(uid, 1):
            return code(answer.result())


def code(answer: requests.Response) -> str:
    return "" if answer.status_code == 204 else str(answer.json()["code"])


def test_the_card_gives_the_order_and_its_guard_is_journalled(
    gate: Gate, hall: MisbehavingHall
) -> None:
    duty, office, stranger = new_uid(), new_uid(), new_uid()
    gate.add_desk()
    screen = gate.add_guard("Screen", Role.VIEWER)
    gate.add_guard("Guard Lu", Role.GUARD, hall.registry.digest(duty))
    gate.add_guard("Office", Role.TECHNICIAN, hall.registry.digest(office))
    with gate.running() as agent:
        assert gate.state().desk_reader == "desk"
        assert code(gate.ask("POST", "/v1/lanes/L1/open", screen, json={"reason": "visitor"})) == (
            "role_lacks"
        )
        assert order_by_card(gate, agent, screen, stranger) == "card_unknown"
        assert order_by_card(gate, agent, screen, office) == "role_lacks"
        assert not gate.site.relay.is_open()
        assert order_by_card(gate, agent, screen, duty) == ""
        assert gate.site.relay.is_open()
        wait_until(lambda: "opened_by_guard" in [e.kind for e in hall.events.values()], "told")
    (opened,) = [e for e in hall.events.values() if e.kind is GateEventKind.OPENED_BY_GUARD]
    assert (opened.guard, opened.reason) == ("Guard Lu", "visitor")


def test_the_second_guard_confirms_by_card_at_the_first_ones_screen(
    gate: Gate, hall: MisbehavingHall
) -> None:
    gate.by_card_alone()
    duty, revoked = new_uid(), new_uid()
    gate.add_desk()
    gate.add_guard("Guard Lu", Role.GUARD, hall.registry.digest(duty))
    hall.publish(approved(hall.registry.digest(revoked), status=ReturnStatus.REVOKED))
    with gate.running() as agent:
        assert gate.tap(revoked).reason == "revoked"
        refusal = gate.open_by_hand("id_checked")
        assert refusal is not None
        assert refusal.code == "second_guard_needed"
        assert order_by_card(gate, agent, gate.token, duty, "lanes/L1/confirm") == ""
        wait_until(lambda: "opened_by_guard" in [e.kind for e in hall.events.values()], "told")
    (opened,) = [e for e in hall.events.values() if e.kind is GateEventKind.OPENED_BY_GUARD]
    assert (opened.guard, opened.second_guard) == (GUARD, "Guard Lu")


def test_a_screen_that_hangs_up_has_ordered_nothing(gate: Gate, hall: MisbehavingHall) -> None:
    duty = new_uid()
    gate.add_desk()
    gate.add_guard("Guard Lu", Role.GUARD, hall.registry.digest(duty))
    with gate.running() as agent:
        with pytest.raises(requests.exceptions.ReadTimeout):
            requests.post(
                gate.url + "/v1/lanes/L1/open",
                headers={"Authorization": f"Bearer {gate.token}"},
                json=ORDER,
                timeout=0.5,
            )

        wait_until(lambda: not agent.card_desk.waiting, "the desk is free again")
        with gate.site.pcsc.card(duty, 1):
            assert code(gate.ask("POST", "/v1/lanes/L1/refuse", json={"reason": "visitor"})) == (
                "nobody_there"
            )
        wait_until(lambda: gate.state().lanes[0].phase is LanePhase.IDLE, "nothing moved")
        assert gate.site.relay.moves == []


def test_a_gate_without_a_desk_says_so(gate: Gate) -> None:
    with gate.running():
        assert code(gate.ask("POST", "/v1/lanes/L1/open", json=ORDER)) == "no_desk_reader"


def test_the_card_for_the_configuration_is_read_without_showing_its_number(
    gate: Gate, hall: MisbehavingHall
) -> None:
    uid = new_uid()
    gate.add_desk()
    command = [sys.executable, "-m", "yanhu", "gate", "guard-card", "--json"]
    with gate.site.pcsc.card(uid, 1):
        done = subprocess.run(
            [*command, "--config", str(gate.config)], capture_output=True, text=True, timeout=60
        )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"card": hall.registry.digest(uid)}
    assert uid.hex() not in done.stdout + done.stderr
