"""Disks put back, copied and confused: the gate's own journal writes, the hall keeps all of it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gate_agent.journal.chain import chained
from gate_agent.journal.check import check_journal
from gate_agent.journal.evidence_key import EvidenceKey
from gate_agent.journal.store import Journal as GateJournal
from gate_agent.journal.store import NewEvent
from hall.gates.alarms import unseen_counts
from hall.gates.events import keep_events
from hall.gates.models import AlarmKind, GateAlarm, Journal, JournalledEvent
from hall.terminals.devices import enrol, withdraw
from hall.terminals.models import Device
from sync.wire import EVENT_BATCH_LIMIT, Direction, GateEvent, GateEventKind, TerminalRole
from tests.helpers.events import journalled
from tests.unit.hall.seeded import Campus

KEY = EvidenceKey(bytes(range(32)))
NEW = NewEvent("L1", GateEventKind.DENIED, datetime(2030, 9, 1, 8, 0, tzinfo=UTC), Direction.IN)


@pytest.fixture
def gate(campus: Campus) -> Device:
    return campus.device(TerminalRole.GATE)


class Disk:
    """A gate's disk with its journal."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, count: int) -> list[GateEvent]:
        journal = GateJournal(self.path, "east", KEY)
        try:
            return [journal.append(NEW) for _ in range(count)]
        finally:
            journal.close()

    def copy(self, name: str) -> Disk:
        return Disk(Path(shutil.copy(self.path, self.path.with_name(name))))

    def events(self) -> list[GateEvent]:
        journal = GateJournal(self.path, "east", KEY)
        try:
            return list(journal.events())
        finally:
            journal.close()


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path / "journal.db")


def send(device: Device, events: Sequence[GateEvent]) -> None:
    receipt = keep_events(device, events)
    assert not receipt.rejected
    assert len(receipt.accepted) + len(receipt.duplicate) == len(events)


def runs() -> list[list[int]]:
    """Numbers of the events of each journal, the oldest journal first."""
    return [
        list(journal.events.order_by("seq").values_list("seq", flat=True))
        for journal in Journal.objects.order_by("pk")
    ]


def linked() -> bool:
    """Each journal is one unbroken chain from where it says that it begins to its head."""
    for journal in Journal.objects.all():
        follows, seq = journal.follows, journal.first_seq
        for event in journal.events.order_by("seq"):
            if (event.previous_hash, event.seq) != (follows, seq):
                return False
            follows, seq = event.hash, seq + 1
        if (journal.last_hash, journal.last_seq) != (follows, seq - 1):
            return False
    return True


def test_a_journal_put_back_from_an_older_copy_goes_on_in_a_fork(gate: Device, disk: Disk) -> None:
    send(gate, disk.write(5))
    older = disk.copy("older.db")
    send(gate, disk.write(6))
    events = older.write(8)
    assert check_journal(older.path, "east", KEY.public).events == 13, "the gate sees nothing wrong"
    send(gate, events)
    assert runs() == [list(range(1, 12)), list(range(6, 14))]
    main, fork = Journal.objects.order_by("pk")
    assert (fork.forked, fork.branch_of, fork.first_seq) == (True, main, 6)
    assert not main.forked
    assert linked()
    assert dict(unseen_counts()) == {AlarmKind.FORKED: 1}
    send(gate, older.events())
    assert len(JournalledEvent.objects.all()) == 19, "sent again, each is there once"


def test_what_comes_of_a_fork_before_its_place_is_not_grafted(gate: Device, disk: Disk) -> None:
    """As a retry of dead letters: the newest first, then what is between."""
    send(gate, disk.write(5))
    older = disk.copy("older.db")
    send(gate, disk.write(5))
    events = older.write(7)
    send(gate, events[6:])
    assert dict(unseen_counts()) == {AlarmKind.GAP: 1}
    send(gate, events[5:6])
    assert dict(unseen_counts()) == {AlarmKind.FORKED: 1}
    send(gate, events[:5])
    assert runs() == [list(range(1, 11)), list(range(6, 13))]
    assert linked()
    assert dict(unseen_counts()) == {AlarmKind.FORKED: 1}
    assert not JournalledEvent.objects.filter(gap_before=True).exists()


