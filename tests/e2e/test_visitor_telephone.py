"""A visitor's telephone in a real Chromium: the link, the pass that renews itself, no network.

A gate's own verifier reads what stands on the screen, decoded as its scanner would.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import cv2
import numpy as np
import pytest
import zxingcpp

from hall.web.words import WORDS
from sync.passes import Pass, PassVerifier
from sync.wire import TerminalIdentity, TerminalRole
from tests.helpers.browser import Browser, chromium
from tests.helpers.hall import STUDENT, HallPeer
from tests.helpers.waiting import wait_until

SHOTS: Final = Path(__file__).parents[2] / "var" / "screenshots" / "hall"
DESK: Final = 1280
TELEPHONE: Final = 500
"""As narrow as Chromium's window gets; the layout's phone rules begin at 640."""


@pytest.fixture(scope="module")
def gate(hall: HallPeer) -> TerminalIdentity:
    return hall.enrol(TerminalRole.GATE, "east")


def sign_in(browser: Browser, hall: HallPeer, who: str) -> None:
    browser.open(f"{hall.url}/login")
    browser.type("login-username", who)
    browser.type("login-password", hall.passwords[who])
    browser.follow("login-submit")


def campus_time(hours: float) -> str:
    """So many hours from now, as a field for date and time takes it."""
    there = datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(hours=hours)
    return f"{there:%Y-%m-%dT%H:%M}"


def both_sizes(browser: Browser, name: str) -> None:
    """Pictures at the desk and on a telephone; nothing may stick out sideways."""
    for width, size in ((DESK, "desk"), (TELEPHONE, "phone")):
        browser.screenshot(SHOTS / f"{name}.{browser.language()}.{size}.png", width)
        assert browser.overflow() == 0, f"{name} at {width} px"


def both_languages(browser: Browser, name: str) -> None:
    both_sizes(browser, name)
    browser.follow("language-switch")
    both_sizes(browser, name)
    browser.follow("language-switch")


def link_for_a_visitor(hall: HallPeer) -> str:
    """A host invites somebody and makes their link."""
    with chromium("zh-CN") as browser:
        sign_in(browser, hall, "host")
        browser.follow("invite")
        both_languages(browser, "invitation")
        browser.type("name", "样本访客")
        browser.type("purpose", "参加讲座")
        browser.set("begins", "2020-01-01T08:00")
        browser.set("ends", "2020-01-01T18:00")
        browser.follow("invite-submit")
        assert browser.has("invitation-error")
        browser.set("begins", campus_time(-1))
        browser.set("ends", campus_time(5))
        browser.follow("invite-submit")
        assert browser.has("visit-status")
        both_languages(browser, "visitor")
        browser.follow("telephone")
        browser.follow("make-link")
        assert browser.loaded("link-code")
        both_sizes(browser, "telephone_link")
        return browser.element("link-address").text


def scanned(browser: Browser, gate: TerminalIdentity) -> Pass:
    """The pass that a scanner reads off the screen now."""
    drawn = np.frombuffer(browser.picture_of("pass-code"), np.uint8)
    image = cv2.imdecode(drawn, cv2.IMREAD_COLOR)
    assert image is not None
    (code,) = zxingcpp.read_barcodes(image)
    return PassVerifier(gate.record_keys).verify(code.text, datetime.now(UTC))


def state(browser: Browser) -> str:
    return browser.element("pass").get_attribute("data-state") or ""


def test_a_visitor_shows_a_pass(hall: HallPeer, gate: TerminalIdentity) -> None:
    link = link_for_a_visitor(hall)
    with chromium("zh-CN") as telephone:
        telephone.open(link)
        both_languages(telephone, "pass_link")
        telephone.follow("use-telephone")
        wait_until(lambda: state(telephone) == "valid", "a pass")
        both_languages(telephone, "pass")
        wait_until(lambda: state(telephone) == "valid", "a pass")
        first = scanned(telephone, gate)
        telephone.element("pass-again").click()
        wait_until(lambda: scanned(telephone, gate).pass_id != first.pass_id, "a new pass")
        assert scanned(telephone, gate).holder == first.holder

        kept = scanned(telephone, gate)
        telephone.network(on=False)
        telephone.element("pass-again").click()
        wait_until(lambda: state(telephone) == "offline", "the warning")
        assert scanned(telephone, gate) == kept
        assert telephone.element("pass-offline").text == WORDS["pass_offline"].zh
        telephone.screenshot(SHOTS / "pass_offline.zh-hans.phone.png", TELEPHONE)
        telephone.network(on=True)
        wait_until(lambda: state(telephone) == "valid", "a pass")
        assert not [line for line in telephone.complaints() if "ERR_INTERNET" not in line]
    with chromium("en") as another:
        another.open(link)
        assert another.has("link-spent"), "a link opens once"
        both_sizes(another, "link_spent")


def test_the_security_office_keeps_the_block_list(hall: HallPeer) -> None:
    with chromium("zh-CN") as browser:
        sign_in(browser, hall, "security")
        browser.type("number", STUDENT)
        browser.follow("find")
        browser.follow("duty-rescue")
        browser.follow("block")
        both_languages(browser, "blocking")
        browser.type("reason", "冒用他人校园卡")
        browser.follow("confirm")
        assert browser.has("blocked")
        both_languages(browser, "holder_access")
        browser.follow("nav-access")
        both_languages(browser, "block_list")
        browser.follow("nav-visitors")
        both_languages(browser, "visitors")
        browser.open(f"{hall.url}/gates/foresight?student_no={STUDENT}&gate=east&mode=card")
        assert browser.has("answer")
        both_languages(browser, "foresight")
