"""Who is here: cards, notices, languages, leaving, being away."""

from __future__ import annotations

from devices.errors import Fault
from kiosk.sentences import reader_away
from tests.helpers.kiosk_bench import Peers, Visit
from tests.helpers.kiosk_hall import KioskHall
from tests.helpers.pcsc import random_number
from tests.helpers.qt import (
    find,
    press,
    screen,
    seen,
    type_text,
    wait_for,
    wait_for_screen,
    wait_until,
    words,
)


def notice(visit: Visit) -> str:
    banner = seen(visit.window, "banner.notice")
    return "" if banner is None else str(banner.property("kind"))


def wait_for_notice(visit: Visit, kind: str) -> None:
    wait_until(lambda: notice(visit) == kind, f"notice {kind}, is {notice(visit)!r}")


def test_a_card_signs_its_holder_in_and_leaving_forgets_them(visit: Visit, hall: KioskHall) -> None:
    visit.tap_card()
    assert words(visit.window, "text.greeting") == "林小雨，你好"
    assert len(hall.sessions) == 1
    press(visit.window, "tile.services")
    type_text(visit.window, "field.search", "zz")
    press(visit.window, "button.leave")
    wait_for_screen(visit.window, "idle")
    wait_until(lambda: not hall.sessions, "the hall was told")
    visit.tap_card()
    press(visit.window, "tile.services")
    wait_for(visit.window, "service.transcript")
    assert words(visit.window, "field.search") == ""


def test_an_unknown_card_and_a_badly_held_card_are_told_apart(visit: Visit, peers: Peers) -> None:
    with peers.readers.card(random_number()):
        wait_for_notice(visit, "card_unknown")
    with peers.readers.unreadable_card():
        wait_for_notice(visit, "card_unreadable")
    visit.tap_card()


def test_a_reader_that_is_away_is_told_with_its_code_and_found_again(
    visit: Visit, peers: Peers
) -> None:
    away = reader_away(Fault.CARD_SERVICE_DOWN).what.zh
    peers.readers.disconnect()
    try:
        wait_until(lambda: words(visit.window, "banner.notice") == away, "it is said")
        assert away.endswith(" CR-01")
        assert find(visit.window, "banner.notice").property("remedy")
    finally:
        peers.readers.reconnect()
    wait_until(lambda: words(visit.window, "banner.notice") == "", "the reader is back")
    visit.tap_card()


def test_a_hall_that_is_away_is_named_and_found_again(
    visit: Visit, hall: KioskHall, peers: Peers
) -> None:
    hall.stop()
    with peers.readers.card(hall.card):
        wait_for_notice(visit, "hall_away")
    assert screen(visit.window) == "idle"
    hall.start()
    visit.tap_card()


def test_the_language_changes_at_once_and_changes_back_for_the_next_person(
    visit: Visit,
) -> None:
    visit.tap_card()
    press(visit.window, "pill.language")
    wait_until(lambda: words(visit.window, "text.greeting") == "Hello, Lin Xiaoyu", "English")
    press(visit.window, "tile.return")
    wait_for_screen(visit.window, "returnForm")
    press(visit.window, "button.next")
    wait_until(
        lambda: find(visit.window, "field.origin").property("text") == "", "the form is there"
    )
    press(visit.window, "pill.language")
    wait_until(lambda: words(visit.window, "text.title") == "行程", "Chinese again")
    press(visit.window, "pill.language")
    visit.leave()
    assert words(visit.window, "text.invitation") == "请刷校园卡"


def test_unsent_answers_are_not_thrown_away_by_one_touch(visit: Visit) -> None:
    visit.tap_card()
    press(visit.window, "tile.return")
    type_text(visit.window, "field.origin", "Wuhan")
    press(visit.window, "button.leave")
    press(visit.window, "button.keep")
    wait_until(lambda: seen(visit.window, "button.keep") is None, "the question is gone")
    assert words(visit.window, "field.origin") == "Wuhan"
    press(visit.window, "button.leave")
    press(visit.window, "button.discard")
    wait_for_screen(visit.window, "idle")
    visit.tap_card()
    press(visit.window, "tile.return")
    wait_for_screen(visit.window, "returnForm")
    assert words(visit.window, "field.origin") == ""


def test_a_session_that_the_hall_ended_is_announced(visit: Visit, hall: KioskHall) -> None:
    visit.tap_card()
    hall.sessions.clear()
    press(visit.window, "tile.certificates")
    press(visit.window, "button.print.enrolment")
    wait_for_screen(visit.window, "idle")
    wait_for_notice(visit, "ended")
