"""libosdp's control panel, typed, for the readers of one line. One thread at a time.

The ``osdp`` package's own ControlPanel keeps every event, card numbers too, in a queue until
somebody asks for it, and runs a thread of its own; so the layer below it is used.
"""

from __future__ import annotations

import ctypes
import os
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import osdp
import osdp_sys

from devices.osdp.card_data import CardData, CardFormat
from devices.osdp.channel import LineChannel
from devices.osdp.commands import Ask, Asked
from devices.osdp.order import CommandRefused, Levels, Order, ReaderLost

_libc: Final = ctypes.CDLL(None)

_ASKED: Final = {
    osdp.StatusReportType.Input: Asked.INPUTS,
    osdp.StatusReportType.Output: Asked.OUTPUTS,
}
_CARD_FORMATS: Final = {
    osdp.CardFormat.Unspecified: CardFormat.UNSPECIFIED,
    osdp.CardFormat.Wiegand: CardFormat.WIEGAND,
}


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """Somebody pressed keys of the reader's keypad. Which ones is not kept."""


ReaderEvent = CardData | KeyPressed


class Panel:
    """All readers of one line. ``keys`` holds the Secure Channel key of each address.

    With ``installing`` readers may be spoken to with the default key, and libosdp then gives them
    theirs. Otherwise nothing but the reader's own key will do, and it is never changed.
    """

    def __init__(
        self, channel: LineChannel, keys: Mapping[int, bytes], *, installing: bool = False
    ) -> None:
        self.addresses: Final = tuple(keys)
        self._channel: Final = channel
        flags = [osdp.LibFlag.InstallMode] if installing else [osdp.LibFlag.EnforceSecure]
        osdp_sys.set_loglevel(osdp.LogLevel.Emergency)  # our own log says what matters
        self._context: Final = osdp_sys.ControlPanel(
            [
                osdp.PDInfo(address, channel, scbk=key, flags=flags).get()
                for address, key in keys.items()
            ]
        )
        self._index: Final = {address: index for index, address in enumerate(self.addresses)}
        self._events: Final[deque[tuple[int, ReaderEvent]]] = deque()
        self._reported: Final[dict[tuple[int, Asked], Levels]] = {}
        """Levels that came in the present refresh, before or after the end of their command."""
        self._unanswered: Final[dict[int, Order]] = {}
        """Questions that were carried out and whose levels have not come yet."""
        self._pending: Final[dict[int, deque[Order]]] = {a: deque() for a in self.addresses}
        self._context.set_event_callback(self._on_event)
        self._context.set_command_completion_callback(self._on_completion)

    def refresh(self) -> Sequence[tuple[int, ReaderEvent]]:
        """Let libosdp work; returns what readers reported, each with its address."""
        self._reported.clear()
        if not all(self.secure(address) for address in self.addresses):
            _stir()
        self._context.refresh()
        events = tuple(self._events)
        self._events.clear()
        return events

    def secure(self, address: int) -> bool:
        """Whether the reader is on line inside a Secure Channel."""
        bit = 1 << self._index[address]
        return bool(self._context.status() & self._context.sc_status() & bit)

    def in_the_clear(self, address: int) -> bool:
        """Whether the reader is on line without a Secure Channel; only while installing."""
        bit = 1 << self._index[address]
        return bool(self._context.status() & bit) and not self.secure(address)

    def on_line(self, address: int) -> bool:
        """Whether libosdp speaks to the reader at all, answered or not."""
        return bool(self._context.is_pd_enabled(self._index[address]))

    def remove(self, address: int) -> None:
        """Take the reader off the line; done when :meth:`on_line` says so.

        Commands that it did not carry out yet end as lost, and never reach it later.
        """
        self._channel.hang_up(address)
        self._context.flush_commands(self._index[address])
        self._context.disable_pd(self._index[address])
        for order in (*self._pending[address], *self._asked(address)):
            order.end(ReaderLost("the reader went away"))

    def greet(self, address: int) -> None:
        """Put a reader that is off the line on it again."""
        self._pending[address].clear()
        self._unanswered.pop(address, None)
        self._channel.pick_up(address)
        self._context.enable_pd(self._index[address])

    def oldest_order(self, address: int) -> float | None:
        """When the command was given that the reader has to end next; None when it has none."""
        waiting = [*self._pending[address], *self._asked(address)]
        return min((order.given_at for order in waiting), default=None)

    def denies_security(self, address: int) -> bool:
        """What the reader told of itself; only of worth after it did."""
        level, _ = self._context.check_capability(
            self._index[address], osdp.Capability.CommunicationSecurity
        )
        return not level & 1

    def identity(self, address: int) -> str:
        """Vendor, model, serial number and firmware as the reader tells them."""
        told = self._context.get_pd_id(self._index[address])
        firmware = int(told["firmware_version"])
        version = ".".join(str(firmware >> shift & 0xFF) for shift in (16, 8, 0))
        return (
            f"{int(told['vendor_code']):06X} model {told['model']}.{told['version']} "
            f"serial {int(told['serial_number']) & 0xFFFFFFFF:08X} firmware {version}"
        )

    def order(self, address: int, order: Order) -> None:
        """Hand a command to the reader; the order's result is set when it has been carried out."""
        waiting = self._pending[address]
        waiting.append(order)
        if not self._context.submit_command(self._index[address], order.command.encode()):
            waiting.remove(order)
            order.end(ReaderLost("the reader is not there to be told"))

    def close(self) -> None:
        """Forget all readers. The context would keep this object alive through its callbacks."""
        self._context.set_event_callback(_nothing)
        self._context.set_command_completion_callback(_nothing)
        for address in self.addresses:
            for order in (*self._pending[address], *self._asked(address)):
                order.end(ReaderLost("the line was closed"))

    def _asked(self, address: int) -> tuple[Order, ...]:
        order = self._unanswered.get(address)
        return () if order is None else (order,)

    def _on_event(self, index: int, event: Mapping[str, object]) -> int:
        address = self.addresses[index]
        match event:
            case {"event": osdp.Event.CardRead, "length": int(bits), "data": bytes(data)}:
                wanted = _CARD_FORMATS.get(event.get("format"), CardFormat.OTHER)
                self._events.append((address, CardData(wanted, bits, data)))
            case {"event": osdp.Event.KeyPress}:
                self._events.append((address, KeyPressed()))
            case {"event": osdp.Event.Status, "type": int(kind), "report": bytes(report)}:
                if kind in _ASKED:
                    self._on_levels(address, _ASKED[kind], tuple(level != 0 for level in report))
        return 0

    def _on_levels(self, address: int, kind: Asked, levels: Levels) -> None:
        """A reader also reports unasked, when an input changes."""
        match self._unanswered.get(address):
            case Order(command=Ask(what)) as order if what is kind:
                del self._unanswered[address]
                order.done(levels)
            case _:
                self._reported[address, kind] = levels

    def _on_completion(self, index: int, command: object, status: int) -> None:
        address = self.addresses[index]
        waiting = self._pending[address]
        if not waiting:
            return
        order = waiting.popleft()
        if status != osdp.CompletionStatus.Ok:
            order.end(CommandRefused(f"the reader ended {order.command!r} with status {status}"))
            return
        match order.command:
            case Ask(what) if (address, what) in self._reported:
                order.done(self._reported.pop((address, what)))
            case Ask():
                self._unanswered[address] = order
            case _:
                order.done(None)


def _stir() -> None:
    """Make the next challenge of a handshake unpredictable.

    libosdp 3.2.9 draws it from the C library's ``rand`` and never seeds that, so each start would
    repeat the challenges of the last one, and a recorded conversation could be played back.
    """
    _libc.srand(int.from_bytes(os.urandom(4), "big"))


def _nothing(*_: object) -> int:
    return 0
