"""The panel for emergencies: lock a gate down, end that, close the lanes after a fire alarm.

Three steps, so that nothing happens by a slip: what, why, and a last one that names the effect.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from ui.agents.client import EmergencyOrder
from ui.agents.errands import Errands
from ui.agents.errors import AgentError, AgentRefused
from ui.agents.exchange import Call
from ui.agents.vouchers import OWN_TOKEN, Voucher
from ui.gate_console.emergency_words import ORDERS, Standing, possible, standing
from ui.gate_console.gate_choice import GateChoice
from ui.gate_console.reason_list import ReasonList
from ui.gate_console.role_words import vouched_next
from ui.gate_console.vouching import WHO, Heard, Vouching, Wanted
from ui.rows import Rows
from ui.speaker import Speaker
from wording import Text

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

_DONE: Final = Text("{name}：{done}", "{name}: {done}")
_OTHERS: Final = Text("其他校门不受影响。", "Other gates go on as they are.")


class EmergencyStep(StrEnum):
    CHOOSING = "choosing"
    """What is to be done."""
    REASON = "reason"
    CONFIRMING = "confirming"
    VOUCHING = "vouching"
    """Somebody whose role may is asked for."""
    SENDING = "sending"


@dataclass(frozen=True, slots=True)
class OrderCard:
    """One order, with its number key; ``about`` says what it does or why it can't be given."""

    number: int
    code: str
    name: str
    about: str
    symbol: str
    possible: bool


