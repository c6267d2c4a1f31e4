"""A counsellor in a real Chromium: sees only their own students, approves; the gate knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from sync.signing import RecordVerifier
from sync.wire import AccessRecord, ReturnStatus, TerminalIdentity, TerminalRole
from tests.helpers.browser import Browser, chromium
from tests.helpers.hall import CLASSMATE, STRANGER, STUDENT, HallPeer, submission

SHOTS: Final = Path(__file__).parents[2] / "var" / "screenshots" / "hall"


@pytest.fixture(scope="module")
def gate(hall: HallPeer) -> TerminalIdentity:
    """A gate; two students of chen's and one of zhao's have registered at a kiosk."""
    kiosk = hall.enrol(TerminalRole.KIOSK, "library")
    client = hall.client(kiosk)
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    for number in (STUDENT, CLASSMATE, STRANGER):
        session = client.sign_in(hall.digest(kiosk, number))
        client.submit_return(session.token, submission(today))
    client.close()
    return hall.enrol(TerminalRole.GATE, "east")


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium("zh-CN") as opened:
        yield opened


def listed(browser: Browser) -> set[str]:
    return {
        row.get_attribute("data-student-no") or ""
        for row in browser.select("#returns-table tbody tr")
    }


def newest(hall: HallPeer, gate: TerminalIdentity, cursor: int) -> tuple[AccessRecord, int]:
    """The record that comes next after ``cursor``, waiting for it."""
    client = hall.client(gate)
    (row,) = client.feed(cursor, wait_s=20).rows
    client.close()
    return RecordVerifier(gate.record_keys).verify(row.jws), row.seq


def test_a_counsellor_approves_and_later_revokes(
    hall: HallPeer, gate: TerminalIdentity, browser: Browser
) -> None:
    client = hall.client(gate)
    cursor = client.feed(0).next
    client.close()

    browser.open(f"{hall.url}/returns/")
    browser.type("login-username", "chen")
    browser.type("login-password", hall.passwords["chen"])
    browser.screenshot(SHOTS / "login.png")
    browser.follow("login-submit")
    assert listed(browser) == {STUDENT, CLASSMATE}
    browser.screenshot(SHOTS / "returns.zh_CN.png")

    browser.follow_element(browser.select(f"tr[data-student-no='{STUDENT}'] a")[0])
    assert browser.element("student-name").text == "林小雨"
    assert browser.loaded("photo")
    assert browser.element("gate-now").text == "返校申请正在审核"
    browser.screenshot(SHOTS / "registration.zh_CN.png")
    browser.follow("approve")
    browser.type("remark", "证件已核对")
    browser.follow("confirm")
    assert "已批准" in browser.element("flash").text
    record, cursor = newest(hall, gate, cursor)
    assert (record.student_no, record.status) == (STUDENT, ReturnStatus.APPROVED)
    assert record.decided_by == "陈明湖"

    browser.follow("language-switch")
    assert browser.language() == "en"
    assert browser.element("student-name").text == "Lin Xiaoyu"
    browser.screenshot(SHOTS / "registration.en.png")

    browser.follow("revoke")
    browser.follow("confirm")
    assert browser.has("decision-error"), "revoking needs a reason"
    browser.type("remark", "Away again")
    browser.follow("confirm")
    record, _ = newest(hall, gate, cursor)
    assert (record.status, record.face) == (ReturnStatus.REVOKED, None)
    assert not browser.has("photo")
    assert not browser.has("revoke")
    # The refused decision is the only thing the browser had to say.
    assert all("409" in message for message in browser.complaints())


def test_another_counsellor_cannot_open_it(hall: HallPeer, gate: TerminalIdentity) -> None:
    with chromium("en") as browser:
        browser.open(f"{hall.url}/login")
        browser.type("login-username", "chen")
        browser.type("login-password", hall.passwords["chen"])
        browser.follow("login-submit")
        browser.follow_element(browser.select(f"tr[data-student-no='{CLASSMATE}'] a")[0])
        address = browser.address()
        browser.follow("sign-out")
        browser.open(f"{hall.url}/login")
        browser.type("login-username", "zhao")
        browser.type("login-password", hall.passwords["zhao"])
        browser.follow("login-submit")
        assert listed(browser) == {STRANGER}
        browser.open(address)
        assert browser.has("failure")
        assert not browser.has("student-name")
