"""What must be looked into at the gates: seen by everybody at once, answered for by one."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.utils import timezone

from gate_agent.journal.chain import chained
from gate_agent.journal.evidence_key import EvidenceKey
from hall.gates.events import keep_events
from hall.gates.models import AlarmKind, GateAlarm
from hall.gates.pages import read_head
from hall.gates.restored import look_at_cursor
from hall.returns.policy import DecisionAction
from hall.terminals.devices import enrol
from hall.terminals.models import Device
from hall.web.words import WORDS
from sync.wire import GateEvent, GateEventKind, TerminalRole
from tests.helpers.events import journalled
from tests.unit.hall.seeded import Campus
from tests.unit.hall.test_web import post


def rechained(event: GateEvent, **changes: object) -> GateEvent:
    return chained(event.model_copy(update=changes))


def started(key: str, before: GateEvent | None = None) -> GateEvent:
    """A gate's start, which names the key that signs its journal."""
    follows = (before.hash, before.seq + 1) if before is not None else ()
    (event,) = journalled(1, *follows)
    gate = before.gate if before is not None else event.gate
    return rechained(event, gate=gate, kind=GateEventKind.STARTED, reason="", noted=key)


@pytest.fixture
def troubled(campus: Campus) -> Campus:
    """One alarm of each kind, but two gaps."""
    registration = campus.decide(campus.register())
    campus.decide(registration, DecisionAction.REVOKE, remark="left the campus")
    gate = Device.objects.get(name=enrol("east-1", TerminalRole.GATE).device)
    other = Device.objects.get(name=enrol("east-2", TerminalRole.GATE).device)
    trunk = journalled(3)
    admitted = {
        "kind": GateEventKind.GRANTED, "holder": campus.student().id, "record_version": 2,
        "at": timezone.now(), "attempt": uuid4(), "reason": "",
    }  # fmt: skip
    granted = rechained(journalled(1, trunk[2].hash, 4)[0], **admitted)
    passed = rechained(
        journalled(1, granted.hash, 5)[0], **(admitted | {"kind": GateEventKind.PASSED})
    )
    keep_events(gate, [*trunk, granted, passed])
    keep_events(gate, journalled(2, trunk[0].hash, 2))
    keep_events(gate, journalled(1, passed.hash, 6))
    for lost in (journalled(9)[8:], journalled(19)[18:]):
        keep_events(gate, lost)
    keep_events(gate, [trunk[0].model_copy(update={"event_id": uuid4()})])
    keep_events(other, journalled(1))
    west = rechained(journalled(1)[0], gate="west")
    one = started("a" * 64, west)
    keep_events(gate, [west, one, started("b" * 64, one)])
    look_at_cursor(gate, read_head().seq + 1)
    return campus


def test_each_kind_has_its_words_and_no_other_is_left() -> None:
    parts = ("", "_one", "_many", "_what", "_do")
    needed = {f"alarm_{kind.value}{part}" for kind in AlarmKind for part in parts}
    others = {
        "alarm_mark", "alarm_done", "alarm_was_done", "alarm_begun_what", "alarm_newer_what",
    }  # fmt: skip
    assert {key for key in WORDS if key.startswith("alarm_")} == needed | others


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "zh-hans",
            (
                "大厅疑似从备份恢复，撤销可能丢失", "1 人次撤销或拉黑后仍放行", "2 处日志缺口",
                "1 份分叉日志", "1 条事件被拒收",
            ),
        ),
        (
            "en",
            (
                "the hall was restored from a backup; revocations may be lost",
                "1 admitted although revoked or blocked", "2 gaps in journals", "1 forked journal",
                "1 older journal grows again", "1 event refused",
                "1 journal key replaced", "1 terminal reports as another gate",
                "1 gate is reported by two terminals",
            ),
        ),
    ],
)  # fmt: skip
def test_the_gates_page_says_above_all_what_waits(
    troubled: Campus, language: str, lines: tuple[str, ...]
) -> None:
    page = troubled.page("guard").get("/gates/", headers={"Accept-Language": language})
    text = page.content.decode()
    above = text[text.index('id="gates-alarms"') : text.index('id="events-table"')]
    assert [line for line in lines if f">{line}<" not in above] == []


def test_a_kind_is_listed_and_marked_as_seen_by_a_named_person(troubled: Campus) -> None:
    guard = troubled.page("guard")
    listed = guard.get("/gates/alarms", {"kind": "admitted"}).content.decode()
    (number,) = re.findall(r'data-alarm="(\d+)"', listed)
    assert "林小雨" in listed, "who was let in"
    status, after = post(guard, f"/gates/alarms/{number}/seen", "/gates/alarms", kind="admitted")
    assert status == 200
    assert 'id="alarms-empty"' in after
    alarm = GateAlarm.objects.get(pk=number)
    assert alarm.seen_by == troubled.staff("guard")
    assert alarm.seen_by is not None
    security = troubled.page("security")
    assert alarm.seen_by.display_name.zh in security.get("/gates/alarms?seen=1").content.decode()
    assert "人次撤销" not in security.get("/gates/").content.decode()
    post(security, f"/gates/alarms/{number}/seen", "/gates/alarms")
    alarm.refresh_from_db()
    assert alarm.seen_by == troubled.staff("guard"), "who came first answers for it"


def test_all_of_them_are_listed_without_a_filter(troubled: Campus) -> None:
    page = troubled.page("technician").get("/gates/alarms").content.decode()
    assert sorted(re.findall(r'data-kind="(\w+)"', page)) == sorted(
        [*(kind.value for kind in AlarmKind), "gap"]
    )


def test_nobody_else_may_look_or_mark(troubled: Campus) -> None:
    counsellor = troubled.page("chen")
    assert counsellor.get("/gates/alarms").status_code == 403
    number = GateAlarm.objects.values_list("pk", flat=True)[0]
    assert post(counsellor, f"/gates/alarms/{number}/seen", "/returns/")[0] == 403
    assert not GateAlarm.objects.filter(seen_at__isnull=False).exists()


def test_a_quiet_campus_has_nothing_to_be_looked_into(campus: Campus) -> None:
    guard = campus.page("guard")
    assert 'id="gates-alarms"' not in guard.get("/gates/").content.decode()
    assert 'id="alarms-empty"' in guard.get("/gates/alarms").content.decode()


def test_another_key_under_a_gates_journal_is_told_once_and_never_taken_silently(
    campus: Campus,
) -> None:
    gate = campus.device(TerminalRole.GATE)
    own, other = (EvidenceKey(bytes([number]) * 32).public.text for number in (1, 2))

    def told() -> list[str]:
        found = GateAlarm.objects.filter(kind=AlarmKind.JOURNAL_KEY.value).order_by("pk")
        return list(found.values_list("detail", flat=True))

    for named in (own, own, "", "not a key"):
        keep_events(gate, [started(named)])
    assert told() == [], "the first is its own; older gates name none"
    keep_events(campus.device(TerminalRole.GATE), [started(other)])
    assert told() == [], "another terminal has another key"
    keep_events(gate, [started(other)])
    assert told() == [f"{own[:16]} → {other[:16]}"]
    keep_events(gate, [started(own), started(other)])
    assert len(told()) == 1, "what was offered again is no change"
    shown = campus.page("technician").get("/terminals/").content.decode()
    row = shown[shown.index(f'data-device="{gate.name}"') :].split("</tr>")[0]
    assert row.index(own) < row.index(other), "both are kept, to be compared with the gate"
