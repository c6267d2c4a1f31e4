"""Three gates on one network, the hall away: what one saw holds at all.

In network namespaces where the machine allows them, else (and with YANHU_TEST_NETWORK=loopback) on
loopback addresses.
"""

from __future__ import annotations

import base64
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner

from gate_agent.commands.gate import app
from gate_agent.neighbours import facts
from gate_agent.neighbours.codec import (
    BOOT_BYTES,
    Errand,
    Hello,
    Letter,
    Sealer,
    Tell,
    site_key,
)
from gate_agent.neighbours.exchange import microseconds
from gate_agent.neighbours.facts import Fact, Said, Withdrawn
from sync.passes import PASS_LIFE_LIMIT
from sync.wire import AccessRecord, ReturnStatus
from tests.helpers.gate_lan import GateLan, LoopbackLan, NamespaceLan, namespaces_work
from tests.helpers.gate_row import GateRow, RowGate, gate_row
from tests.helpers.gate_town import passed
from tests.helpers.misbehaving_hall import MisbehavingHall, misbehaving_hall
from tests.helpers.records import Registry, approved, new_uid
from tests.helpers.waiting import LIMIT_S, wait_until

GATES = {"east": "in", "south": "in", "west": "out"}
HEALING_S = LIMIT_S * 2
FLOOD = 100
"""Datagrams at once, until it is noticed; inside the namespaces or on loopback alone."""


class People:
    """Cards and records of those who come."""

    def __init__(self, hall: MisbehavingHall, count: int) -> None:
        self.uids = [new_uid() for _ in range(count)]
        self.records: list[AccessRecord] = [approved(hall.registry.digest(u)) for u in self.uids]


def pass_of(hall: MisbehavingHall, record: AccessRecord) -> str:
    """Good for as long as a pass can be."""
    now = datetime.now(UTC)
    _, token = hall.registry.passes.issue(record.holder, now, life=PASS_LIFE_LIMIT)
    return token


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
    return People(hall, 9)


@pytest.fixture(scope="module")
def telephone(hall: MisbehavingHall, people: People) -> str:
    """The last one shows it at several gates."""
    return pass_of(hall, people.records[-1])


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


def test_a_pass_that_one_gate_took_is_refused_at_the_others(
    row: GateRow, people: People, telephone: str
) -> None:
    east, south, west = row.gates.values()
    before = _said(row, "east")
    east.pass_by(telephone)
    wait_until(lambda: _said(row, "east") == before + 2, "east tells of pass and passage")
    for gate in (south, west):
        wait_until(lambda gate=gate: _knows(row, gate.name, "east"), f"{gate.name} knows")  # type: ignore[misc]
        assert gate.scan(telephone).reason == "pass_used"
        assert not gate.state().hall.reachable


def _passes(row: GateRow, gate: str, uid: bytes) -> None:
    """Somebody goes through, and the gate says so."""
    before = _said(row, gate)
    row.gates[gate].pass_with(uid)
    wait_until(lambda: _said(row, gate) > before, f"{gate} says so")


def _flooded(row: GateRow, gate: str, liar: Liar) -> bool:
    """An enrolled gate says more than gates have to say."""
    for _ in range(FLOOD):
        row.lan.send(liar.hello(), gate)
    return "flood" in row.gates[gate].neighbours().refused


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


def test_liars_and_strangers_change_nothing(
    row: GateRow, people: People, hall: MisbehavingHall
) -> None:
    """From the network: garbage, another campus, an enrolled gate that lies, all of it twice."""
    uid, record = people.uids[4], people.records[4]
    _, south, _ = row.gates.values()
    known = {seen.gate: seen.known for seen in south.neighbours().neighbours}
    stranger = Liar(Registry(), "east")
    liar = Liar(hall.registry, "liar")
    opened = record.model_copy(update={"version": 9, "name": "别人"})
    lies = [
        secrets.token_bytes(300),
        stranger.hello(),
        liar.tells(Withdrawn(jws=hall.registry.signer.sign(opened))),
        liar.tells(passed(record.holder, datetime.now(UTC) + timedelta(hours=2))),
        liar.speaks_for("east", passed(record.holder, datetime.now(UTC))),
    ]
    for datagram in (*lies, *lies):
        row.lan.send(datagram, "south")
    names = {"garbage", "seal", "not_stricter", "future", "forged", "replayed"}
    wait_until(lambda: names <= south.neighbours().refused.keys(), "each is refused by its name")
    wait_until(lambda: _flooded(row, "south", liar), "the flood is named")
    for seen in south.neighbours().neighbours:
        assert seen.known == known.get(seen.gate, seen.known), "nothing was taken for theirs"
    wait_until(lambda: south.state().problems != (), "the guard is told")
    south.pass_with(uid)


def test_the_command_line_shows_them(row: GateRow) -> None:
    answer = CliRunner().invoke(app, ["neighbours", "--config", str(row.gates["east"].config)])
    assert answer.exit_code == 0, answer.output
    assert [line.split()[0] for line in answer.output.splitlines()][:2] == ["south", "west"]


def test_what_was_told_and_left_untold_outlives_a_restart(
    row: GateRow, hall: MisbehavingHall, people: People
) -> None:
    east, south, west = row.gates.values()
    told, untold = (pass_of(hall, people.records[which]) for which in (7, 6))
    east.pass_by(told)
    wait_until(lambda: _knows(row, "west", "east"), "west knows")
    row.lan.part("east")
    row.lan.part("west")
    _passes(row, "east", people.uids[5])
    east.pass_by(untold)
    row.stop("east", "west")
    with closing(sqlite3.connect(east.folder / "data" / "neighbours.db")) as store:
        store.execute("UPDATE statement SET sealed = x'00'")
        store.commit()
    row.restart("east", "west")
    assert list((east.folder / "data").glob("neighbours.db.damaged-*")), "set aside, not lost"
    assert west.scan(told).reason == "pass_used", "told before, and nobody can tell it again"
    row.lan.join("east")
    wait_until(
        lambda: _knows(row, "south", "east"), "south knows what the journal holds", HEALING_S
    )
    assert south.refusal(people.uids[5]) == "passback"
    assert south.scan(untold).reason == "pass_used"


class Liar:
    """A gate that the hall of ``registry`` enrolled, in bad hands."""

    def __init__(self, registry: Registry, name: str) -> None:
        neighbour = registry.neighbour(name)
        self._registry = registry
        self._name = name
        self._certificate = neighbour.certificate
        self._key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(neighbour.key))
        site = site_key(registry.credential_key)
        self._sealer = Sealer(site, self._key, secrets.token_bytes(BOOT_BYTES))
        self._said = 0

    def hello(self) -> bytes:
        return self._sealed(Hello(heads=()))

    def tells(self, fact: Fact) -> bytes:
        self._said += 1
        said = Said(log=1, number=self._said, oldest=1, fact=fact)
        statement = facts.sign(self._key, self._name, said)
        return self._sealed(Tell(certificate="", statements=(statement,)))

    def speaks_for(self, other: str, fact: Fact) -> bytes:
        said = Said(log=2**52, number=1, oldest=1, fact=fact)
        statement = facts.sign(self._key, other, said)
        certificate = self._registry.neighbour(other).certificate
        return self._sealed(Tell(certificate=certificate, statements=(statement,)))

    def _sealed(self, errand: Errand) -> bytes:
        sent = microseconds(datetime.now(UTC))
        return self._sealer.seal(Letter(certificate=self._certificate, sent=sent, errand=errand))
