"""A code for the student's telephone: read off the screen, opened once, forgotten afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import pytest
import requests
import zxingcpp
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from hall.web.words import WORDS
from sync.wire import TerminalRole
from tests.helpers.hall import STUDENT, HallPeer, running_hall
from tests.helpers.kiosk_bench import Peers, Visit, kiosk_config, kiosk_visit, visiting
from tests.helpers.kiosk_hall import KioskHall, refusal
from tests.helpers.qt import (
    find,
    press,
    seen,
    wait_for,
    wait_for_screen,
    wait_until,
    words,
)
from wording import Language

_TABS: Final = 30
"""More than there are controls on a screen."""


def read_code(visit: Visit) -> str:
    """What a telephone's camera reads off the whole screen; empty when there is no code."""
    image = visit.window.grabWindow().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    codes = zxingcpp.read_barcodes(np.ascontiguousarray(rows[:, : image.width()]))
    return "".join(code.text for code in codes)


def show_code(visit: Visit) -> str:
    """From the home screen; returns what the code says."""
    press(visit.window, "tile.telephone")
    press(visit.window, "button.showCode")
    return shown_code(visit)


def shown_code(visit: Visit) -> str:
    """What the code says once it stands on the screen."""
    wait_for(visit.window, "telephone.code")
    wait_until(lambda: read_code(visit) != "", "the code can be read")
    return read_code(visit)


@pytest.fixture
def real_hall(tmp_path: Path) -> Iterator[HallPeer]:
    folder = tmp_path / "hall"
    folder.mkdir()
    with running_hall(folder) as running:
        yield running


def test_the_code_opens_once_and_makes_the_telephone_theirs(
    real_hall: HallPeer, peers: Peers, tmp_path: Path
) -> None:
    real_hall.enrol(TerminalRole.KIOSK, "K03")
    config = kiosk_config(tmp_path, peers)
    identity = real_hall.identity_file("K03")
    config = config.model_copy(
        update={"hall": config.hall.model_copy(update={"identity": identity})}
    )
    with visiting(config, real_hall.cards[STUDENT], peers) as visit:
        visit.tap_card()
        press(visit.window, "button.search")
        press(visit.window, "service.telephone-pass")
        press(visit.window, "button.doHere")
        press(visit.window, "button.showCode")
        first = shown_code(visit)
        assert first.startswith(f"{real_hall.url}/pass/")
        assert use_telephone(first) == 200
        assert use_telephone(first) == 404, "it opens once"
        press(visit.window, "button.done")
        second = show_code(visit)
    assert second != first
    assert use_telephone(second) == 200


def use_telephone(link: str) -> int:
    """Open the link as a telephone does, and press the button; the status that came of it."""
    with requests.Session() as telephone:
        page = telephone.get(link, timeout=10)
        if page.status_code != 200:
            return page.status_code
        assert WORDS["pass_link_use"].zh in page.text
        asked = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert asked is not None
        form = {"csrfmiddlewaretoken": asked[1]}
        shown = telephone.post(link, data=form, headers={"Referer": link}, timeout=10)
        assert shown.url.endswith("/pass/")
        return shown.status_code


@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768)])
def test_a_camera_reads_it_at_every_size(
    visit: Visit, hall: KioskHall, size: tuple[int, int]
) -> None:
    visit.window.resize(*size)
    visit.tap_card()
    assert show_code(visit) == hall.links[-1]
    visit.window.resize(1920, 1080)


def test_nothing_is_made_before_it_is_asked_for(visit: Visit, hall: KioskHall) -> None:
    """A new code ends the telephone of before."""
    visit.tap_card()
    press(visit.window, "tile.telephone")
    wait_for(visit.window, "button.showCode")
    assert words(visit.window, "banner.before")
    press(visit.window, "button.back")
    wait_for_screen(visit.window, "home")
    assert hall.links == []


