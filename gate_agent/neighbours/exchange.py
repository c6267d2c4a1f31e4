"""Each gate's log, spread to all: what is missing is asked for, whoever has it hands it on.

Anti-entropy: a greeting says how far each log is known, so a lost datagram or an hour's partition
heals by itself. Knows neither sockets nor clocks; belongs to one thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gate_agent.neighbours import facts
from gate_agent.neighbours.codec import (
    HEADS_LIMIT,
    STATEMENTS_LIMIT,
    USUAL_BYTES,
    Head,
    Hello,
    Tell,
    Want,
)
from gate_agent.neighbours.facts import Fact, Heard, NotSaid, Passed, PassUsed, Said, Statement
from gate_agent.neighbours.progress import Progress
from gate_agent.neighbours.refusals import Refusal
from gate_agent.neighbours.rules import AHEAD, flaw_of, forgotten_at
from gate_agent.neighbours.store import KnownLog, NeighbourStore
from sync.signing import RecordVerifier
from sync.vouching import VouchedGate

WANTS: Final = 8
"""Logs asked for after one greeting."""
LOOK_BACK: Final = 256
"""Own statements among which an event is looked for that a crash may have left untold."""
ANSWER: Final = 64
"""Statements sent for one wish."""

Vouch = Callable[[str, datetime], VouchedGate | Refusal]


@dataclass(frozen=True, slots=True)
class Myself:
    """This gate among the others."""

    name: str
    key: Ed25519PrivateKey
    certificate: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of one :class:`Tell`."""

    new: tuple[Heard, ...] = ()
    """Believed, kept, and heard for the first time."""
    refused: tuple[Refusal, ...] = ()
    again: Want | None = None
    """There is more."""


@dataclass(slots=True)
class _Log:
    progress: Progress
    certificate: str
    others: int = 0
    """How far somebody said to know it."""


