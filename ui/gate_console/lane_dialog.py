"""Ordering something of a lane: choose what and why, confirm, and hear what the agent says.

Where the agent wants a guard other than the screen's, :mod:`ui.gate_console.vouching` asks for one.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from gate_agent.rules.orders import LaneOrder
from ui.agents.errors import AgentError, AgentRefused, CallCancelled
from ui.agents.vouchers import OWN_TOKEN
from ui.gate_console.lane_commands import Command, LaneCommand, NumberCommand, Send
from ui.gate_console.lane_orders import (
    NUMBER,
    ORDERS,
    OrderTab,
    OrderWords,
    code_of,
    right_of,
    tabs,
    words_of,
)
from ui.gate_console.lane_tile import LaneTile
from ui.gate_console.number_entry import NumberEntry
from ui.gate_console.reason_list import ReasonList
from ui.gate_console.role_words import vouched_next
from ui.gate_console.shown_person import NO_TILE, ShownPerson
from ui.gate_console.vouching import VOUCH_S, WHO, Vouching, Wanted
from ui.rows import Rows
from ui.speaker import Speaker
from wording import Text

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0


class Stage(StrEnum):
    CLOSED = "closed"
    CHOOSING = "choosing"
    SENDING = "sending"
    VOUCHING = "vouching"
    """A guard is asked for: the second of two, or one whose role may."""
    BEGUN = "begun"
    """The lane checks somebody by a typed number."""
    REFUSED = "refused"


_TAKES_TWO: Final = "second_guard_needed"
_NOT_BY_THIS_GUARD: Final = frozenset({"role_lacks", "same_guard"})
_UNDER_WAY: Final = frozenset({Stage.SENDING, Stage.VOUCHING, Stage.BEGUN})
_DONE: Final = Text("完成", "Done")
_SECOND: Final = Text("需要另一位值班员确认", "A second guard must confirm")
_OUT_OF_CONTACT: Final = Text(
    "这个通道失去联系，不能从这里操作；请用钥匙",
    "This lane is out of contact and takes no orders from here; use the key",
)


@QmlElement
class LaneDialogState(QObject):
    """The dialog's state. One lane at a time."""

    changed = Signal()

    def __init__(
        self,
        speaker: Speaker,
        send: Send,
        clock: Callable[[], float],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._speaker = speaker
        self._send = send
        self._stage = Stage.CLOSED
        self._tile: LaneTile | None = None
        self._order: LaneOrder | None = LaneOrder.OPEN
        """None: a student number is typed."""
        self._problem: Text | None = None
        self._attempt = 0
        self._wanted: LaneOrder | None = LaneOrder.OPEN
        """What is vouched for."""
        self._vouching = Vouching(speaker, clock, self)
        self._person = ShownPerson(self)
        self._entry = NumberEntry(speaker, self)
        self._reasons = ReasonList(speaker, self)
        self._tabs = Rows(OrderTab, self)
        self._entry.changed.connect(self.changed)
        speaker.language_changed.connect(self._show)

    @property
    def stage(self) -> Stage:
        return self._stage

    def begin(self, tile: LaneTile) -> None:
        """Ask what to order of the lane of ``tile``; nothing when an order is being sent."""
        if self._stage in (Stage.SENDING, Stage.VOUCHING):
            return
        self._stage, self._tile = Stage.CHOOSING, tile
        self._take(LaneOrder.OPEN)

    def see(self, tiles: tuple[LaneTile, ...]) -> None:
        """The lanes changed: follow the one that the dialog is about."""
        if self._tile is None:
            return
        self._tile = next((tile for tile in tiles if tile.number == self._tile.number), None)
        if self._tile is None:
            self.cancel()
            return
        if self._stage is Stage.VOUCHING:
            self._watch(self._tile)
        self._entry.see(self._tile)
        self._show()

    @Slot(str)
    def order(self, code: str) -> None:
        """Choose what to order; the reason is asked for anew."""
        if self._editable() and code != self._get_order():
            self._take(None if code == NUMBER else LaneOrder(code))

    @Slot(int)
    def turn(self, by: int) -> None:
        """Choose the next (1) or the previous (-1) order that the dialog offers."""
        offered = self._offered()
        chosen = offered[(offered.index(self._order) + by) % len(offered)]
        self.order(code_of(chosen))

    @Slot(int)
    def choose(self, number: int) -> None:
        """Pick the reason with this number, 1 for the first; others are ignored."""
        if self._editable():
            self._reasons.choose(number)
            self.changed.emit()

    @Slot(int)
    def move(self, by: int) -> None:
        """Pick the next (1) or the previous (-1) reason."""
        if self._editable():
            self._reasons.move(by)
            self.changed.emit()

    @Slot()
    def confirm(self) -> None:
        """Send the order, if all is said and the lane can be reached; when it is done, close.

        What this screen's role may not order is not tried in its name.
        """
        if self._tile is None or not self._get_ready():
            return
        if self._stage is Stage.BEGUN:
            self.cancel()
            return
        if right_of(self._order) in self._tile.lacking:
            self._vouch(self._order)
            return
        self._stage, self._problem = Stage.SENDING, None
        self._attempt += 1
        attempt = self._attempt
        command = self._command(self._tile, self._order)
        self._send(command, OWN_TOKEN, lambda answer: self._hear(attempt, answer))
        self._show()

    @Slot()
    def cancel(self) -> None:
        """Close the dialog. Only an order that still waits for somebody is taken back."""
        self._vouching.leave()
        self._entry.clear()
        self._stage, self._tile = Stage.CLOSED, None
        self._show()

    def _take(self, order: LaneOrder | None) -> None:
        self._stage, self._order, self._problem = Stage.CHOOSING, order, None
        self._entry.clear()
        self._reasons.offer(words_of(order).reasons)
        self._show()

    def _hear(self, attempt: int, answer: AgentError | None) -> None:
        if attempt != self._attempt or self._stage is not Stage.SENDING:
            return
        code = answer.code if isinstance(answer, AgentRefused) else ""
        if code == _TAKES_TWO:
            self._vouch(LaneOrder.CONFIRM)
        elif code in _NOT_BY_THIS_GUARD:
            self._vouch(self._order)
        else:
            self._end(answer)

    def _vouch(self, order: LaneOrder | None) -> None:
        """Ask for a guard who gives ``order``; the reason chosen before stands."""
        tile = self._tile
        if tile is None:
            return
        self._stage, self._wanted, self._problem = Stage.VOUCHING, order, None
        command = self._command(tile, order)
        self._vouching.begin(
            Wanted(
                _SECOND if order is LaneOrder.CONFIRM else WHO,
                tile.desk,
                lambda voucher, heard: self._send(command, voucher, heard),
                self._vouched,
            ),
            tile.confirm_within_s or VOUCH_S,
        )
        self._show()

    def _vouched(self, answer: AgentError | None) -> None:
        if isinstance(answer, AgentRefused) and answer.code == _TAKES_TWO:
            self._vouch(LaneOrder.CONFIRM)
        else:
            self._end(answer)

    def _watch(self, tile: LaneTile) -> None:
        """Follow what becomes of the lane while somebody is asked for."""
        if self._wanted is LaneOrder.CONFIRM and tile.reachable:
            if LaneOrder.OPEN not in tile.orders:
                # It is open: another guard has confirmed, here or at a screen of their own.
                self.cancel()
                return
            if tile.confirm_within_s is not None:
                self._vouching.limit(tile.confirm_within_s)

    def _end(self, answer: AgentError | None) -> None:
        if answer is None and self._order is None:
            self._stage = Stage.BEGUN
            self._entry.begin()
            self._show()
            return
        if answer is None or isinstance(answer, CallCancelled):
            self.cancel()
            return
        self._stage, self._problem = Stage.REFUSED, answer.text
        self._show()

    def _command(self, tile: LaneTile, order: LaneOrder | None) -> Command:
        if order is None:
            self._entry.send(tile)
            return NumberCommand(tile.number, self._entry.typed)
        reason = self._reasons.chosen
        return LaneCommand(tile.number, order, "" if reason is None else reason.value)

    def _editable(self) -> bool:
        return self._stage in (Stage.CHOOSING, Stage.REFUSED, Stage.BEGUN)

    def _possible(self) -> bool:
        tile = self._shown()
        return tile.takes_number if self._order is None else self._order in tile.orders

    def _offered(self) -> list[LaneOrder | None]:
        """The orders that fit the lane, and the one that is chosen though it may fit no more."""
        possible = self._shown().orders | {LaneOrder.OPEN, self._order}
        offered: list[LaneOrder | None] = [order for order in ORDERS if order in possible]
        if self._shown().takes_number or self._order is None:
            offered.append(None)
        return offered

    def _shown(self) -> LaneTile:
        return self._tile or NO_TILE

    def _words(self) -> OrderWords:
        return words_of(self._wanted if self._stage is Stage.VOUCHING else self._order)

    @Slot()
    def _show(self) -> None:
        say = self._speaker.say
        self._person.show(self._shown())
        self._reasons.show()
        self._tabs.show(tabs(self._offered(), self._order, say))
        self.changed.emit()

    def _get_stage(self) -> str:
        return self._stage.value

    def _get_number(self) -> int:
        return self._shown().number

    def _get_reason(self) -> int:
        return self._reasons.number

    def _get_order(self) -> str:
        return code_of(self._order)

    def _get_verb(self) -> str:
        words = self._words()
        if self._stage is Stage.BEGUN:
            return self._speaker.say(_DONE)
        return self._speaker.say(words.doing if self._stage is Stage.SENDING else words.name)

    def _get_symbol(self) -> str:
        return "check" if self._stage is Stage.BEGUN else self._words().symbol

    def _get_effect(self) -> str:
        return self._speaker.say(self._words().effect)

    def _get_person(self) -> ShownPerson:
        return self._person

    def _get_needs(self) -> str:
        tile, right = self._shown(), right_of(self._order)
        settled = self._stage in (Stage.VOUCHING, Stage.BEGUN)
        if settled or tile.role is None or right not in tile.lacking:
            return ""
        return self._speaker.say(vouched_next(right, tile.role))

    def _get_problem(self) -> str:
        if self._tile is None or self._stage in _UNDER_WAY:
            return ""
        if not self._tile.reachable:
            return self._speaker.say(_OUT_OF_CONTACT)
        if not self._possible():
            return self._speaker.say(self._words().impossible)
        return "" if self._problem is None else self._speaker.say(self._problem)

    def _get_entry(self) -> NumberEntry:
        return self._entry

    def _get_vouching(self) -> Vouching:
        return self._vouching

    def _get_reasons(self) -> Rows:
        return self._reasons.rows

    def _get_tabs(self) -> Rows:
        return self._tabs

    def _get_ready(self) -> bool:
        if self._stage is Stage.BEGUN:
            return True
        if self._order is None:
            said = self._entry.valid
        else:
            said = self._reasons.chosen is not None or not self._words().reasons
        return self._editable() and said and self._possible()

    stageName = Property(str, _get_stage, notify=changed)  # noqa: N815 - names as QML spells them
    number = Property(int, _get_number, notify=changed)
    reason = Property(int, _get_reason, notify=changed)
    orderName = Property(str, _get_order, notify=changed)  # noqa: N815
    verb = Property(str, _get_verb, notify=changed)
    symbol = Property(str, _get_symbol, notify=changed)
    effect = Property(str, _get_effect, notify=changed)
    person = Property(ShownPerson, _get_person, notify=changed)
    needs = Property(str, _get_needs, notify=changed)
    problem = Property(str, _get_problem, notify=changed)
    entry = Property(NumberEntry, _get_entry, notify=changed)
    vouching = Property(Vouching, _get_vouching, notify=changed)
    reasons = Property(Rows, _get_reasons, notify=changed)
    tabs = Property(Rows, _get_tabs, notify=changed)
    ready = Property(bool, _get_ready, notify=changed)
