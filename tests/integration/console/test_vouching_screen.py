"""A second guard at the first one's screen: by card at the desk or by token, by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest

from gate_agent.wire.schema import AgentState, LanePhase, LaneView, OverrideView
from tests.helpers.agent_peer import AgentPeer, agent_peer
from tests.helpers.gate_pictures import drawn_portrait
from tests.helpers.gate_states import NOW, denied, gate_state, granted, lane, said
from tests.helpers.qt import find, press, wait_for, wait_until, words
from tests.integration.console.conftest import OpenConsole
from tests.integration.console.test_console_pictures import SIZES, keep
from ui.gate_console.program import ConsoleProgram
from wording import Language

CONFIRMED = ("/v1/lanes/L1/confirm", "")


def revoked(override: OverrideView | None = None) -> LaneView:
    verdict = denied(
        reason="revoked",
        sentence=said("返校许可已撤销", "The permission to return was revoked"),
        remedy=said("请本人联系辅导员", "Let them call their counsellor"),
    )
    return lane(1, LanePhase.DENIED, verdict).model_copy(update={"override": override})


def gate(lane_1: LaneView, desk: str = "reader-desk") -> AgentState:
    return gate_state(lane_1, lane(2), desk_reader=desk)


ASKED = OverrideView(
    asked_by="Guard Wei",
    reason="id_checked",
    said=said("已核对证件与照片", "Papers and photo checked"),
    holder_name="周湖",
    until=NOW + timedelta(seconds=43),
)


@pytest.fixture
def peer() -> Iterator[AgentPeer]:
    with agent_peer(gate(revoked())) as running:
        running.take_two()
        for which, colour in (("enrolled", "#9FB7C9"), ("live", "#B7A98F")):
            running.show_photo(f"/v1/photos/{which}-2", drawn_portrait(colour, 480, 600))
        yield running


def key(program: ConsoleProgram, *keys: Qt.Key) -> None:
    for one in keys:
        QTest.keyClick(program.window, one)


def shown(program: ConsoleProgram, name: str) -> object:
    return program.window.property(name)


def type_token(program: ConsoleProgram, token: str) -> None:
    """As a keyboard or a scanner that acts as one does, Enter at its end."""
    wait_until(lambda: bool(find(program.window, "token").property("activeFocus")), "focus")
    for character in token:
        QTest.keyClick(program.window, ord(character))
    key(program, Qt.Key.Key_Return)


def open_for_somebody_revoked(program: ConsoleProgram) -> None:
    key(program, Qt.Key.Key_F1)
    wait_for(program.window, "reasons")
    wait_until(lambda: bool(find(program.window, "reasons").property("activeFocus")), "focus")
    key(program, Qt.Key.Key_1, Qt.Key.Key_Return)
    wait_until(lambda: shown(program, "stage") == "vouching", "a second guard is asked for")


def test_a_card_at_the_desk_confirms(open_console: OpenConsole, peer: AgentPeer) -> None:
    program = open_console(peer, language=Language.EN)
    open_for_somebody_revoked(program)
    wait_until(lambda: peer.cards_awaited == 1, "the order waits for a card")
    assert words(program.window, "vouchHeading") == "A second guard must confirm"
    assert words(program.window, "vouchLeft") in ("60 s left", "59 s left")
    peer.say(gate(revoked(ASKED)))
    wait_until(
        lambda: words(program.window, "vouchLeft") in ("43 s left", "42 s left"),
        "the agent's time counts",
    )
    peer.show_card()
    wait_until(lambda: shown(program, "dialog") == "", "the dialog is closed")
    assert peer.orders == [CONFIRMED]
    assert program.warnings == []


def test_a_token_confirms_and_a_wrong_one_is_told(
    open_console: OpenConsole, peer: AgentPeer
) -> None:
    program = open_console(peer, language=Language.EN)
    open_for_somebody_revoked(program)
    type_token(program, "7")
    wait_until(
        lambda: "That is no token" in words(program.window, "vouchProblem"), "digits go to the line"
    )
    type_token(program, "x" * 43)
    wait_until(
        lambda: "This token is no guard's here" in words(program.window, "vouchProblem"), "told"
    )
    assert find(program.window, "token").property("text") == "", "what was typed is forgotten"
    assert peer.cards_awaited == 1, "the card goes on being awaited"
    type_token(program, peer.second_token)
    wait_until(lambda: shown(program, "dialog") == "", "the dialog is closed")
    assert peer.orders == [CONFIRMED]
    wait_until(lambda: peer.cards_awaited == 0, "no card is awaited any more")
    assert program.warnings == []


def test_escape_takes_it_back(open_console: OpenConsole, peer: AgentPeer) -> None:
    program = open_console(peer)
    open_for_somebody_revoked(program)
    wait_until(lambda: peer.cards_awaited == 1, "the order waits for a card")
    key(program, Qt.Key.Key_Escape)
    assert shown(program, "dialog") == ""
    wait_until(lambda: peer.cards_awaited == 0, "it waits no more")
    assert peer.orders == []


def test_another_screen_may_confirm_meanwhile(open_console: OpenConsole, peer: AgentPeer) -> None:
    program = open_console(peer)
    open_for_somebody_revoked(program)
    peer.say(gate(revoked(ASKED)))
    wait_for(program.window, "token")
    peer.say(gate(lane(1, LanePhase.OPEN, granted(5))))
    wait_until(lambda: shown(program, "dialog") == "", "the lane is open: the dialog closes")
    wait_until(lambda: peer.cards_awaited == 0, "no card is awaited any more")
    assert peer.orders == []


@pytest.mark.parametrize("code", ["role_lacks", "same_guard"])
def test_a_screen_that_may_not_asks_for_somebody_who_may(
    open_console: OpenConsole, peer: AgentPeer, code: str
) -> None:
    peer.refuse(403, code, said("不能", "May not"))
    program = open_console(peer, language=Language.EN)
    key(program, Qt.Key.Key_F2)
    press(program.window, "reason6")
    press(program.window, "confirmOrder")
    wait_until(lambda: shown(program, "stage") == "vouching", "somebody is asked for")
    assert words(program.window, "vouchHeading") == "Show who gives this order"
    peer.accept()
    peer.say(gate_state(lane(1), lane(2)))
    wait_until(lambda: peer.cards_awaited == 1, "the order waits for a card")
    key(program, Qt.Key.Key_Escape)
    assert peer.orders == []


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size.width()))
@pytest.mark.parametrize("language", list(Language))
def test_asking_for_a_guard_is_legible(
    open_console: OpenConsole, peer: AgentPeer, screens: Path, language: Language, size: QSize
) -> None:
    program = open_console(peer, language=language)
    program.window.resize(size)
    name = f"{size.width()}-{language.value}.png"
    peer.say(gate(revoked(ASKED)))
    open_for_somebody_revoked(program)
    peer.freeze()
    keep(program, screens / f"console-second-{name}")
    type_token(program, "123")
    wait_for(program.window, "vouchProblem")
    keep(program, screens / f"console-second-wrong-{name}")
    key(program, Qt.Key.Key_Escape)
    program.close()


@pytest.mark.parametrize("language", list(Language))
def test_asking_without_a_reader_is_legible(
    open_console: OpenConsole, screens: Path, language: Language
) -> None:
    with agent_peer(gate(lane(1), desk="")) as peer:
        peer.refuse(403, "role_lacks", said("不能", "May not"))
        program = open_console(peer, language=language)
        open_for_somebody_revoked(program)
        keep(program, screens / f"console-vouch-{language.value}.png")
        program.close()
