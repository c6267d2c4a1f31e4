"""Three gates on one network, the hall away: what one saw holds at all.

In network namespaces where the machine allows them, else on loopback addresses.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sync.wire import AccessRecord, ReturnStatus
from tests.helpers.gate_lan import GateLan, LoopbackLan, NamespaceLan, namespaces_work
from tests.helpers.gate_row import GateRow, RowGate, gate_row
from tests.helpers.misbehaving_hall import MisbehavingHall, misbehaving_hall
from tests.helpers.records import approved, new_uid
from tests.helpers.waiting import LIMIT_S, wait_until

GATES = {"east": "in", "south": "in", "west": "out"}
HEALING_S = LIMIT_S * 2


class People:
    """Cards and records of those who come."""

    def __init__(self, hall: MisbehavingHall, count: int) -> None:
        self.uids = [new_uid() for _ in range(count)]
        self.records: list[AccessRecord] = [approved(hall.registry.digest(u)) for u in self.uids]


@pytest.fixture(scope="module")
def lan() -> Iterator[GateLan]:
    made = NamespaceLan(tuple(GATES)) if namespaces_work() else LoopbackLan(tuple(GATES))
    print(f"gates are joined by {made.how}")
    with made as running:
        yield running


@pytest.fixture(scope="module")
def hall() -> Iterator[MisbehavingHall]:
    with misbehaving_hall() as running:
        yield running


@pytest.fixture(scope="module")
def people(hall: MisbehavingHall) -> People:
    return People(hall, 6)


@pytest.fixture(scope="module")
def row(
    lan: GateLan, hall: MisbehavingHall, people: People, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[GateRow]:
    folder = tmp_path_factory.mktemp("row")
    with gate_row(lan, hall, folder, GATES, *people.records) as running:
        yield running


def test_who_is_in_does_not_come_in_again_elsewhere(row: GateRow, people: People) -> None:
    uid = people.uids[0]
    east, south, _ = row.gates.values()
    _passes(row, "east", uid)
    wait_until(lambda: _knows(row, "south", "east"), "south knows")
    assert south.refusal(uid) == "passback"
    _passes(row, "west", uid)
    wait_until(lambda: _knows(row, "south", "west"), "south knows")
    _passes(row, "south", uid)
    wait_until(lambda: _knows(row, "east", "south"), "east knows")
    assert east.refusal(uid) == "passback"


def test_a_withdrawal_that_one_gate_knows_reaches_all(row: GateRow, people: People) -> None:
    uid, record = people.uids[1], people.records[1]
    east, south, _ = row.gates.values()
    gone = record.model_copy(update={"version": 2, "status": ReturnStatus.REVOKED})
    cursor = south.state().records.cursor
    before = _said(row, "east")
    row.publish(gone, to="east")
    wait_until(lambda: _said(row, "east") > before and _knows(row, "south", "east"), "told")
    assert south.refusal(uid) == "revoked"
    assert south.state().records.cursor == cursor, "its place in the feed is as it was"
    assert not south.state().hall.reachable
    assert east.refusal(uid) == "revoked"
    east.line.pull()


def test_a_parted_gate_learns_it_afterwards(row: GateRow, people: People) -> None:
    uid = people.uids[2]
    east, south, _ = row.gates.values()
    row.lan.part("south")
    wait_until(lambda: not _hears(row, "east", "south"), "east misses south", HEALING_S)
    wait_until(lambda: "south" in _said_wrong(east), "the guard is told", HEALING_S)
    _passes(row, "east", uid)
    row.lan.join("south")
    wait_until(lambda: _knows(row, "south", "east"), "south knows", HEALING_S)
    assert south.refusal(uid) == "passback"


def test_loss_delays_and_loses_nothing(row: GateRow, people: People) -> None:
    uid = people.uids[3]
    _, south, _ = row.gates.values()
    row.lan.lose(0.5)
    try:
        _passes(row, "east", uid)
        wait_until(lambda: _knows(row, "south", "east"), "south knows", HEALING_S)
    finally:
        row.lan.lose(0)
    assert south.refusal(uid) == "passback"


def _passes(row: GateRow, gate: str, uid: bytes) -> None:
    """Somebody goes through, and the gate says so."""
    before = _said(row, gate)
    row.gates[gate].pass_with(uid)
    wait_until(lambda: _said(row, gate) > before, f"{gate} says so")


def _said_wrong(gate: RowGate) -> str:
    return " ".join(problem.en for problem in gate.state().problems)


def _said(row: GateRow, gate: str) -> int:
    return row.gates[gate].neighbours().said


def _hears(row: GateRow, gate: str, other: str) -> bool:
    seen = row.gates[gate].neighbours().neighbours
    return any(neighbour.gate == other and neighbour.reachable for neighbour in seen)


def _knows(row: GateRow, gate: str, other: str) -> bool:
    """``gate`` has all that ``other`` has said."""
    said = row.gates[other].neighbours().said
    heard = row.gates[gate].neighbours().neighbours
    return any(seen.gate == other and seen.known == said for seen in heard)
