"""One gate's part among its neighbours: what comes in is judged, what is new is told on.

Datagrams in, datagrams out; without sockets and threads. Belongs to one thread.
"""

from __future__ import annotations

import random
from collections import Counter, OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol, assert_never
from uuid import UUID

from gate_agent.neighbours.codec import Errand, Hello, Letter, Sealer, Tell, Want
from gate_agent.neighbours.door import Admitted, Door
from gate_agent.neighbours.exchange import Exchange, Myself, microseconds
from gate_agent.neighbours.facts import Fact, Passed, PassUsed, Withdrawn
from gate_agent.neighbours.limits import Allowance
from gate_agent.neighbours.refusals import Refusal
from gate_agent.neighbours.store import Contact, Counted, NeighbourStore
from sync.signing import RecordVerifier, UntrustedRecord
from sync.vouching import GateWitness

Address = tuple[str, int]
WITHDRAWAL_WITHIN_S: Final = 0.4
"""All gates that reach the hall learn of a withdrawal at once; the first to speak spares the rest
their datagrams."""
WITHDRAWAL_EACH_S: Final = 0.02
"""So a class that is withdrawn as a whole is told over some time."""
WITHDRAWALS: Final = 4096
STATEMENTS_PER_S: Final = 500.0
"""Of one gate; a signature costs a sixth of a millisecond."""
STATEMENTS_BURST: Final = 1000.0


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A datagram, and for whom; None: for all."""

    data: bytes
    to: Address | None


class Listener(Protocol):
    """Whoever acts on what a neighbour says; called for each fact once a run."""

    def passed(self, origin: str, fact: Passed) -> None: ...

    def pass_used(self, fact: PassUsed) -> None: ...

    def withdrawn(self, jws: str) -> None: ...

    def settle(self) -> None:
        """Do what a full disk did not let it do; called now and then."""
        ...


class Neighbourhood:
    """May raise StoreError from every method that says or hears something."""

    def __init__(
        self,
        me: Myself,
        site: bytes,
        boot: bytes,
        witness: GateWitness,
        barred: frozenset[str],
        store: NeighbourStore,
        verifier: RecordVerifier,
        listener: Listener,
        now: datetime,
    ) -> None:
        """``boot``: 16 random bytes of this run; ``barred``: gates that are not heard."""
        self._me: Final = me
        self._sealer: Final = Sealer(site, me.key, boot)
        self._door: Final = Door(me.name, boot, site, witness, barred)
        self._store: Final = store
        self._verifier: Final = verifier
        self._listener: Final = listener
        self._exchange: Final = Exchange(me, store, self._door.vouched, verifier, now)
        self._allowances: Final[dict[str, Allowance]] = {}
        self._withdrawals: Final[list[tuple[float, Withdrawn]]] = []
        self._withdrawn: Final[OrderedDict[tuple[UUID, int], None]] = OrderedDict()
        self.contacts: Final[dict[str, Contact]] = {
            contact.name: contact for contact in store.contacts() if contact.name not in barred
        }
        self.refused: Final[Counter[Refusal]] = Counter()
        self.refused_at: Final[dict[Refusal, datetime]] = {}
        self.told_before: Final = self._exchange.told()
        """Events and passes that earlier runs told of."""
        self.known = self._exchange.known()
        """Up to which number the log of each gate is known, and acted upon."""
        for heard in self._exchange.remembered():
            if heard.origin not in barred:
                # The hall may have replaced the key of a record since.
                with suppress(UntrustedRecord):
                    self._act(heard.origin, heard.said.fact)

    # --- what we say --------------------------------------------------------------------------

    def greet(self, now: datetime) -> Outgoing:
        return self._sealed(self._exchange.hello(), None, now)

    def say(self, fact: Fact, now: datetime) -> Outgoing:
        outgoing = self._sealed(self._exchange.say(fact, now), None, now)
        self.known = self._exchange.known()
        return outgoing

    def say_soon(self, fact: Withdrawn, monotonic: float) -> None:
        """Tell of a withdrawal unless somebody else does first."""
        patience = WITHDRAWAL_WITHIN_S + WITHDRAWAL_EACH_S * len(self._withdrawals)
        due = monotonic + random.uniform(0, patience)  # noqa: S311 - only spreads the load
        self._withdrawals.append((due, fact))

    def due(self, now: datetime, monotonic: float) -> list[Outgoing]:
        """Withdrawals whose time has come."""
        ready = [fact for due, fact in self._withdrawals if due <= monotonic]
        self._withdrawals[:] = [later for later in self._withdrawals if later[0] > monotonic]
        return [self.say(fact, now) for fact in ready if self._is_news(fact)]

    @property
    def next_due(self) -> float | None:
        """When :meth:`due` has something to say; monotonic seconds."""
        return min((due for due, _ in self._withdrawals), default=None)

    def tidy(self, now: datetime) -> None:
        """Forget what matters no more, write down whom we heard; to be called now and then."""
        self._listener.settle()
        self._exchange.forget(now)
        self._store.note(
            self.contacts.values(),
            [Counted(why, count, self.refused_at[why]) for why, count in self.refused.items()],
        )

    # --- what we hear -------------------------------------------------------------------------

    def receive(
        self, data: bytes, source: Address, now: datetime, monotonic: float
    ) -> list[Outgoing]:
        """Take in one datagram; returns what is to be sent for it."""
        found = self._door.admit(data, now, monotonic)
        match found:
            case None:
                return []
            case Refusal():
                self._refuse(found, now)
                return []
            case Admitted(sender=sender, letter=letter):
                self.contacts[sender.name] = Contact(sender.name, now, f"{source[0]}:{source[1]}")
                answers = self._answers(found, letter.errand, now, monotonic)
                self.known = self._exchange.known()
                return [self._sealed(answer, source, now) for answer in answers]
            case _:
                assert_never(found)

    def _answers(
        self, admitted: Admitted, errand: Errand, now: datetime, monotonic: float
    ) -> list[Errand]:
        match errand:
            case Hello():
                return [*self._exchange.wishes(admitted.sender.name, errand, now)]
            case Want():
                return [*self._exchange.answer(errand)]
            case Tell():
                return self._take(admitted, errand, now, monotonic)
            case _:
                assert_never(errand)

    def _take(
        self, admitted: Admitted, tell: Tell, now: datetime, monotonic: float
    ) -> list[Errand]:
        sender = admitted.sender
        allowance = self._allowances.setdefault(
            sender.name, Allowance(STATEMENTS_PER_S, STATEMENTS_BURST)
        )
        if not allowance.take(monotonic, len(tell.statements)):
            self._refuse(Refusal.FLOOD, now)
            return []
        taken = self._exchange.take(sender, admitted.letter.certificate, tell, now)
        for refusal in taken.refused:
            self._refuse(refusal, now)
        for heard in taken.new:
            self._act(heard.origin, heard.said.fact)
        return [] if taken.again is None else [taken.again]

    # --- inside -------------------------------------------------------------------------------

    def _act(self, origin: str, fact: Fact) -> None:
        match fact:
            case Passed():
                self._listener.passed(origin, fact)
            case PassUsed():
                self._listener.pass_used(fact)
            case Withdrawn():
                self._is_news(fact)
                self._listener.withdrawn(fact.jws)
            case _:
                assert_never(fact)

    def _is_news(self, fact: Withdrawn) -> bool:
        """Whether nobody has told of it yet; from now on somebody has."""
        try:
            record = self._verifier.verify(fact.jws)
        except UntrustedRecord:
            return False
        about = (record.holder, record.version)
        if about in self._withdrawn:
            return False
        self._withdrawn[about] = None
        if len(self._withdrawn) > WITHDRAWALS:
            self._withdrawn.popitem(last=False)
        return True

    def _refuse(self, why: Refusal, now: datetime) -> None:
        self.refused[why] += 1
        self.refused_at[why] = now

    def _sealed(self, errand: Errand, to: Address | None, now: datetime) -> Outgoing:
        letter = Letter(certificate=self._me.certificate, sent=microseconds(now), errand=errand)
        return Outgoing(self._sealer.seal(letter), to)