def test_two_gates_with_one_identity_each_keep_their_journal(gate: Device, tmp_path: Path) -> None:
    here, there = Disk(tmp_path / "here.db"), Disk(tmp_path / "there.db")
    send(gate, here.write(4))
    send(gate, there.write(4))
    for _ in range(3):
        send(gate, here.write(2))
        send(gate, there.write(2))
    assert runs() == [list(range(1, 11)), list(range(1, 11))]
    assert linked()
    assert dict(unseen_counts()) == {AlarmKind.GAP: 1, AlarmKind.RESUMED: 1}


def test_an_old_disk_put_back_after_a_new_one_goes_on_in_its_own_journal(
    gate: Device, tmp_path: Path
) -> None:
    old, new = Disk(tmp_path / "old.db"), Disk(tmp_path / "new.db")
    send(gate, old.write(3))
    send(gate, new.write(6))
    assert AlarmKind.RESUMED not in unseen_counts()
    send(gate, old.write(3))
    assert runs() == [list(range(1, 7)), list(range(1, 7))]
    assert AlarmKind.RESUMED in unseen_counts()


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_in_whatever_order_a_tree_arrives_it_is_kept_whole(
    campus: Campus, data: st.DataObject
) -> None:
    """A trunk, a branch of it and a branch of the branch, in any order, some of it twice."""
    device = campus.device(TerminalRole.GATE)
    trunk = journalled(5)
    branch = journalled(4, trunk[2].hash, 4)
    twig = journalled(3, branch[1].hash, 6)
    everything = [*trunk, *branch, *twig]
    order = data.draw(st.permutations([*everything, *everything[::3]]))
    send(device, order)
    mine = JournalledEvent.objects.filter(journal__device=device)
    assert set(mine.values_list("event_id", flat=True)) == {one.event_id for one in everything}
    assert not mine.filter(gap_before=True).exists()
    assert linked()
    journals = Journal.objects.filter(device=device)
    assert (journals.count(), journals.filter(forked=True).count()) == (3, 2)
    assert not GateAlarm.objects.filter(device=device, kind=AlarmKind.GAP).exists()


def tree() -> list[GateEvent]:
    """A trunk, a branch of it, a branch of the branch, and one that contradicts itself."""
    trunk = journalled(7)
    branch = journalled(4, trunk[2].hash, 4)
    broken = trunk[4].model_copy(update={"event_id": uuid4()})
    return [*trunk, broken, *branch, *journalled(3, branch[1].hash, 6)]


def kept_of(device: Device, events: Sequence[GateEvent]) -> object:
    """All that the hall keeps of ``events``, whatever their ids."""
    place = {event.event_id: number for number, event in enumerate(events)}
    journals = list(Journal.objects.filter(device=device).order_by("pk"))
    return (
        [
            (
                [place[row.event_id] for row in journal.events.order_by("seq")],
                [place[row.event_id] for row in journal.events.filter(gap_before=True)],
                journal.forked,
                journals.index(journal.branch_of) if journal.branch_of else None,
            )
            for journal in journals
        ],
        sorted(
            (alarm.kind, place[alarm.event_id])
            for alarm in GateAlarm.objects.filter(device=device)
            if alarm.event_id is not None and alarm.kind != AlarmKind.SHARED_GATE
        ),
    )


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    order=st.lists(st.integers(0, 14), min_size=1, max_size=25) | st.permutations(range(15)),
    cuts=st.sets(st.integers(1, 24), max_size=3),
)
def test_it_is_the_same_whether_events_come_singly_or_together(
    campus: Campus, order: list[int], cuts: set[int]
) -> None:
    """Those that simply follow one another are stored together; nothing else may come of it."""
    singly, together = campus.device(TerminalRole.GATE), campus.device(TerminalRole.GATE)
    one, other = tree(), tree()
    for number in order:
        keep_events(singly, [one[number]])
    ends = [*sorted(cuts), len(order)]
    for begin, end in pairwise([0, *ends]):
        keep_events(together, [other[number] for number in order[begin:end]])
    assert kept_of(together, other) == kept_of(singly, one)
    assert linked()


