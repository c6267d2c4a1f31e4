"""The kept changes of health, in a real file."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue

import pytest

from devices.card.pcsc_config import PcscConfig
from devices.diagnostics.bundle.history import (
    HealthHistory,
    HistoryUnreadable,
    Recorded,
    read_history,
)
from devices.errors import Fault, NotFound
from devices.ports import DeviceEvent, DeviceHealth, DeviceKind, DeviceState
from devices.rig import Rig
from tests.helpers.scripted_driver import Script
from tests.helpers.waiting import wait_until


def health(number: int = 0, fault: Fault | None = None) -> DeviceHealth:
    return DeviceHealth(
        name=f"card-{number}",
        kind=DeviceKind.CARD_READER,
        driver="pcsc",
        port="somewhere",
        state=DeviceState.READY if fault is None else DeviceState.DOWN,
        since=datetime.now(UTC),
        fault=fault,
    )


def test_changes_are_kept_in_order_and_survive_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "health.db"
    for number in range(2):
        with HealthHistory(path) as history:
            history.note(health(number))
            history.note(health(number, Fault.CARD_READER_GONE))
    kept = read_history(path)
    assert [(one.device, one.state, one.fault) for one in kept] == [
        ("card-0", "ready", None),
        ("card-0", "down", "CR-02"),
        ("card-1", "ready", None),
        ("card-1", "down", "CR-02"),
    ]
    assert all(datetime.fromisoformat(one.at).tzinfo is not None for one in kept)


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "health.db"
    with HealthHistory(path, kept=3) as history:
        for number in range(8):
            history.note(health(number))
    assert [one.device for one in read_history(path)] == ["card-5", "card-6", "card-7"]
    assert [one.device for one in read_history(path, limit=1)] == ["card-7"]


def test_disk_that_can_not_be_written_loses_changes_and_nothing_else(tmp_path: Path) -> None:
    with HealthHistory(tmp_path / "no such folder" / "health.db") as history:
        history.note(health())
        wait_until(lambda: history.lost == 1, "the loss is counted")


def test_full_backlog_makes_nobody_wait(tmp_path: Path) -> None:
    history = HealthHistory(tmp_path / "health.db")
    for number in range(1_010):
        history.note(health(number))
    assert history.lost == 10
    with history:
        pass
    assert len(read_history(tmp_path / "health.db")) == 1_000


def test_no_file_is_no_history_and_another_file_is_named(tmp_path: Path) -> None:
    assert read_history(tmp_path / "absent.db") == ()
    other = tmp_path / "other.db"
    other.write_bytes(b"not a database at all" * 100)
    with pytest.raises(HistoryUnreadable, match=r"other\.db"):
        read_history(other)
    sqlite3.connect(tmp_path / "empty.db").close()
    (tmp_path / "empty.db").touch()
    with pytest.raises(HistoryUnreadable, match="no such table"):
        read_history(tmp_path / "empty.db")


def test_rig_that_is_recorded_keeps_what_it_says_and_still_says_it(tmp_path: Path) -> None:
    path = tmp_path / "health.db"
    script = Script()
    script.refusals.append(NotFound("unplugged"))
    events: SimpleQueue[DeviceEvent] = SimpleQueue()
    with HealthHistory(path) as history:
        rig = Rig(
            {"card": PcscConfig(driver="pcsc", reader="scripted")},
            Recorded(events, history),
            lambda name, config: script.build(name),
        )
        rig.start()
        wait_until(lambda: rig.health()[0].state is DeviceState.READY, "the device serves")
        rig.stop()
    assert [(one.device, one.state, one.fault) for one in read_history(path)] == [
        ("card", "down", "DV-01"),
        ("card", "ready", None),
    ]
    assert events.qsize() == 2
