"""Kiosks that are set up, or come up, in a special way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.printing.ledger import Ledger
from kiosk.sentences import FACE_AWAY
from tests.helpers.kiosk_bench import Peers, Visit, campus_today, kiosk_config, kiosk_visit
from tests.helpers.kiosk_hall import KioskHall
from tests.helpers.kiosk_steps import fill_in_journey, fill_in_person
from tests.helpers.qt import (
    find,
    press,
    screen,
    seen,
    wait_for,
    wait_for_screen,
    wait_until,
    words,
)
from ui.kiosk.print_words import STAGE_WORDS, PrintStage


@pytest.fixture
def hall() -> Iterator[KioskHall]:
    with KioskHall().running() as running:
        yield running


def ledger(folder: Path) -> Ledger:
    return Ledger(folder / "data" / "prints.sqlite3")


def wait_for_stage(visit: Visit, stage: PrintStage) -> None:
    wanted = STAGE_WORDS[stage].what.zh
    wait_until(lambda: words(visit.window, "text.print") == wanted, wanted, 20_000)


def test_whoever_is_asked_may_sign_out_at_once(
    tmp_path: Path, hall: KioskHall, peers: Peers
) -> None:
    """The button lies over the home screen's tiles, none of which is pressed."""
    config = kiosk_config(tmp_path, peers)
    hasty = config.kiosk.model_copy(update={"idle_s": 0.6, "countdown_s": 30.0})
    config = config.model_copy(update={"kiosk": hasty})
    with kiosk_visit(tmp_path, hall, peers, config=config) as visit:
        visit.tap_card()
        press(visit.window, "button.leaveNow")
        wait_for_screen(visit.window, "idle")
        assert seen(visit.window, "banner.notice") is None, "they left, nobody timed out"
        wait_until(lambda: not hall.sessions, "the hall was told")


@pytest.mark.parametrize("answer", ["stay", "nothing"])
def test_an_absent_person_is_asked_and_then_signed_out(
    tmp_path: Path, hall: KioskHall, peers: Peers, answer: str
) -> None:
    config = kiosk_config(tmp_path, peers)
    hasty = config.kiosk.model_copy(update={"idle_s": 0.6, "countdown_s": 1.2})
    config = config.model_copy(update={"kiosk": hasty})
    with kiosk_visit(tmp_path, hall, peers, config=config) as visit:
        visit.tap_card()
        wait_for(visit.window, "button.stay")
        if answer == "stay":
            press(visit.window, "button.stay")
            wait_until(lambda: seen(visit.window, "button.stay") is None, "the question is gone")
            assert screen(visit.window) == "home"
        wait_for_screen(visit.window, "idle")
        assert find(visit.window, "banner.notice").property("kind") == "timed_out"
        wait_until(lambda: not hall.sessions, "the hall was told")


def test_a_kiosk_without_its_models_says_so(tmp_path: Path, hall: KioskHall, peers: Peers) -> None:
    config = kiosk_config(tmp_path, peers)
    face = config.face.model_copy(update={"models": tmp_path / "nothing"})
    with kiosk_visit(
        tmp_path, hall, peers, config=config.model_copy(update={"face": face})
    ) as visit:
        visit.tap_card()
        fill_in_journey(visit.window, campus_today())
        fill_in_person(visit.window)
        wait_until(lambda: words(visit.window, "text.instruction") == FACE_AWAY.what.zh, "not here")
        assert seen(visit.window, "button.retake") is None


@pytest.mark.parametrize("printer_forgot", [False, True])
def test_a_job_that_outlived_the_kiosk_is_looked_up_and_not_repeated(
    tmp_path: Path, hall: KioskHall, peers: Peers, printer_forgot: bool
) -> None:
    """The kiosk loses power while the printer works: the ledger stands at 'submitted'."""
    config = kiosk_config(tmp_path, peers)
    peers.printer.hold(True)
    with kiosk_visit(tmp_path, hall, peers, config=config) as visit:
        visit.tap_card()
        press(visit.window, "tile.certificates")
        press(visit.window, "button.print.enrolment")
        wait_for_stage(visit, PrintStage.PRINTING)
        cut = (tmp_path / "data" / "prints.sqlite3").read_bytes()
    peers.printer.hold(False)
    (tmp_path / "data" / "prints.sqlite3").write_bytes(cut)
    if printer_forgot:
        peers.printer.kill()
        peers.printer.start()
    with kiosk_visit(tmp_path, hall, peers, config=config) as visit:
        visit.tap_card()
        press(visit.window, "tile.certificates")
        press(visit.window, "button.print.enrolment")
        if printer_forgot:
            wait_for_stage(visit, PrintStage.IN_DOUBT)
            assert [entry.attempts for entry in ledger(tmp_path).unsettled()] == [1]
            assert seen(visit.window, "button.again") is None
            press(visit.window, "button.another")
            wait_for_stage(visit, PrintStage.PRINTED)
            assert [entry.attempts for entry in ledger(tmp_path).entries()] == [1, 1]
        else:
            # Too late for closing to take it back: the printer tells that the page came out.
            wait_for_stage(visit, PrintStage.PRINTED_BEFORE)
            assert [entry.attempts for entry in ledger(tmp_path).entries()] == [1]
            wait_until(lambda: len(hall.reports) == 1, "the hall has the evidence")