class Exchange:
    """May raise StoreError from every method."""

    def __init__(
        self,
        me: Myself,
        store: NeighbourStore,
        vouched: Vouch,
        verifier: RecordVerifier,
        now: datetime,
    ) -> None:
        self._me: Final = me
        self._store: Final = store
        self._vouched: Final = vouched
        self._verifier: Final = verifier
        self._logs: Final = {
            log.name: _Log(Progress(log.log, log.have), log.certificate) for log in store.logs()
        }
        if me.name not in self._logs:
            self._begin_anew(microseconds(now), now)
        self._oldest = self._store.oldest(me.name) or self._own.have + 1

    @property
    def _own(self) -> Progress:
        return self._logs[self._me.name].progress

    def known(self) -> dict[str, int]:
        """Up to which number the log of each gate is known."""
        return {name: log.progress.have for name, log in self._logs.items()}

    def told(self) -> frozenset[UUID]:
        """The journalled passages and the used passes that we told of last."""
        first = max(1, self._own.have + 1 - LOOK_BACK)
        heard = self._store.statements(self._me.name, first, LOOK_BACK)
        last = [entry.said.fact for entry in heard]
        passages = frozenset(fact.event for fact in last if isinstance(fact, Passed))
        return passages | {fact.pass_id for fact in last if isinstance(fact, PassUsed)}

    def remembered(self) -> Iterator[Heard]:
        """All that neighbours have said so far, as after a restart."""
        for name in self._logs:
            first = 1
            while name != self._me.name:
                portion = self._store.statements(name, first, 500)
                yield from portion
                if not portion:
                    break
                first = portion[-1].said.number + 1

    def say(self, fact: Fact, now: datetime) -> Tell:
        """Put ``fact`` at the end of our log; it is on the disk when this returns."""
        own = self._own
        number = own.have + 1
        said = Said(log=own.log, number=number, oldest=min(self._oldest, number), fact=fact)
        statement = facts.sign(self._me.key, self._me.name, said)
        own.came(number)
        try:
            self._keep(self._me.name, [Heard(self._me.name, said, statement)], now)
        except BaseException:
            self._logs[self._me.name].progress = Progress(own.log, number - 1)
            raise
        return Tell(certificate="", statements=(statement,))

    def hello(self) -> Hello:
        """How far we know each log; ours stands first."""
        others = [name for name in self._logs if name != self._me.name]
        heads = [self._head(name) for name in (self._me.name, *others)]
        return Hello(heads=tuple(heads[:HEADS_LIMIT]))

    def wishes(self, sender: str, hello: Hello, now: datetime) -> list[Want]:
        """What ``sender`` knows and we do not."""
        wants = []
        for head in hello.heads:
            log = self._logs.get(head.origin)
            newer = log is None or head.log > log.progress.log
            if newer and head.origin != self._me.name:
                if not _in_future(head.log, now) and head.last > 0:
                    first = head.oldest if sender == head.origin else 1
                    wants.append(Want(origin=head.origin, log=head.log, first=first))
            elif log is not None and head.log == log.progress.log:
                if sender == head.origin:
                    log.progress.begins_at(head.oldest)
                log.others = max(log.others, head.last)
                if head.last > log.progress.have:
                    wants.append(self._want(head.origin, log))
        return wants[:WANTS]

    def answer(self, want: Want) -> list[Tell]:
        """What we have of it, a portion at most."""
        log = self._logs.get(want.origin)
        if log is None or log.progress.log != want.log:
            return []
        heard = self._store.statements(want.origin, want.first, ANSWER)
        certificate = "" if want.origin == self._me.name else log.certificate
        return [
            Tell(certificate=certificate, statements=part)
            for part in _portions([entry.statement for entry in heard])
        ]

    def take(self, sender: VouchedGate, quoted: str, tell: Tell, now: datetime) -> Taken:
        """Believe what is to be believed of ``tell``; ``quoted`` is the sender's certificate."""
        certificate = tell.certificate or quoted
        origin = self._vouched(certificate, now) if tell.certificate else sender
        if isinstance(origin, Refusal):
            return Taken(refused=(origin,))
        before = self._logs.get(origin.name)
        known = None if before is None else Progress(before.progress.log, before.progress.have)
        new: list[Heard] = []
        refused: list[Refusal] = []
        for statement in tell.statements:
            entry = self._verified(statement, origin)
            found = entry if isinstance(entry, Refusal) else self._placed(entry, certificate, now)
            if isinstance(found, Heard):
                new.append(found)
            elif found is not None:
                refused.append(found)
        log = self._logs.get(origin.name)
        if origin.name == self._me.name or log is None:
            return Taken(refused=tuple(refused))
        log.certificate = certificate
        try:
            self._keep(origin.name, new, now)
        except BaseException:
            # Nothing of it was heard, so it is asked for again.
            log.progress = known or Progress(log.progress.log)
            raise
        more = bool(new) and log.others > log.progress.have
        again = self._want(origin.name, log) if more else None
        return Taken(tuple(new), tuple(refused), again)

    # --- inside -------------------------------------------------------------------------------

    def _verified(self, statement: Statement, origin: VouchedGate) -> Heard | Refusal:
        try:
            return facts.verified(statement, origin.name, origin.key)
        except NotSaid:
            return Refusal.FORGED

    def _placed(self, entry: Heard, certificate: str, now: datetime) -> Heard | Refusal | None:
        """``entry``, once it has its place in its log; None when it was there before."""
        said = entry.said
        if entry.origin == self._me.name:
            return self._of_ourselves(said, now)
        log = self._logs.get(entry.origin)
        if log is None or said.log > log.progress.log:
            if _in_future(said.log, now):
                return Refusal.OLD_LOG
            if log is None and len(self._logs) >= HEADS_LIMIT:
                return Refusal.CROWD
            log = self._logs[entry.origin] = _Log(Progress(said.log), certificate)
        elif said.log < log.progress.log:
            return Refusal.OLD_LOG
        log.progress.begins_at(said.oldest)
        if not log.progress.is_new(said.number):
            return None
        log.progress.came(said.number)
        log.others = max(log.others, said.number)
        flaw = flaw_of(said.fact, now, self._verifier)
        if flaw is None and forgotten_at(said.fact, now) <= now:
            return None
        return entry if flaw is None else flaw

    def _of_ourselves(self, said: Said, now: datetime) -> Refusal | None:
        """We said more than our store knows: an old copy of it was put back, so begin anew."""
        own = self._own
        if said.log > own.log or (said.log == own.log and said.number > own.have):
            self._begin_anew(max(microseconds(now), said.log + 1), now)
        return None

    def _begin_anew(self, log: int, now: datetime) -> None:
        self._logs[self._me.name] = _Log(Progress(log), self._me.certificate)
        self._oldest = 1
        self._keep(self._me.name, [], now)

    def _keep(self, name: str, heard: list[Heard], now: datetime) -> None:
        log = self._logs[name]
        known = KnownLog(name, log.progress.log, log.progress.have, log.certificate)
        self._store.keep(known, [(entry, forgotten_at(entry.said.fact, now)) for entry in heard])

    def forget(self, now: datetime) -> None:
        """Drop what matters no more; to be called now and then."""
        self._store.forget(now)
        self._oldest = self._store.oldest(self._me.name) or self._own.have + 1

    def _head(self, name: str) -> Head:
        progress = self._logs[name].progress
        oldest = self._oldest if name == self._me.name else 1
        return Head(origin=name, log=progress.log, last=progress.have, oldest=oldest)

    def _want(self, origin: str, log: _Log) -> Want:
        return Want(origin=origin, log=log.progress.log, first=log.progress.have + 1)


def microseconds(moment: datetime) -> int:
    """Since 1970."""
    return int(moment.timestamp() * 1_000_000)


def _in_future(log: int, now: datetime) -> bool:
    return log > microseconds(now + AHEAD)


def _portions(statements: list[Statement]) -> Iterator[tuple[Statement, ...]]:
    """As many statements a datagram as USUAL_BYTES hold, at least one."""
    part: list[Statement] = []
    size = 0
    for statement in statements:
        length = len(statement.said) + len(statement.signature)
        if part and (size + length > USUAL_BYTES or len(part) == STATEMENTS_LIMIT):
            yield tuple(part)
            part, size = [], 0
        part.append(statement)
        size += length
    if part:
        yield tuple(part)
