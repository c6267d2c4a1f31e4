"""The neighbours as the agent has them: switched on by one line, told what happens, looked at."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gate_agent.conditions import Area, Conditions
from gate_agent.journal.kinds import GRANTS
from gate_agent.neighbours.codec import BOOT_BYTES, site_key
from gate_agent.neighbours.config import NeighboursSection
from gate_agent.neighbours.exchange import Myself
from gate_agent.neighbours.facts import Passed, PassUsed, Withdrawn
from gate_agent.neighbours.neighbourhood import Listener, Neighbourhood
from gate_agent.neighbours.network import LanSocket
from gate_agent.neighbours.rules import is_withdrawn
from gate_agent.neighbours.store import STORE_FILE, Contact, NeighbourStore
from gate_agent.neighbours.thread import NeighbourThread
from gate_agent.neighbours.words import NOT_ENROLLED, QUIET, REFUSED, UNSENT
from gate_agent.wire.schema import NeighboursView, NeighbourView
from sync.clock import HallClock
from sync.errors import IdentityError, SyncError
from sync.identity import credential_key
from sync.signing import RecordVerifier, UntrustedRecord
from sync.vault import Vault
from sync.vouching import GateWitness, NotVouchedFor
from sync.wire import Direction, GateEvent, GateEventKind, TerminalIdentity
from wording import Text

_log = structlog.get_logger(__name__)

TOLD_OF: Final = (GateEventKind.PASSED, *GRANTS)
"""What neighbours may want to know."""
HELLOS_MISSED: Final = 5
"""So many greetings may be lost before a neighbour counts as away."""
GONE: Final = timedelta(days=1)
"""A gate that was not heard for so long was taken down, and is not missed."""
NAMED: Final = 2
"""Quiet gates that a notice names; the command line shows all."""
REFUSED_SHOWN: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Lanes:
    """Where passages of this gate lead, in the words of its configuration."""

    campus: str | None
    zones: dict[str, str]


class Neighbours:
    """Started and stopped with the agent. Other methods may be called from any thread."""

    def __init__(
        self,
        section: NeighboursSection,
        identity: TerminalIdentity,
        lanes: Lanes,
        folder: Path,
        vault: Vault,
        clock: HallClock,
        conditions: Conditions,
        listener: Listener,
    ) -> None:
        """Opens its store below ``folder``. Raises StoreError, IdentityError."""
        self._section: Final = section
        self._lanes: Final = lanes
        self._clock: Final = clock
        self._conditions: Final = conditions
        self._verifier: Final = RecordVerifier(identity.record_keys)
        me = _myself(identity)
        self._name: Final = me.name
        self._store: Final = NeighbourStore(folder / STORE_FILE, vault)
        try:
            self._neighbourhood: Final = Neighbourhood(
                me,
                site_key(credential_key(identity)),
                secrets.token_bytes(BOOT_BYTES),
                GateWitness(identity.record_keys),
                frozenset(section.refuse),
                self._store,
                self._verifier,
                listener,
                clock.now(),
            )
        except BaseException:
            self._store.close()
            raise
        self._thread: Final = NeighbourThread(
            self._neighbourhood, self._network, clock, section.hello_s, self._report
        )

    def start(self, latest: Iterable[GateEvent]) -> None:
        """``latest``: the newest of ``TOLD_OF`` in the journal, oldest first; what a crash has left
        untold is told now."""
        told = self._neighbourhood.told_before
        for event in latest:
            if (event.pass_id if event.kind in GRANTS else event.event_id) not in told:
                self.journalled(event)
        self._thread.start()

    def stop(self) -> None:
        self._thread.stop()
        self._store.close()

    # --- what happened here -------------------------------------------------------------------

    def journalled(self, event: GateEvent) -> None:
        """Tell of ``event`` if it is somebody's passage, or let somebody in by a pass.

        A pass is told of when it lets in, not when its holder has gone through: otherwise it
        would do at another gate meanwhile. Whoever did not go shows the next one.
        """
        if event.pass_id is not None and event.kind in GRANTS:
            self._thread.tell(PassUsed(pass_id=event.pass_id, at=event.hall_at))
        zone = self._lanes.zones.get(event.lane)
        if event.kind is not GateEventKind.PASSED or event.holder is None or zone is None:
            return
        self._thread.tell(
            Passed(
                holder=event.holder,
                campus=self._lanes.campus,
                zone=zone,
                inside=event.direction is Direction.IN,
                at=event.hall_at,
                event=event.event_id,
            )
        )

    def changed(self, jws: str) -> None:
        """The hall has just sent this record: if it withdraws a permission, tell of it."""
        try:
            if is_withdrawn(self._verifier.verify(jws)):
                self._thread.tell(Withdrawn(jws=jws))
        except UntrustedRecord:
            # The page vouched for it, its own signature does not: no neighbour would take it.
            _log.error("a record is not signed by itself and was not told on")

    # --- for people ---------------------------------------------------------------------------

    def view(self) -> NeighboursView:
        """Whom we hear, and what we refused, as of now."""
        now = self._clock.now()
        return NeighboursView(
            neighbours=tuple(
                NeighbourView(
                    gate=contact.name,
                    address=contact.address,
                    last_heard=contact.heard,
                    known=self._neighbourhood.known.get(contact.name, 0),
                    reachable=now - contact.heard <= self._patience,
                )
                for contact in sorted(self._neighbourhood.contacts.copy().values(), key=_name)
            ),
            said=self._neighbourhood.known.get(self._name, 0),
            refused={why.value: count for why, count in self._neighbourhood.refused.copy().items()},
        )

    @property
    def _patience(self) -> timedelta:
        return timedelta(seconds=HELLOS_MISSED * self._section.hello_s)

    def _network(self) -> LanSocket:
        section = self._section
        return LanSocket(section.listen, section.port, section.group, section.addresses)

    def _report(self, error: Exception | None) -> None:
        if isinstance(error, SyncError):
            problem: Text | None = error.text
        elif error is not None:
            problem = UNSENT.format(port=self._section.port)
        else:
            problem = self._troubling(self._clock.now()) or self._quiet(self._clock.now())
        self._conditions.report(Area.NEIGHBOURS, problem)

    def _troubling(self, now: datetime) -> Text | None:
        """The newest refusal that somebody should look at."""
        lately = [
            (at, why)
            for why, at in self._neighbourhood.refused_at.items()
            if now - at < REFUSED_SHOWN
        ]
        return REFUSED[max(lately)[1]] if lately else None

    def _quiet(self, now: datetime) -> Text | None:
        quiet = sorted(
            contact.name
            for contact in self._neighbourhood.contacts.values()
            if self._patience < now - contact.heard < GONE
        )
        more = f" +{len(quiet) - NAMED}" if len(quiet) > NAMED else ""
        return QUIET.format(gates=", ".join(quiet[:NAMED]) + more) if quiet else None


def _name(contact: Contact) -> str:
    return contact.name


def _myself(identity: TerminalIdentity) -> Myself:
    """Raises IdentityError when the hall has not vouched for this gate."""
    neighbour = identity.neighbour
    if neighbour is None:
        raise NotEnrolled("the identity file has no key for neighbours")
    try:
        key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(neighbour.key, validate=True))
        vouched = GateWitness(identity.record_keys).read(neighbour.certificate)
    except (ValueError, NotVouchedFor):
        raise NotEnrolled("the identity file's key for neighbours can't be used") from None
    if vouched.key.public_bytes_raw() != key.public_key().public_bytes_raw():
        raise NotEnrolled("the certificate for neighbours is another key's")
    return Myself(vouched.name, key, neighbour.certificate)


class NotEnrolled(IdentityError):
    """The hall has not vouched for this gate before its neighbours."""

    code = "neighbours_not_enrolled"
    text = NOT_ENROLLED
