"""How an order goes from guard to guard in the lane's dialog, and where it ends."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar
from uuid import uuid4

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from gate_agent.rules.orders import LaneOrder
from gate_agent.rules.roles import Right, Role
from tests.helpers.hand_clock import HandClock
from ui.agents.errors import AgentError, AgentRefused
from ui.agents.exchange import Call
from ui.agents.vouchers import DESK_CARD, OWN_TOKEN, Voucher
from ui.gate_console.lane_commands import Command, LaneCommand, NumberCommand
from ui.gate_console.lane_dialog import LaneDialogState, Stage
from ui.gate_console.lane_tile import LaneTile
from ui.gate_console.number_entry import NumberEntry
from ui.gate_console.tones import Tone
from ui.gate_console.vouching import VOUCH_S, Heard, Vouching
from ui.speaker import Speaker
from wording import Language, Text

LANE = LaneTile(
    number=1,
    lane="Lane 1",
    tone=Tone.DENIED,
    word="Stop",
    orders=frozenset({LaneOrder.OPEN, LaneOrder.REFUSE, LaneOrder.TAKE_OUT}),
    desk=True,
    takes_number=True,
)
_Part = TypeVar("_Part", bound=QObject)
OPEN = LaneCommand(1, LaneOrder.OPEN, "visitor")
CONFIRM = LaneCommand(1, LaneOrder.CONFIRM, "visitor")


@pytest.fixture(autouse=True)
def application(qapp: QGuiApplication) -> None:
    """Timers need one."""


def no(code: str) -> AgentRefused:
    return AgentRefused(code, Text(f"{code}。", f"{code}."))


class Desk:
    """A dialog over ``tile``, and what it sent."""

    def __init__(self, tile: LaneTile = LANE) -> None:
        self.clock = HandClock()
        self.sent: list[tuple[Command, Voucher, Heard, Call]] = []
        self.dialog = LaneDialogState(Speaker(Language.EN), self.send, self.clock)
        self.dialog.begin(tile)

    def send(self, command: Command, voucher: Voucher, heard: Heard) -> Call:
        self.sent.append((command, voucher, heard, Call()))
        return self.sent[-1][3]

    def answer(self, answer: AgentError | None) -> None:
        """Of the newest order."""
        self.sent[-1][2](answer)

    @property
    def orders(self) -> list[tuple[Command, Voucher]]:
        return [(command, voucher) for command, voucher, _, _ in self.sent]

    def open_for_a_visitor(self) -> None:
        self.dialog.choose(2)
        self.dialog.confirm()

    @property
    def stage(self) -> str:
        return str(self.says("stageName"))

    def part(self, kind: type[_Part]) -> _Part:
        """The one part of the dialog of this kind."""
        (found,) = self.dialog.findChildren(kind)
        return found

    def says(self, name: str) -> object:
        return self.dialog.property(name)


def test_two_guards_may_both_vouch_by_card() -> None:
    desk = Desk(replace(LANE, role=Role.VIEWER, lacking=frozenset({Right.ADMIT})))
    desk.open_for_a_visitor()
    desk.answer(no("second_guard_needed"))
    assert desk.stage == Stage.VOUCHING
    desk.answer(no("same_guard"))
    desk.answer(None)
    assert desk.orders == [(OPEN, DESK_CARD), (CONFIRM, DESK_CARD), (CONFIRM, DESK_CARD)]
    assert desk.stage == Stage.CLOSED


def test_when_the_time_is_over_the_order_stands_ready_again() -> None:
    desk = Desk()
    desk.open_for_a_visitor()
    desk.answer(no("second_guard_needed"))
    desk.clock.now += VOUCH_S
    desk.part(Vouching).look()
    assert desk.stage == Stage.REFUSED
    assert str(desk.says("problem")).startswith("The time is over")
    assert (desk.says("orderName"), desk.says("reason"), desk.says("ready")) == ("open", 2, True)
    desk.dialog.confirm()
    assert desk.orders == [(OPEN, OWN_TOKEN), (CONFIRM, DESK_CARD), (OPEN, OWN_TOKEN)]


def test_the_first_guards_screen_asks_when_they_confirm_themselves() -> None:
    asked = replace(LANE, orders=LANE.orders | {LaneOrder.CONFIRM}, confirm_within_s=41)
    desk = Desk(asked)
    desk.dialog.order("confirm")
    desk.dialog.confirm()
    desk.answer(no("same_guard"))
    assert desk.orders[-1] == (LaneCommand(1, LaneOrder.CONFIRM, ""), DESK_CARD)
    assert desk.part(Vouching).property("left") == "41 s left"


@pytest.mark.parametrize("stage", [Stage.SENDING, Stage.VOUCHING])
def test_another_lane_does_not_take_the_dialog_from_an_order_under_way(stage: Stage) -> None:
    desk = Desk()
    desk.open_for_a_visitor()
    if stage is Stage.VOUCHING:
        desk.answer(no("second_guard_needed"))
    desk.dialog.begin(replace(LANE, number=2))
    assert (desk.stage, desk.says("number")) == (stage, 1)


def test_a_lane_that_opens_meanwhile_ends_the_asking() -> None:
    desk = Desk()
    desk.open_for_a_visitor()
    desk.answer(no("second_guard_needed"))
    desk.dialog.see((replace(LANE, confirm_within_s=50),))
    assert desk.stage == Stage.VOUCHING
    desk.dialog.see((replace(LANE, orders=frozenset({LaneOrder.REFUSE})),))
    assert desk.stage == Stage.CLOSED
    assert desk.sent[-1][3].cancelled


def test_a_gate_out_of_contact_does_not_end_it() -> None:
    desk = Desk()
    desk.open_for_a_visitor()
    desk.answer(no("second_guard_needed"))
    desk.dialog.see((replace(LANE, orders=frozenset(), reachable=False),))
    assert desk.stage == Stage.VOUCHING
    desk.dialog.see(())
    assert desk.stage == Stage.CLOSED, "the lane is gone for good"


def test_a_typed_number_is_vouched_for_and_never_shown() -> None:
    desk = Desk(replace(LANE, role=Role.VIEWER, lacking=frozenset({Right.ADMIT})))
    desk.dialog.order("number")
    entry = desk.part(NumberEntry)
    entry.type("S20240415 ")
    desk.dialog.confirm()
    ((command, voucher),) = desk.orders
    assert (command, voucher) == (NumberCommand(1, "S20240415"), DESK_CARD)
    assert "S20240415" not in repr(command)
    desk.answer(None)
    assert desk.stage == Stage.BEGUN
    desk.dialog.order("open")
    assert (desk.stage, entry.typed) == (Stage.CHOOSING, "")


@pytest.mark.parametrize("verdict_first", [True, False])
def test_what_the_lane_says_of_a_number_is_kept_whichever_comes_first(verdict_first: bool) -> None:
    """Its verdict and its answer to the order come by two ways."""
    desk = Desk()
    desk.dialog.order("number")
    entry = desk.part(NumberEntry)
    entry.type("S20240415")
    desk.dialog.confirm()
    verdict = replace(LANE, event=uuid4(), sentence="There is no such student number")
    if verdict_first:
        desk.dialog.see((verdict,))
        desk.answer(None)
    else:
        desk.answer(None)
        desk.dialog.see((verdict,))
    desk.dialog.see((replace(LANE, tone=Tone.IDLE),))
    assert entry.property("sentence") == verdict.sentence
