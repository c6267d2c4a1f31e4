"""Each document once, whatever happens in between."""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from devices.ports import JobState
from kiosk.printing.ledger import (
    AlreadyPrinted,
    Document,
    InDoubt,
    Ledger,
    LedgerError,
    Stage,
)

NOW = datetime(2026, 2, 14, 8, 30, tzinfo=UTC)


def document() -> Document:
    return Document(uuid4(), "ENR-2026-000001", "ab" * 32, 1)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "data" / "prints.sqlite3")


def test_a_print_is_followed_to_its_report(ledger: Ledger) -> None:
    wanted = document()
    assert ledger.find(wanted.certificate) is None
    entry = ledger.intend(wanted, "printer", NOW)
    assert (entry.stage, entry.job, entry.attempts) == (Stage.INTENDED, None, 1)
    assert ledger.submitted(wanted.certificate, 17, NOW).job == 17
    printed = ledger.settle(wanted.certificate, JobState.COMPLETED, 2, NOW)
    assert (printed.stage, printed.job, printed.impressions) == (Stage.PRINTED, 17, 2)
    assert ledger.unreported() == (printed,)
    ledger.reported(wanted.certificate)
    assert ledger.unreported() == ()
    assert ledger.unsettled() == ()


def test_a_printed_document_is_not_printed_again(ledger: Ledger) -> None:
    wanted = document()
    ledger.intend(wanted, "printer", NOW)
    ledger.submitted(wanted.certificate, 1, NOW)
    ledger.settle(wanted.certificate, JobState.COMPLETED, 1, NOW)
    with pytest.raises(AlreadyPrinted) as refused:
        ledger.intend(wanted, "printer", NOW)
    assert refused.value.entry.job == 1


@pytest.mark.parametrize("submitted", [False, True])
def test_a_document_of_unknown_fate_is_not_printed_again(tmp_path: Path, submitted: bool) -> None:
    path = tmp_path / "prints.sqlite3"
    wanted = document()
    before = Ledger(path)
    before.intend(wanted, "printer", NOW)
    if submitted:
        before.submitted(wanted.certificate, 5, NOW)
    again = Ledger(path)
    assert [entry.certificate for entry in again.unsettled()] == [wanted.certificate]
    with pytest.raises(InDoubt):
        again.intend(wanted, "printer", NOW)


@pytest.mark.parametrize("outcome", [JobState.CANCELLED, JobState.ABORTED])
def test_what_surely_was_not_printed_may_be_tried_again(ledger: Ledger, outcome: JobState) -> None:
    wanted = document()
    first = ledger.intend(wanted, "printer", NOW)
    ledger.submitted(wanted.certificate, 1, NOW)
    assert ledger.settle(wanted.certificate, outcome, 0, NOW).stage is Stage.NOT_PRINTED
    second = ledger.intend(wanted, "other printer", NOW)
    assert (second.attempts, second.job, second.printer) == (2, None, "other printer")
    assert second.report_key == first.report_key


def test_a_cancelled_job_that_came_out_whole_counts_as_printed(ledger: Ledger) -> None:
    wanted = document()
    ledger.intend(wanted, "printer", NOW)
    ledger.submitted(wanted.certificate, 1, NOW)
    assert ledger.settle(wanted.certificate, JobState.CANCELLED, 1, NOW).stage is Stage.PRINTED


def test_a_document_that_never_became_a_job_may_be_tried_again(ledger: Ledger) -> None:
    wanted = document()
    ledger.intend(wanted, "printer", NOW)
    assert ledger.withdraw(wanted.certificate, NOW).stage is Stage.NOT_PRINTED
    assert ledger.intend(wanted, "printer", NOW).attempts == 2


def test_only_one_of_many_threads_may_print(ledger: Ledger) -> None:
    wanted = document()
    won: list[bool] = []
    start = threading.Barrier(8)

    def try_it() -> None:
        start.wait()
        try:
            ledger.intend(wanted, "printer", NOW)
        except InDoubt:
            won.append(False)
        else:
            won.append(True)

    threads = [threading.Thread(target=try_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 7 + [True]


@pytest.mark.parametrize(("printed", "stage"), [(True, Stage.PRINTED), (False, Stage.NOT_PRINTED)])
def test_a_person_decides_what_nobody_knows(ledger: Ledger, printed: bool, stage: Stage) -> None:
    wanted = document()
    ledger.intend(wanted, "printer", NOW)
    assert ledger.decide(wanted.number, NOW, printed=printed).stage is stage
    with pytest.raises(LedgerError, match="not in doubt"):
        ledger.decide(wanted.number, NOW, printed=printed)


def test_an_unfinished_outcome_is_a_mistake_of_the_caller(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="not the end"):
        ledger.settle(uuid4(), JobState.PROCESSING, 0, NOW)


def test_a_document_that_is_not_in_the_ledger_is_an_error(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="never meant"):
        ledger.settle(uuid4(), JobState.COMPLETED, 1, NOW)


def test_a_ledger_that_is_no_database_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "prints.sqlite3"
    path.write_bytes(b"something else entirely" * 100)
    with pytest.raises(LedgerError, match=r"prints\.sqlite3"):
        Ledger(path)


def test_a_ledger_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LedgerError, match="file"):
        Ledger(tmp_path / "file" / "prints.sqlite3")


def test_what_is_noted_is_on_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "prints.sqlite3"
    wanted = document()
    Ledger(path).intend(wanted, "printer", NOW)
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("SELECT stage FROM document").fetchall() == [("intended",)]
    finally:
        connection.close()
