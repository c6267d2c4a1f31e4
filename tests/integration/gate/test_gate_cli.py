"""``yanhu gate`` as an operator calls it."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from typer.testing import CliRunner, Result

from gate_agent.commands.gate import app
from gate_agent.config import EXAMPLE
from gate_agent.journal.evidence_key import KEY_FILE, EvidenceKey
from gate_agent.journal.start import JOURNAL_FILE
from gate_agent.journal.store import Journal, NewEvent
from sync.wire import Direction, GateEventKind
from tests.helpers.faces import models_folder
from tests.helpers.gate import Gate
from tests.helpers.misbehaving_hall import MisbehavingHall
from tests.helpers.records import approved, new_uid
from tests.helpers.waiting import wait_until


def yanhu(*args: str) -> Result:
    """A command that ends by itself and leaves this process as it was."""
    return CliRunner().invoke(app, args, catch_exceptions=False)


def start_in_vain(gate: Gate) -> str:
    """`yanhu gate run` as a process that must fail; what it says about it."""
    command = [sys.executable, "-m", "yanhu", "gate", "run", "--config", str(gate.config)]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    return answer.stderr


def test_it_runs_until_it_is_told_to_end(gate: Gate) -> None:
    with gate.process() as process:
        gate.wait_ready()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
    log = (gate.config.parent / "agent.log").read_text()
    assert gate.token not in log
    assert "Traceback" not in log


def test_journal_and_outbox_are_read_while_the_agent_runs(
    gate: Gate, hall: MisbehavingHall
) -> None:
    config = ["--config", str(gate.config)]
    hall.refuse_kind(GateEventKind.OPENED_BY_GUARD)
    with gate.running():
        assert gate.open_by_hand("delivery") is None
        gate.walk_through()
        wait_until(lambda: gate.state().backlog.dead == 1, "one is refused")
        wait_until(lambda: len(hall.events) == 2, "the others went through")
        wait_until(lambda: gate.state().backlog.waiting == 0, "which the gate knows")
        rows = [
            json.loads(line)
            for line in yanhu("journal", "show", *config, "--json").stdout.splitlines()
        ]
        assert [row["kind"] for row in rows] == ["started", "opened_by_guard", "passed"]
        verified = json.loads(yanhu("verify-journal", *config, "--json").stdout)
        assert (verified["whole"], verified["events"]) == (True, 3)
        key = json.loads(yanhu("journal", "key", *config, "--json").stdout)["public_key"]
        counts, letter = map(json.loads, yanhu("outbox", *config, "--json").stdout.splitlines())
        assert counts == {"waiting": 0, "dead": 1}
        assert letter["seq"] == 2
        dismiss = ("outbox", *config, "--dismiss", "2")
        assert yanhu(*dismiss).exit_code == 2, "by whom, and why?"
        assert yanhu("outbox", *config, "--dismiss", "x-2").exit_code == 2
        said = ("--by", "Wang Lin", "--reason", "a test")
        assert yanhu("outbox", *config, "--dismiss", "3-9", *said).exit_code == 1
    hall.refuse_kind(None)
    assert "1 waiting, 0 refused" in yanhu("outbox", *config, "--retry", "2").stdout
    with gate.running(ready=False):
        wait_until(lambda: len(hall.events) == 4, "the repaired event arrived")
    hall.refuse_kind(GateEventKind.STARTED)
    with gate.running(ready=False):
        wait_until(lambda: gate.state().backlog.dead == 1, "another is refused")
        assert "0 refused" in yanhu("outbox", *config, "--dismiss", "5", *said).stdout
        assert "event_dismissed 5 a test by Wang Lin" in yanhu("journal", "show", *config).stdout
    hall.refuse_kind(None)
    assert yanhu("outbox", *config, "--resend-from", "some").exit_code == 2
    again = json.loads(yanhu("outbox", *config, "--resend-from", "2", "--json").stdout)
    assert again["waiting"] >= 5, "what the hall has taken is offered once more"
    with gate.running(ready=False):
        wait_until(lambda: gate.state().backlog.waiting == 0, "and taken as known")
        assert sorted(event.seq for event in hall.events.values())[:6] == [1, 2, 3, 4, 5, 6]
    command = ("verify-journal", *config, "--public-key")
    assert yanhu(*command, key).exit_code == 0
    assert yanhu(*command, "0" * 64).exit_code == 1, "another gate's key"
    assert yanhu(*command, "east").exit_code == 2
    assert "not found out" in yanhu("verify-journal", *config).stdout
    write_down(gate, key)
    assert "not found out" not in yanhu("verify-journal", *config).stdout
    (gate.data / KEY_FILE).unlink()
    for file in gate.data.glob(f"{JOURNAL_FILE}*"):
        file.unlink()
    with gate.running(ready=False):
        problems = [problem.en for problem in gate.state().problems]
        assert any("journal_key" in problem for problem in problems), problems
        wait_until(lambda: gate.state().backlog.waiting == 0, "the start was reported")
        starts = [event for event in hall.events.values() if event.kind is GateEventKind.STARTED]
        assert {event.noted for event in starts} == {
            key,
            EvidenceKey.existing(gate.data / KEY_FILE).public.text,
        }, "each start names the key, so that the hall notices"
    written_anew = yanhu("verify-journal", *config)
    assert "not signed by this gate's key" in written_anew.stdout


def write_down(gate: Gate, key: str) -> None:
    text = gate.config.read_text()
    gate.config.write_text(text.replace("[gate]\n", f'[gate]\njournal_key = "{key}"\n', 1))


def test_a_tampered_journal_is_named(gate: Gate) -> None:
    with gate.running():
        assert gate.open_by_hand("delivery") is None
    other = sqlite3.connect(gate.data / "journal.db", isolation_level=None)
    other.execute("DROP TRIGGER event_is_final")
    other.execute("UPDATE event SET body = replace(body, 'delivery', 'a friend') WHERE seq = 2")
    other.close()
    answer = yanhu("verify-journal", "--config", str(gate.config))
    assert answer.exit_code == 1
    assert "event 2" in answer.stdout


def test_a_configuration_is_checked(gate: Gate) -> None:
    good = yanhu("check-config", str(gate.config), "--json")
    assert (good.exit_code, json.loads(good.stdout)["event"]) == (0, "ok")
    (gate.config.parent / "identity.json").chmod(0o644)
    bad = yanhu("check-config", str(gate.config))
    assert bad.exit_code == 2
    assert "hall.identity" in bad.stdout
    assert "chmod 600" in bad.stdout


def test_a_reader_that_is_not_there_is_named_with_those_that_are(gate: Gate) -> None:
    name = gate.site.pcsc.config().reader
    text = gate.config.read_text()
    gate.config.write_text(text.replace(f'reader = "{name}"', 'reader = "ACS ACR122U"'))
    told = yanhu("check-config", str(gate.config), "--json")
    assert told.exit_code == 3
    (row,) = map(json.loads, told.stdout.splitlines())
    assert "devices.reader.reader: no reader is called 'ACS ACR122U'; connected: " in row["missing"]
    assert name.split()[0] in row["missing"]
    gate.site.pcsc.disconnect()
    try:
        told = yanhu("check-config", str(gate.config))
    finally:
        gate.site.pcsc.reconnect()
    assert told.exit_code == 3
    assert "start the card service, pcscd" in told.stdout


def test_absent_face_models_are_named_with_what_puts_them_there(gate: Gate) -> None:
    config = gate.config
    text, absent = config.read_text(), config.parent / "absent"
    config.write_text(text.replace(f'models = "{models_folder()}"', f'models = "{absent}"'))
    told = yanhu("check-config", str(config), "--json")
    assert told.exit_code == 3
    (row,) = map(json.loads, told.stdout.splitlines())
    assert f"face.models: {absent}/" in row["missing"]
    assert f"deploy/fetch_models.py --models {absent}" in row["missing"]
    gate.by_card_alone()
    config.write_text(config.read_text().replace('camera = "camera"\n', ""))
    assert yanhu("check-config", str(config)).exit_code == 0, "no lane needs them"


def test_a_wrong_configuration_does_not_start(tmp_path: Path) -> None:
    config = tmp_path / "gate.toml"
    config.write_text(EXAMPLE.replace("port = 8750", "prot = 8750"))
    answer = yanhu("run", "--config", str(config))
    assert answer.exit_code == 2
    assert f"{config}: api.prot: unknown key; allowed here: host, tls_cert" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_what_was_removed_from_the_journal_is_said(gate: Gate) -> None:
    day = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
    key = EvidenceKey.at(gate.data / KEY_FILE)
    journal = Journal(gate.data / JOURNAL_FILE, "east", key)
    new = NewEvent("L1", GateEventKind.DENIED, day, Direction.IN)
    events = [journal.append(new) for _ in range(150)]
    journal.outbox.settle([event.seq for event in events])
    assert journal.prune(day + timedelta(days=1), day + timedelta(days=200)).removed == 64
    journal.close()
    config = ["--config", str(gate.config)]
    said = yanhu("verify-journal", *config)
    assert said.exit_code == 0
    assert (
        f"those up to 64 were removed by the gate on 2027-03-20: {events[63].hash}" in said.stdout
    )
    row = json.loads(yanhu("verify-journal", *config, "--json").stdout)
    assert (row["events"], row["pruned"], row["kept"]) == (150, 64, 0)
    with gate.running():
        assert gate.open_by_hand("delivery") is None
    assert yanhu("verify-journal", *config).exit_code == 0


def test_a_damaged_journal_is_kept_and_followed_by_another(
    gate: Gate, hall: MisbehavingHall
) -> None:
    with gate.running():
        assert gate.open_by_hand("delivery") is None
    journal = gate.data / "journal.db"
    other = sqlite3.connect(journal, isolation_level=None)
    other.execute("DROP TRIGGER event_is_final")
    (last,) = other.execute("SELECT hash FROM event ORDER BY seq DESC").fetchone()
    other.execute("UPDATE event SET body = replace(body, 'L1', 'L2')")
    other.close()
    damaged = journal.read_bytes()
    hall.events.clear()
    with gate.running():
        wait_until(lambda: len(hall.events) >= 2, "the hall is told")
        kept = min(gate.data.glob("journal.db.damaged-*"))
        assert any(kept.name in problem.zh for problem in gate.state().problems)
    assert kept.read_bytes() == damaged
    first = min(hall.events.values(), key=lambda event: event.seq)
    assert (first.seq, first.kind) == (1, GateEventKind.JOURNAL_RENEWED)
    assert first.reason == last
    config = ["--config", str(gate.config)]
    assert yanhu("verify-journal", *config).exit_code == 0
    assert yanhu("verify-journal", *config, "--file", str(kept)).exit_code == 1
    for file in gate.data.glob(f"{kept.name}*"):
        file.unlink()
    with gate.running():
        assert gate.state().problems == (), "the file was secured"


def test_one_damaged_row_of_an_old_journal_stops_nothing(gate: Gate, hall: MisbehavingHall) -> None:
    path = gate.data / JOURNAL_FILE
    journal = Journal(path, "east", EvidenceKey.at(gate.data / KEY_FILE))
    now = datetime.now(UTC)
    new = NewEvent("L1", GateEventKind.PASSED, now, Direction.IN, holder=uuid4())
    written = [journal.append(new) for _ in range(4)]
    journal.vouch(now)
    journal.append(new)
    journal.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("DROP TRIGGER event_is_final")
        db.execute("UPDATE event SET body = substr(body, 2) WHERE seq = 2")
    with gate.running():
        said = [problem.en for problem in gate.state().problems]
        assert any("can't be read (number 2)" in line for line in said)
        wait_until(lambda: len(hall.events) >= 5, "the hall has the others")
        wait_until(lambda: gate.state().backlog.dead == 1, "the damaged one is set apart")
        wait_until(lambda: gate.state().backlog.waiting == 0, "no other waits")
        renew = ("journal", "renew", "--config", str(gate.config), "--by")
        assert "another gate agent is running" in yanhu(*renew, "Wang Lin").stderr
    assert {event.event_id for event in written} - hall.events.keys() == {written[1].event_id}
    assert not list(gate.data.glob("*.damaged-*")), "the journal goes on"
    config = ["--config", str(gate.config)]
    assert "event 2: it is unreadable" in yanhu("verify-journal", *config).stdout
    shown = yanhu("journal", "show", *config)
    assert len(shown.stdout.splitlines()) >= 5
    assert "number 2" in shown.stderr
    assert yanhu(*renew, "").exit_code == 2
    assert "another is begun" in yanhu(*renew, "Wang Lin").stdout
    assert list(gate.data.glob("*.damaged-*"))
    assert "journal_renewed" in yanhu("journal", "show", *config).stdout
    assert yanhu("verify-journal", *config).exit_code == 0
    assert "no need" in yanhu(*renew, "Wang Lin").stderr


def test_the_journal_of_another_gate_does_not_start(gate: Gate) -> None:
    with gate.running():
        pass
    gate.config.write_text(gate.config.read_text().replace('code = "east"', 'code = "west"'))
    assert "另一道闸机" in start_in_vain(gate)
    assert not list(gate.data.glob("*.damaged-*"))


def test_a_guards_token_is_shown_once() -> None:
    made = json.loads(yanhu("new-guard-token", "--name", "Guard Chen", "--json").stdout)
    assert len(made["token"]) >= 32
    assert len(made["token_sha256"]) == 64
    assert 'name = "陈"' in yanhu("new-guard-token", "--name", "陈").stdout


def test_a_guard_needs_a_name_that_the_configuration_takes() -> None:
    for name in ("", "  ", "x" * 65):
        refused = yanhu("new-guard-token", "--name", name)
        assert refused.exit_code == 2
        assert "1 to 64 characters" in refused.stderr
        assert not refused.stdout
    assert yanhu("new-guard-token", "--name", "x" * 64).exit_code == 0


def test_a_second_agent_on_the_same_data_is_refused(gate: Gate) -> None:
    with gate.running(ready=False):
        assert "another gate agent is running here; stop it first" in start_in_vain(gate)


def test_a_decision_is_explained_and_taken_again_under_another_policy(
    gate: Gate, hall: MisbehavingHall
) -> None:
    gate.by_card_alone()
    uid = new_uid()
    hall.publish(approved(hall.registry.digest(uid)))
    with gate.running():
        verdict = gate.tap(uid)
        gate.walk_through()
        gate.wait_verdict(lambda v: v.passed, "the passage is confirmed")
    config = ["--config", str(gate.config)]
    told = yanhu("explain", str(verdict.event_id), *config)
    assert told.exit_code == 0
    assert "shown: card" in told.stdout
    assert "asked for: card, by lane; records were good for: fresh" in told.stdout
    assert "monotonic clock: " in told.stdout
    assert "same attempt: event 3 passed" in told.stdout
    shown = yanhu("journal", "show", *config).stdout.splitlines()
    line = shown[1]
    seq, short, day, time, lane, kind, *_ = line.split()
    assert (seq, lane, kind, len(short)) == ("2", "L1", "granted", 8), line
    assert time.endswith("+08:00"), "campus time, as on the screens"
    assert f"at east/L1, {day} {time}\n" in told.stdout
    assert yanhu("explain", short, *config).stdout == told.stdout
    start = yanhu("explain", shown[0].split()[1], *config).stdout
    key = EvidenceKey.existing(gate.data / KEY_FILE).public.text
    assert f"the journal is signed with: {key}" in start
    assert "a stricter policy" not in start
    (newest,) = yanhu("journal", "show", *config, "--last", "1").stdout.splitlines()
    assert newest == shown[-1]
    (second,) = yanhu(
        "journal", "show", *config, "--after", "1", "--limit", "1"
    ).stdout.splitlines()
    assert second == line
    assert yanhu("explain", "6f1c2f0e-58f5-4d0c-8a6e-0d8f2f6b7c11", *config).exit_code == 1
    for wrong in ("2", "6f1c2f0", "east-gate", "6f1c2f0e-58f5-4d0c-8a6e-0d8f2f6b7c11-1"):
        answer = yanhu("explain", wrong, *config)
        assert (answer.exit_code, "8 to 32 digits" in answer.stderr) == (2, True), wrong
    stricter = gate.config.with_name("stricter.toml")
    stricter.write_text(gate.config.read_text().replace('mode = "card"', 'mode = "guard"'))
    answer = yanhu("replay", *config, "--policy", str(stricter), "--changed", "--json")
    decision, counts = map(json.loads, answer.stdout.splitlines())
    assert (decision["then"], decision["now"]) == ("granted", "guard_must_confirm")
    assert counts == {"decisions": 1, "changed": 1, "unknown": 0}
    same = yanhu("replay", *config, "--policy", str(gate.config))
    assert "0 would change" in same.stdout