@QmlElement
class EmergencyPanel(QObject):
    """The panel's state, for one gate at a time."""

    changed = Signal()

    def __init__(
        self, gate: GateChoice, errands: Errands, speaker: Speaker, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        gate.setParent(self)
        self._gate, self._errands, self._speaker = gate, errands, speaker
        self._step = EmergencyStep.CHOOSING
        self._order: EmergencyOrder | None = None
        self._problem: Text | None = None
        self._done = ""
        self._reasons = ReasonList(speaker, self)
        self._vouching = Vouching(speaker, parent=self)
        self._standings = Rows(Standing, self)
        self._cards = Rows(OrderCard, self)
        gate.chosen.connect(self.begin)
        gate.changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def begin(self) -> None:
        """Start over: nothing is chosen, and nobody is asked for."""
        self._vouching.leave()
        if self._step is not EmergencyStep.SENDING:
            self._reset()
            self._done = ""
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show what is in force now."""
        say, agent = self._speaker.say, self._gate.sight
        self._standings.show(standing(agent, say))
        self._cards.show(
            [
                OrderCard(
                    number,
                    order.value,
                    say(words.name),
                    say(words.effect if possible(agent, order) else words.impossible)
                    if agent.live
                    else "",
                    words.symbol,
                    possible(agent, order),
                )
                for number, (order, words) in enumerate(ORDERS.items(), 1)
            ]
        )
        self._reasons.show()
        self.changed.emit()

    @Slot(int)
    def choose(self, number: int) -> None:
        """Pick the order with this number or, at the second step, the reason."""
        if self._step is EmergencyStep.REASON:
            self._reasons.choose(number)
        elif self._step is EmergencyStep.CHOOSING and 1 <= number <= len(ORDERS):
            order = list(ORDERS)[number - 1]
            if possible(self._gate.sight, order):
                self._order, self._step = order, EmergencyStep.REASON
                self._problem, self._done = None, ""
                self._reasons.offer(ORDERS[order].reasons)
        self.changed.emit()

    @Slot(int)
    def move(self, by: int) -> None:
        """Pick the next (1) or the previous (-1) reason."""
        if self._step is EmergencyStep.REASON:
            self._reasons.move(by)
            self.changed.emit()

    @Slot()
    def proceed(self) -> None:
        """From the reason to the last step. Nothing is sent yet."""
        if self._step is EmergencyStep.REASON and self._reasons.chosen is not None:
            self._step = EmergencyStep.CONFIRMING
            self.changed.emit()

    @Slot()
    def back(self) -> None:
        """One step back."""
        self._vouching.leave()
        if self._step is EmergencyStep.VOUCHING:
            self._step = EmergencyStep.CONFIRMING
        elif self._step is EmergencyStep.CONFIRMING:
            self._step = EmergencyStep.REASON
        elif self._step is EmergencyStep.REASON:
            self._reset()
        self.changed.emit()

    @Slot()
    def confirm(self) -> None:
        """Give the order; what this screen's role may not order, somebody vouches for."""
        order = self._order
        if self._step is not EmergencyStep.CONFIRMING or order is None:
            return
        if not self._gate.sight.may(ORDERS[order].right):
            self._vouch(order)
            return
        self._step, self._problem = EmergencyStep.SENDING, None
        self._send(order, OWN_TOKEN, lambda answer: self._hear(order, answer))
        self.changed.emit()

    def _vouch(self, order: EmergencyOrder) -> None:
        self._step, self._problem = EmergencyStep.VOUCHING, None

        def give(voucher: Voucher, heard: Heard) -> Call:
            return self._send(order, voucher, heard)

        self._vouching.begin(
            Wanted(WHO, self._gate.sight.desk, give, lambda answer: self._hear(order, answer))
        )
        self.changed.emit()

    def _send(self, order: EmergencyOrder, voucher: Voucher, heard: Heard) -> Call:
        client, reason = self._gate.client, self._reasons.chosen

        def work(call: Call) -> None:
            client.order_emergency(order, "" if reason is None else reason.value, call, voucher)

        return self._errands.run(work, heard)

    def _hear(self, order: EmergencyOrder, answer: AgentError | None) -> None:
        refused = isinstance(answer, AgentRefused) and answer.code == "role_lacks"
        if refused and self._step is EmergencyStep.SENDING:
            self._vouch(order)
            return
        if answer is not None:
            self._step, self._problem = EmergencyStep.CONFIRMING, answer.text
        else:
            say = self._speaker.say
            self._done = say(_DONE).format(
                name=say(self._gate.sight.name), done=say(ORDERS[order].done)
            )
            self._reset()
        self.refresh()

    def _reset(self) -> None:
        self._step, self._order, self._problem = EmergencyStep.CHOOSING, None, None

    def _said(self, part: Callable[[EmergencyOrder], Text]) -> str:
        return "" if self._order is None else self._speaker.say(part(self._order))

    def _get_step(self) -> str:
        return self._step.value

    def _get_order(self) -> str:
        return "" if self._order is None else self._order.value

    def _get_name(self) -> str:
        return self._said(lambda order: ORDERS[order].name)

    def _get_question(self) -> str:
        question = self._said(lambda order: ORDERS[order].question)
        return question.format(name=self._speaker.say(self._gate.sight.name))

    def _get_effect(self) -> str:
        effect = self._said(lambda order: ORDERS[order].effect)
        if effect and self._gate.many:
            return f"{effect} {self._speaker.say(_OTHERS)}"
        return effect

    def _get_needs(self) -> str:
        caller = self._gate.sight.view.caller
        if self._order is None or caller is None or self._step is EmergencyStep.VOUCHING:
            return ""
        right = ORDERS[self._order].right
        return "" if right in caller.rights else self._speaker.say(vouched_next(right, caller.role))

    def _get_vouching(self) -> Vouching:
        return self._vouching

    def _get_problem(self) -> str:
        return "" if self._problem is None else self._speaker.say(self._problem)

    def _get_done(self) -> str:
        return self._done

    def _get_reason(self) -> int:
        return self._reasons.number

    def _get_reason_words(self) -> str:
        return self._reasons.words

    def _get_gate(self) -> GateChoice:
        return self._gate

    def _get_standings(self) -> Rows:
        return self._standings

    def _get_cards(self) -> Rows:
        return self._cards

    def _get_reasons(self) -> Rows:
        return self._reasons.rows

    stepName = Property(str, _get_step, notify=changed)  # noqa: N815 - names as QML spells them
    order = Property(str, _get_order, notify=changed)
    name = Property(str, _get_name, notify=changed)
    question = Property(str, _get_question, notify=changed)
    effect = Property(str, _get_effect, notify=changed)
    needs = Property(str, _get_needs, notify=changed)
    vouching = Property(Vouching, _get_vouching, notify=changed)
    problem = Property(str, _get_problem, notify=changed)
    done = Property(str, _get_done, notify=changed)
    reason = Property(int, _get_reason, notify=changed)
    reasonWords = Property(str, _get_reason_words, notify=changed)  # noqa: N815
    gate = Property(GateChoice, _get_gate, notify=changed)
    standings = Property(Rows, _get_standings, notify=changed)
    cards = Property(Rows, _get_cards, notify=changed)
    reasons = Property(Rows, _get_reasons, notify=changed)
