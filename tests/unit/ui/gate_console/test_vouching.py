"""Who may still vouch for an order, and when nobody is asked any more."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication

from tests.helpers.hand_clock import HandClock
from ui.agents.errors import AgentError, AgentRefused, AgentUnreachable, CallCancelled
from ui.agents.exchange import Call
from ui.agents.vouchers import DESK_CARD, GuardToken, Voucher
from ui.gate_console.vouching import VOUCH_S, Heard, Vouching, Wanted
from ui.speaker import Speaker
from wording import Language, Text

TOKEN = "t" * 32


def no(code: str) -> AgentRefused:
    return AgentRefused(code, Text(f"{code}。", f"{code}."))


@pytest.fixture(autouse=True)
def application(qapp: QGuiApplication) -> None:
    """Timers need one."""


class Desk:
    """An order that somebody vouches for, and what the agent was asked."""

    def __init__(self, desk: bool = True) -> None:
        self.clock = HandClock()
        self.asked: list[tuple[Voucher, Heard, Call]] = []
        self.ended: list[AgentError | None] = []
        self.vouching = Vouching(Speaker(Language.EN), self.clock)
        heading = Text("证明", "Vouch")
        self.vouching.begin(Wanted(heading, desk, self.give, self.ended.append))

    def give(self, voucher: Voucher, heard: Heard) -> Call:
        self.asked.append((voucher, heard, Call()))
        return self.asked[-1][2]

    def answer(self, answer: AgentError | None, number: int = -1) -> None:
        self.asked[number][1](answer)

    @property
    def vouchers(self) -> list[Voucher]:
        return [voucher for voucher, _, _ in self.asked]

    def says(self, name: str) -> object:
        return self.vouching.property(name)


def test_a_card_gives_the_order() -> None:
    desk = Desk()
    assert desk.vouchers == [DESK_CARD]
    assert desk.says("instruction") == (
        "Put your card on the desk's reader, or scan or type your token"
    )
    desk.answer(None)
    assert desk.ended == [None]
    assert desk.says("heading") == ""


def test_the_reader_waits_again_until_the_time_is_over() -> None:
    desk = Desk()
    for _ in range(3):
        desk.clock.now += 15.0
        desk.answer(no("no_card"))
    assert desk.vouchers == [DESK_CARD] * 4
    assert (desk.says("left"), desk.says("problem")) == ("15 s left", "")
    assert desk.says("share") == pytest.approx(0.25)
    desk.vouching.look()
    assert desk.ended == []
    desk.clock.now += 15.0
    desk.vouching.look()
    (end,) = desk.ended
    assert end is not None
    assert end.text.en.startswith("The time is over")
    assert desk.asked[-1][2].cancelled, "the order that waits for a card is dropped"
    desk.answer(no("no_card"))
    assert len(desk.ended) == 1, "a late answer changes nothing"


@pytest.mark.parametrize("code", ["card_unknown", "role_lacks", "same_guard"])
def test_somebody_who_may_not_leaves_room_for_somebody_who_may(code: str) -> None:
    desk = Desk()
    desk.answer(no(code))
    assert (desk.says("problem"), desk.ended) == (f"{code}.", [])
    assert desk.vouchers == [DESK_CARD] * 2
    desk.answer(None)
    assert desk.ended == [None]


def test_a_token_may_be_typed_while_the_reader_waits() -> None:
    desk = Desk()
    desk.vouching.submit(f" {TOKEN}\n")
    assert desk.vouchers == [DESK_CARD, GuardToken(TOKEN)]
    assert desk.says("checking") is True
    desk.vouching.submit(TOKEN)
    assert len(desk.asked) == 2, "one token at a time"
    desk.answer(no("unauthorized"))
    assert (desk.says("checking"), desk.says("problem")) == (False, "unauthorized.")
    assert desk.says("waiting") is True, "the reader went on waiting"
    desk.vouching.submit(TOKEN)
    assert desk.says("problem") == ""
    desk.answer(None)
    assert desk.ended == [None]
    assert desk.asked[0][2].cancelled


def test_a_token_under_way_is_heard_although_the_time_is_over() -> None:
    desk = Desk(desk=False)
    assert desk.says("instruction") == "Scan or type your token"
    desk.vouching.submit(TOKEN)
    desk.clock.now += VOUCH_S + 1
    desk.vouching.look()
    assert desk.ended == []
    desk.answer(None)
    assert desk.ended == [None]


@pytest.mark.parametrize("typed", ["short", "two words " * 4, "中文" * 20])
def test_what_is_no_token_is_never_sent(typed: str) -> None:
    desk = Desk(desk=False)
    desk.vouching.submit(typed)
    assert desk.asked == []
    assert str(desk.says("problem")).startswith("That is no token")
    assert TOKEN not in repr(GuardToken(TOKEN))


def test_a_busy_reader_is_asked_again_by_an_empty_line_only() -> None:
    desk = Desk()
    desk.answer(no("desk_busy"))
    desk.vouching.look()
    assert (desk.vouchers, desk.says("waiting")) == ([DESK_CARD], False)
    assert str(desk.says("instruction")).startswith("The reader waits for no card")
    desk.vouching.submit("")
    assert desk.vouchers == [DESK_CARD] * 2


@pytest.mark.parametrize("answer", [no("lane_busy"), AgentUnreachable("gate")])
def test_whatever_else_the_agent_says_ends_it(answer: AgentError) -> None:
    desk = Desk()
    desk.answer(answer)
    assert desk.ended == [answer]


def test_leaving_hangs_up() -> None:
    desk = Desk()
    desk.vouching.leave()
    assert desk.asked[0][2].cancelled
    desk.answer(CallCancelled())
    assert desk.ended == []


def test_the_agent_knows_how_long_it_waits() -> None:
    desk = Desk()
    desk.vouching.limit(59.5)
    assert desk.says("left") == "60 s left", "a difference of rounding moves nothing"
    desk.vouching.limit(20)
    assert desk.says("left") == "20 s left"
