"""Gates of one site on a network in memory: it loses, doubles, reorders and parts at will."""

from __future__ import annotations

import base64
import random
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gate_agent.neighbours.codec import BOOT_BYTES, Errand, Letter, Sealer, site_key
from gate_agent.neighbours.exchange import Myself, microseconds
from gate_agent.neighbours.facts import Passed, PassUsed
from gate_agent.neighbours.neighbourhood import Address, Neighbourhood, Outgoing
from gate_agent.neighbours.store import STORE_FILE, NeighbourStore
from sync.signing import RecordVerifier
from sync.vault import Vault
from sync.vouching import GATE_LIFE, GateWitness
from sync.wire import RecordKey
from tests.helpers.records import Registry

START: Final = datetime.now(UTC).replace(microsecond=0)
"""Certificates of a test hall hold from now on."""
_VAULT: Final = Vault(bytes(32))


def passed(holder: UUID, at: datetime, inside: bool = True, **changes: object) -> Passed:
    return Passed(
        holder=holder, campus=None, zone="site", inside=inside, at=at, event=uuid4()
    ).model_copy(update=changes)


class Ear:
    """Notes what a gate came to know; records are verified as the gate's record book does."""

    def __init__(self, verifier: RecordVerifier) -> None:
        self._verifier: Final = verifier
        self.passages: Final[list[tuple[str, Passed]]] = []
        self.used: Final[list[PassUsed]] = []
        self.jws: Final[list[str]] = []
        self.settled = 0

    def passed(self, origin: str, fact: Passed) -> None:
        self.passages.append((origin, fact))

    def pass_used(self, fact: PassUsed) -> None:
        self.used.append(fact)

    def withdrawn(self, jws: str) -> None:
        self._verifier.verify(jws)
        self.jws.append(jws)

    def settle(self) -> None:
        self.settled += 1

    @property
    def heard(self) -> int:
        return len(self.passages) + len(self.used) + len(self.jws)


class Town:
    """A hall's key and what gates make of it, at a time that the test moves."""

    def __init__(self, folder: Path, chance: random.Random | None = None) -> None:
        self.folder: Final = folder
        self.registry: Final = Registry()
        self.identity: Final = self.registry.identity("http://hall.test", "t" * 32)
        self.keys: Final[tuple[RecordKey, ...]] = self.identity.record_keys
        self.verifier = self.registry.verifier
        """What gates that start now verify records with."""
        self.now = START
        self.chance: Final = chance or random.Random(20300901)
        self.gates: Final[dict[str, TownGate]] = {}
        self.loss = 0.0
        self.parted: frozenset[frozenset[str]] = frozenset()
        """Pairs that hear nothing of each other."""
        self._lives: Final[dict[str, Myself]] = {}

    def myself(self, name: str, life: timedelta = GATE_LIFE) -> Myself:
        """The gate ``name`` as the hall enrolled it; the same at each call."""
        if name not in self._lives:
            neighbour = self.registry.neighbour(name, life)
            key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(neighbour.key))
            self._lives[name] = Myself(name, key, neighbour.certificate)
        return self._lives[name]

    def gate(self, name: str, barred: frozenset[str] = frozenset()) -> TownGate:
        """Start it, or start it again with what its disk holds."""
        if name in self.gates:
            self.gates[name].store.close()
        self.gates[name] = TownGate(self, name, barred)
        return self.gates[name]

    def close(self) -> None:
        for gate in self.gates.values():
            gate.store.close()

    def turn(self, seconds: float = 2.0) -> None:
        """Time passes, everybody greets, all is delivered that is not lost."""
        self.now += timedelta(seconds=seconds)
        for gate in self.gates.values():
            self.deliver(gate, gate.hood.due(self.now, self.monotonic))
            self.deliver(gate, [gate.hood.greet(self.now)])

    def deliver(self, sender: TownGate, outgoing: list[Outgoing]) -> None:
        waiting = [(sender, one) for one in outgoing]
        while waiting:
            who, one = waiting.pop(self.chance.randrange(len(waiting)))
            for gate in list(self.gates.values()):
                if one.to not in (None, gate.address) or gate is who:
                    continue
                if {who.name, gate.name} in self.parted or self.chance.random() < self.loss:
                    continue
                answers = gate.hears(one.data, who.address)
                waiting += [(gate, answer) for answer in answers]

    @property
    def monotonic(self) -> float:
        return (self.now - START).total_seconds()

    def until(self, holds: Callable[[], bool], turns: int = 60) -> None:
        """Turn until ``holds``."""
        for _ in range(turns):
            if holds():
                return
            self.turn()
        assert holds(), f"not so after {turns} turns"


class TownGate:
    """One gate's neighbourhood, and what it came to know."""

    def __init__(self, town: Town, name: str, barred: frozenset[str]) -> None:
        self.town: Final = town
        self.name: Final = name
        self.me: Final = town.myself(name)
        self.address: Final[Address] = (f"10.0.0.{len(town.gates) + 1}", 8752)
        self.ear: Final = Ear(town.verifier)
        self.path: Final = town.folder / name / STORE_FILE
        self.store: Final = NeighbourStore(self.path, _VAULT)
        self.hood: Final = Neighbourhood(
            self.me,
            site_key(town.registry.credential_key),
            secrets.token_bytes(BOOT_BYTES),
            GateWitness(town.keys),
            barred,
            self.store,
            town.verifier,
            self.ear,
            town.now,
        )

    def hears(self, data: bytes, source: Address) -> list[Outgoing]:
        return self.hood.receive(data, source, self.town.now, self.town.monotonic)

    def says(self, fact: Passed | PassUsed) -> None:
        self.town.deliver(self, [self.hood.say(fact, self.town.now)])


class Impostor:
    """Whoever holds some of the keys and says what it likes."""

    def __init__(
        self, town: Town, me: Myself, site: bytes | None = None, boot: bytes | None = None
    ) -> None:
        self.town: Final = town
        self.me: Final = me
        self._sealer: Final = Sealer(
            site or site_key(town.registry.credential_key),
            me.key,
            boot or secrets.token_bytes(BOOT_BYTES),
        )

    def datagram(self, errand: Errand, certificate: str | None = None, ahead_s: float = 0) -> bytes:
        sent = microseconds(self.town.now + timedelta(seconds=ahead_s))
        letter = Letter(
            certificate=self.me.certificate if certificate is None else certificate,
            sent=sent,
            errand=errand,
        )
        return self._sealer.seal(letter)
