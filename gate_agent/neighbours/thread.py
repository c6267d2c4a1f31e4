"""The thread that talks to the neighbours: datagrams in, datagrams out, a greeting now and then."""

from __future__ import annotations

import contextlib
import random
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Final

from gate_agent.neighbours.facts import Passed, PassUsed, Withdrawn
from gate_agent.neighbours.neighbourhood import Address, Neighbourhood, Outgoing
from gate_agent.neighbours.network import LanSocket
from sync.backoff import Backoff
from sync.clock import HallClock
from sync.errors import StoreError

TURN_S: Final = 0.1
DATAGRAMS_A_TURN: Final = 64
"""More wait in the kernel, or are dropped there: a flood costs a tenth of a processor at most."""
TIDY_S: Final = 5.0
OWED: Final = 10_000
"""Facts that wait for the network, and those that wait for the disk to take them; beyond that the
oldest are not told."""


class NeighbourThread:
    """:meth:`tell` and :meth:`stop` may be called from any thread."""

    def __init__(
        self,
        neighbourhood: Neighbourhood,
        network: Callable[[], LanSocket],
        clock: HallClock,
        hello_s: float,
        report: Callable[[Exception | None], None],
    ) -> None:
        """``report`` is told after each turn of TIDY_S: None, or what hinders us."""
        self._neighbourhood: Final = neighbourhood
        self._network: Final = network
        self._clock: Final = clock
        self._hello_s: Final = hello_s
        self._report: Final = report
        self._facts: Final[deque[Passed | PassUsed | Withdrawn]] = deque(maxlen=OWED)
        self._owed: Final[deque[Passed | PassUsed]] = deque(maxlen=OWED)
        self._ending: Final = threading.Event()
        self._woken, self._waker = socket.socketpair()
        self._woken.setblocking(False)
        self._waker.setblocking(False)
        self._thread: Final = threading.Thread(target=self._run, name="neighbours", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ending.set()
        self._wake()
        if self._thread.ident is not None:
            self._thread.join()
        self._woken.close()
        self._waker.close()

    def tell(self, fact: Passed | PassUsed | Withdrawn) -> None:
        """Bring ``fact`` to the neighbours."""
        self._facts.append(fact)
        self._wake()

    def _wake(self) -> None:
        try:
            self._waker.send(b"\0")
        except BlockingIOError:
            return  # Enough wake-ups wait already.

    # --- the thread ---------------------------------------------------------------------------

    def _run(self) -> None:
        backoff = Backoff()
        while not self._ending.is_set():
            try:
                network = self._network()
            except OSError as error:
                self._report(error)
                self._ending.wait(backoff.failed())
                continue
            backoff.worked()
            try:
                self._talk(network)
            except OSError as error:
                self._report(error)
                self._ending.wait(backoff.failed())
            finally:
                network.close()

    def _talk(self, network: LanSocket) -> None:
        greet_at = tidy_at = time.monotonic()
        with selectors.DefaultSelector() as waiting:
            waiting.register(network, selectors.EVENT_READ)
            waiting.register(self._woken, selectors.EVENT_READ)
            while not self._ending.is_set():
                now = time.monotonic()
                soonest = min(greet_at, tidy_at, self._neighbourhood.next_due or greet_at)
                waiting.select(max(0.0, soonest - now))
                self._turn(network)
                now = time.monotonic()
                if now >= greet_at:
                    network.send(self._neighbourhood.greet(self._clock.now()))
                    # Gates that were switched on together do not go on speaking together.
                    greet_at = now + self._hello_s * random.uniform(0.75, 1.25)  # noqa: S311
                if now >= tidy_at:
                    self._tidy(network)
                    tidy_at = now + TIDY_S

    def _turn(self, network: LanSocket) -> None:
        """Hear and say what there is, within limits."""
        began = time.monotonic()
        with contextlib.suppress(BlockingIOError):
            while self._woken.recv(64):
                pass
        self._attempt(network, self._say)
        self._attempt(network, lambda: self._neighbourhood.due(self._clock.now(), began))
        for _ in range(DATAGRAMS_A_TURN):
            came = network.receive()
            if came is None:
                return
            self._attempt(network, partial(self._hear, *came))
        self._ending.wait(max(0.0, began + TURN_S - time.monotonic()))

    def _say(self) -> list[Outgoing]:
        while self._facts:
            fact = self._facts.popleft()
            if isinstance(fact, Withdrawn):
                self._neighbourhood.say_soon(fact, time.monotonic())
            else:
                self._owed.append(fact)
        said = []
        while self._owed:
            said.append(self._neighbourhood.say(self._owed[0], self._clock.now()))
            self._owed.popleft()
        return said

    def _hear(self, data: bytes, source: Address) -> list[Outgoing]:
        return self._neighbourhood.receive(data, source, self._clock.now(), time.monotonic())

    def _attempt(self, network: LanSocket, what: Callable[[], list[Outgoing]]) -> None:
        """A store that fails is reported; what was heard is asked for again after it."""
        try:
            outgoing = what()
        except StoreError as error:
            self._report(error)
            return
        for datagram in outgoing:
            network.send(datagram)

    def _tidy(self, network: LanSocket) -> None:
        network.join()
        try:
            self._neighbourhood.tidy(self._clock.now())
        except StoreError as error:
            self._report(error)
            return
        self._report(None)
