"""What is said at one gate is known at all, once, whatever the network does to it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gate_agent.neighbours.facts import PassUsed, Withdrawn
from gate_agent.neighbours.progress import Progress
from gate_agent.rules.told import PASSAGES_KEPT
from sync.wire import ReturnStatus
from tests.helpers.gate_town import START, Town, passed
from tests.helpers.records import Registry, approved


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = Town(tmp_path)
    for name in ("east", "south", "west"):
        made.gate(name)
    yield made
    made.close()


def test_a_passage_is_known_everywhere_at_once(town: Town) -> None:
    fact = passed(uuid4(), START)
    town.gates["east"].says(fact)
    for name in ("south", "west"):
        assert town.gates[name].ear.passages == [("east", fact)]
    assert town.gates["east"].ear.heard == 0


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32), st.floats(0, 0.6), st.integers(1, 40))
def test_loss_and_partition_heal(seed: int, loss: float, count: int) -> None:
    with TemporaryDirectory() as folder:
        town = Town(Path(folder), random.Random(seed))
        names = ("east", "south", "west")
        for name in names:
            town.gate(name)
        town.loss = loss
        town.parted = frozenset({frozenset(town.chance.sample(names, 2))})
        for _ in range(count):
            town.gates[town.chance.choice(names)].says(passed(uuid4(), town.now))
            if town.chance.random() < 0.1:
                town.turn()
        town.parted = frozenset()
        town.until(lambda: sum(g.ear.heard for g in town.gates.values()) == 2 * count, 400)
        for _ in range(3):
            town.turn()
        assert sum(g.ear.heard for g in town.gates.values()) == 2 * count, "each fact came once"
        town.close()


def test_what_a_dead_gate_said_is_handed_on(town: Town) -> None:
    town.parted = frozenset({frozenset({"east", "west"})})
    fact = passed(uuid4(), START)
    town.gates["east"].says(fact)
    assert town.gates["west"].ear.heard == 0
    town.gates.pop("east").store.close()
    town.turn()
    assert town.gates["west"].ear.passages == [("east", fact)], "south has handed it on"


def test_what_was_heard_outlives_a_restart(town: Town) -> None:
    used = PassUsed(pass_id=uuid4(), at=START)
    town.gates["east"].says(used)
    assert town.gate("west").ear.used == [used]


def test_a_withdrawal_under_a_key_that_was_replaced_hinders_no_start(town: Town) -> None:
    jws = town.registry.signer.sign(approved(status=ReturnStatus.REVOKED, version=2))
    east, west = town.gates["east"], town.gates["west"]
    east.hood.say_soon(Withdrawn(jws=jws), town.monotonic)
    town.turn()
    used = PassUsed(pass_id=uuid4(), at=START)
    east.says(used)
    assert west.ear.jws == [jws]
    town.verifier = Registry().verifier
    again = town.gate("west")
    assert (again.ear.jws, again.ear.used) == ([], [used])


def test_a_gate_knows_after_a_restart_what_it_told(town: Town) -> None:
    fact = passed(uuid4(), START)
    town.gates["east"].says(fact)
    assert town.gate("east").hood.told_before == {fact.event}
    assert town.gates["west"].hood.told_before == frozenset()


def test_a_gate_that_lost_its_store_speaks_on(town: Town) -> None:
    for _ in range(3):
        town.gates["east"].says(passed(uuid4(), START))
    town.gates.pop("east").store.close()
    shutil.rmtree(town.folder / "east")
    town.now += timedelta(seconds=5)
    town.gate("east").says(passed(uuid4(), START))
    town.turn()
    assert town.gates["west"].ear.heard == 4


def test_a_gate_whose_store_was_put_back_begins_a_new_log(town: Town) -> None:
    east = town.gates["east"]
    east.says(passed(uuid4(), START))
    east.store.close()
    shutil.copytree(town.folder / "east", town.folder / "copy")
    town.gate("east").says(passed(uuid4(), START))
    town.gates.pop("east").store.close()
    shutil.rmtree(town.folder / "east")
    shutil.copytree(town.folder / "copy", town.folder / "east")
    east = town.gate("east")
    town.turn()
    town.turn()
    fact = passed(uuid4(), START)
    east.says(fact)
    town.turn()
    assert ("east", fact) in town.gates["west"].ear.passages


def test_old_passages_are_forgotten_and_not_asked_for(town: Town) -> None:
    town.gates["east"].says(passed(uuid4(), START))
    town.now += PASSAGES_KEPT + timedelta(minutes=5)
    for gate in town.gates.values():
        gate.hood.tidy(town.now)
    late = town.gate("late")
    town.gates["east"].says(passed(uuid4(), town.now))
    town.turn()
    assert late.ear.heard == 1
    assert late.hood.greet(town.now) is not None
    assert [log.have for log in late.store.logs() if log.name == "east"] == [2]


def test_one_gate_tells_of_a_withdrawal_for_all_who_know(town: Town) -> None:
    record = approved(status=ReturnStatus.REVOKED, version=2)
    jws = town.registry.signer.sign(record)
    for name in ("east", "south"):
        town.gates[name].hood.say_soon(Withdrawn(jws=jws), town.monotonic)
    town.turn()
    assert town.gates["west"].ear.jws == [jws]
    assert town.gates["east"].ear.heard + town.gates["south"].ear.heard == 1


@given(st.lists(st.integers(1, 30), max_size=80), st.integers(1, 40))
def test_a_log_is_complete_in_any_order(numbers: list[int], oldest: int) -> None:
    progress = Progress(1)
    came: set[int] = set()
    for number in numbers:
        assert progress.is_new(number) is (number not in came)
        progress.came(number)
        came.add(number)
    assert all(number in came for number in range(1, progress.have + 1))
    assert progress.have + 1 not in came
    progress.begins_at(oldest)
    assert progress.have >= oldest - 1
    assert not progress.is_new(progress.have)


def test_what_was_heard_but_not_kept_is_settled_now_and_then(town: Town) -> None:
    west = town.gates["west"]
    west.hood.tidy(town.now)
    west.hood.tidy(town.now)
    assert west.ear.settled == 2
