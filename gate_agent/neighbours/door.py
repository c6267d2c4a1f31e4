"""Who is heard: only gates that the hall vouches for, each datagram once, in its time. Pure.

Checks stand in the order of their cost, so that a stranger's flood is cheap to drop. Nothing is
charged to an address: anybody can write another's on a datagram, and would silence it.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from gate_agent.neighbours.codec import (
    HEADS_LIMIT,
    DatagramInvalid,
    Letter,
    NotSigned,
    Opened,
    SealInvalid,
    open_datagram,
)
from gate_agent.neighbours.limits import Allowance, ReplayWindow
from gate_agent.neighbours.refusals import Refusal
from sync.vouching import GateWitness, NotVouchedFor, VouchedGate

CLOCK_LIMIT_S: Final = 120.0
"""Gates that follow one hall are apart by less than a second, also hours after it went away."""
DATAGRAMS_PER_S: Final = 100.0
"""Of one gate: a busy site says ten a second, catching up takes a hundred."""
BURST: Final = 200.0
CERTIFICATES: Final = 256
RUNS: Final = 8
"""Earlier runs of a gate that are remembered, so that none of them can be played again."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """A letter whose sender is known."""

    sender: VouchedGate
    letter: Letter


@dataclass(slots=True)
class _Sender:
    allowance: Allowance = field(default_factory=lambda: Allowance(DATAGRAMS_PER_S, BURST))
    boot: bytes = b""
    window: ReplayWindow = field(default_factory=ReplayWindow)
    earlier: deque[bytes] = field(default_factory=lambda: deque(maxlen=RUNS))


class Door:
    """Belongs to one thread; its memory is bounded by the gates of one site."""

    def __init__(
        self, own: str, boot: bytes, site: bytes, witness: GateWitness, barred: frozenset[str]
    ) -> None:
        """``own``: this gate's name; ``barred``: gates that are not heard."""
        self._own: Final = own
        self._boot: Final = boot
        self._site: Final = site
        self._witness: Final = witness
        self._barred: Final = barred
        self._senders: Final[dict[str, _Sender]] = {}
        self._certificates: Final[OrderedDict[str, VouchedGate]] = OrderedDict()

    def admit(self, data: bytes, now: datetime, monotonic: float) -> Admitted | Refusal | None:
        """The letter in ``data``, or why it is not heard; None for our own, come back.

        ``now`` is the hall's time.
        """
        try:
            opened = open_datagram(self._site, data)
        except SealInvalid:
            return Refusal.SEAL
        except DatagramInvalid:
            return Refusal.GARBAGE
        if opened.boot == self._boot:
            return None
        sender = self.vouched(opened.letter.certificate, now)
        if isinstance(sender, Refusal):
            return sender
        try:
            opened.check(sender.key)
        except NotSigned:
            return Refusal.SIGNATURE
        if sender.name == self._own:
            return Refusal.TWIN
        refusal = self._in_its_time(sender.name, opened, now, monotonic)
        return Admitted(sender, opened.letter) if refusal is None else refusal

    def vouched(self, certificate: str, now: datetime) -> VouchedGate | Refusal:
        """The gate that ``certificate`` names, if it may be heard at ``now``."""
        gate = self._certificates.get(certificate)
        if gate is None:
            try:
                gate = self._witness.read(certificate)
            except NotVouchedFor:
                return Refusal.UNVOUCHED
            self._certificates[certificate] = gate
            if len(self._certificates) > CERTIFICATES:
                self._certificates.popitem(last=False)
        if gate.name in self._barred:
            return Refusal.BARRED
        return gate if now < gate.valid_until else Refusal.ENDED

    def _in_its_time(
        self, name: str, opened: Opened, now: datetime, monotonic: float
    ) -> Refusal | None:
        sender = self._senders.get(name)
        if sender is None:
            if len(self._senders) >= HEADS_LIMIT:
                return Refusal.CROWD
            sender = self._senders[name] = _Sender()
        if not sender.allowance.take(monotonic):
            return Refusal.FLOOD
        if opened.boot in sender.earlier:
            return Refusal.REPLAYED
        if abs(opened.letter.sent / 1e6 - now.timestamp()) > CLOCK_LIMIT_S:
            return Refusal.CLOCK
        if opened.boot != sender.boot:
            if sender.boot:
                sender.earlier.append(sender.boot)
            sender.boot, sender.window = opened.boot, ReplayWindow()
        return None if sender.window.take(opened.sequence) else Refusal.REPLAYED