def test_whoever_goes_back_or_leaves_takes_the_code_along(visit: Visit, hall: KioskHall) -> None:
    visit.tap_card()
    show_code(visit)
    press(visit.window, "button.back")
    wait_for_screen(visit.window, "home")
    assert read_code(visit) == ""
    press(visit.window, "tile.telephone")
    wait_for(visit.window, "button.showCode")
    assert seen(visit.window, "telephone.code") is None
    press(visit.window, "button.showCode")
    wait_for(visit.window, "telephone.code")
    visit.leave()
    assert read_code(visit) == ""
    visit.tap_card()
    press(visit.window, "tile.telephone")
    wait_for(visit.window, "button.showCode")
    assert len(hall.links) == 2


def test_a_hall_that_is_away_is_said_with_what_to_do(visit: Visit, hall: KioskHall) -> None:
    visit.tap_card()
    press(visit.window, "tile.telephone")
    hall.stop()
    press(visit.window, "button.showCode")
    wait_for(visit.window, "banner.trouble")
    assert words(visit.window, "banner.trouble") == "暂时连不上服务大厅"
    assert find(visit.window, "banner.trouble").property("remedy")
    hall.start()
    press(visit.window, "button.showCode")
    assert shown_code(visit) == hall.links[-1]
    assert seen(visit.window, "banner.trouble") is None


def test_what_the_hall_refuses_is_said_in_its_words(visit: Visit, hall: KioskHall) -> None:
    hall.refuse["POST telephone-links"] = refusal(409, "busy", zh="现在不办理", en="Not now")
    visit.tap_card()
    press(visit.window, "tile.telephone")
    press(visit.window, "button.showCode")
    wait_until(lambda: words(visit.window, "banner.trouble") == "现在不办理", "it is said")


def test_a_slow_hall_is_asked_once_and_answers_nobody_who_left(
    visit: Visit, hall: KioskHall
) -> None:
    visit.tap_card()
    press(visit.window, "tile.telephone")
    wait_for(visit.window, "button.showCode")
    hall.open.clear()
    press(visit.window, "button.showCode")
    wait_until(lambda: hall.calls[-1] == "POST telephone-links", "the hall is asked")
    assert not find(visit.window, "button.showCode").isEnabled()
    press(visit.window, "button.back")
    wait_for_screen(visit.window, "home")
    hall.open.set()
    wait_until(lambda: len(hall.links) == 1, "the hall has answered")
    press(visit.window, "tile.telephone")
    wait_for(visit.window, "button.showCode")
    assert seen(visit.window, "telephone.code") is None
    assert hall.calls.count("POST telephone-links") == 1


def test_a_session_that_the_hall_ended_is_announced(visit: Visit, hall: KioskHall) -> None:
    visit.tap_card()
    press(visit.window, "tile.telephone")
    wait_for(visit.window, "button.showCode")
    hall.sessions.clear()
    press(visit.window, "button.showCode")
    wait_for_screen(visit.window, "idle")


def test_the_keyboard_alone_gets_there(visit: Visit, hall: KioskHall) -> None:
    visit.tap_card()
    key_to(visit, "tile.telephone")
    key_to(visit, "button.showCode")
    assert shown_code(visit) == hall.links[-1]
    key_to(visit, "button.done")
    wait_for_screen(visit.window, "home")


def key_to(visit: Visit, name: str) -> None:
    """Tab to a control and press Return."""
    wait_for(visit.window, name)
    for _ in range(_TABS):
        if visit.window.activeFocusItem().objectName() == name:
            QTest.keyClick(visit.window, Qt.Key.Key_Return)
            return
        QTest.keyClick(visit.window, Qt.Key.Key_Tab)
    raise AssertionError(f"the Tab key does not lead to {name}")


def test_somebody_who_walks_away_leaves_no_code_on_the_screen(
    hall: KioskHall, peers: Peers, tmp_path: Path
) -> None:
    config = kiosk_config(tmp_path, peers)
    hasty = config.kiosk.model_copy(update={"idle_s": 2.0, "countdown_s": 0.5})
    config = config.model_copy(update={"kiosk": hasty})
    with kiosk_visit(tmp_path, hall, peers, config=config, language=Language.EN) as visit:
        visit.tap_card()
        show_code(visit)
        wait_for_screen(visit.window, "idle")
        assert read_code(visit) == ""