def test_an_upload_asks_the_database_a_few_times_whatever_its_length(campus: Campus) -> None:
    gate = campus.device(TerminalRole.GATE)
    admission = {"kind": GateEventKind.GRANTED, "holder": campus.student().id, "record_version": 1}
    events: list[GateEvent] = []
    for _ in range(2 * EVENT_BATCH_LIMIT):
        after = (events[-1].hash, len(events) + 1) if events else ()
        (event,) = journalled(1, *after)
        events.append(chained(event.model_copy(update=admission)))
    send(gate, events[:EVENT_BATCH_LIMIT])
    with CaptureQueriesContext(connection) as asked:
        send(gate, events[EVENT_BATCH_LIMIT:])
    assert len(asked) < 40
    assert JournalledEvent.objects.count() == len(events)
    with CaptureQueriesContext(connection) as asked:
        send(gate, events[EVENT_BATCH_LIMIT:])
    assert len(asked) < 10, "offered again"


def test_a_terminal_that_reports_as_another_gate_is_noticed_once(campus: Campus) -> None:
    device = campus.device(TerminalRole.GATE)
    send(device, journalled(2))
    assert not unseen_counts()
    elsewhere = [as_gate(event, "west") for event in journalled(1)]
    send(device, elsewhere)
    assert dict(unseen_counts()) == {AlarmKind.OTHER_GATE: 1}
    alarm = GateAlarm.objects.get()
    assert (alarm.device, alarm.gate, alarm.detail) == (device, "west", "east")
    send(device, journalled(1))
    send(device, [as_gate(event, "west") for event in journalled(1)])
    assert GateAlarm.objects.filter(kind=AlarmKind.OTHER_GATE, gate="west").count() == 1


def test_two_terminals_that_report_as_one_gate_are_noticed(campus: Campus, disk: Disk) -> None:
    first, second = enrol("east-1", TerminalRole.GATE), enrol("east-2", TerminalRole.GATE)
    send(Device.objects.get(name=first.device), disk.write(3))
    send(Device.objects.get(name=second.device), journalled(1))
    assert dict(unseen_counts()) == {AlarmKind.SHARED_GATE: 1}
    assert GateAlarm.objects.get().detail == "east-1"


def test_a_gate_that_was_enrolled_anew_goes_on_with_its_journal(campus: Campus, disk: Disk) -> None:
    before, after = enrol("east-1", TerminalRole.GATE), enrol("east-2", TerminalRole.GATE)
    send(Device.objects.get(name=before.device), disk.write(3))
    withdraw("east-1")
    send(Device.objects.get(name=after.device), disk.write(3))
    assert runs() == [[1, 2, 3], [4, 5, 6]]
    assert not unseen_counts()
    assert not Journal.objects.filter(forked=True).exists()


def as_gate(event: GateEvent, gate: str) -> GateEvent:
    return chained(event.model_copy(update={"gate": gate}))


def test_journals_of_an_older_hall_are_split_where_they_had_a_gap(gate: Device, disk: Disk) -> None:
    """An older hall grafted a fork's event behind a gap, and refused what was between."""
    shared = disk.write(4)
    older = disk.copy("older.db")
    true, fork = disk.write(3), older.write(6)
    send(gate, [*shared, *true])
    _migrate("0008_technicians_acts")
    before = MigrationExecutor(connection).loader.project_state(("gates", "0008_technicians_acts"))
    rows = before.apps.get_model("gates", "JournalledEvent").objects
    row = rows.values().get(seq=7)
    grafted = fork[5].model_dump(exclude={"gate"}) | {"gap_before": True}
    rows.create(**(row | grafted))
    (newest,) = MigrationExecutor(connection).loader.graph.leaf_nodes("gates")
    _migrate(newest[1])
    assert runs() == [[1, 2, 3, 4, 5, 6, 7], [10]]
    assert linked()
    assert Device.objects.get(pk=gate.pk).gate == "east"
    assert dict(unseen_counts()) == {AlarmKind.GAP: 1}
    send(gate, fork[:5])
    assert runs() == [[1, 2, 3, 4, 5, 6, 7], [5, 6, 7, 8, 9, 10]]
    assert linked()
    assert dict(unseen_counts()) == {AlarmKind.FORKED: 1}


def _migrate(name: str) -> None:
    MigrationExecutor(connection).migrate([("gates", name)])
