"""Stays connected to one gate agent and tells at once when it is lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from threading import Event, Lock, Thread
from typing import Final

import structlog

from gate_agent.wire.schema import AgentState, Caller
from ui.agents.client import AgentClient, KeptAlive
from ui.agents.errors import (
    AgentError,
    AgentRefused,
    AgentSilent,
    AgentUnintelligible,
    CallCancelled,
)
from ui.agents.exchange import Call
from wording import Text

LOST_AFTER_S: Final = 2.7
"""An agent not heard of for this long counts as lost, whatever its link is waiting for: the guard
is told within 3 s, and the screen looks four times a second."""
FIRST_DELAY_S: Final = 0.25
LAST_DELAY_S: Final = 2.0
"""Bounds of the pause between two attempts. A console has few agents, so a restarted one may be
asked often and is back on the screen soon."""
STOP_S: Final = 3.0
"""The longest blocking step of the thread is a connection attempt."""

_log = structlog.get_logger(__name__)


class LinkStatus(StrEnum):
    CONNECTING = "connecting"
    LIVE = "live"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class LinkView:
    """What is known of one agent. ``state`` is the last one it sent, also while it is lost.

    ``heard_at`` and ``state_at`` are seconds of :func:`time.monotonic`; ``heard_at`` is the
    start of the link before the first byte.
    """

    host: str
    status: LinkStatus
    state: AgentState | None
    heard_at: float
    state_at: float
    problem: Text | None = None
    caller: Caller | None = None
    """Whose token this screen has there; None while the agent has not told."""

    def status_at(self, now: float) -> LinkStatus:
        """The status as a person should see it at ``now``."""
        if now - self.heard_at > LOST_AFTER_S:
            return LinkStatus.LOST
        return self.status


def delays() -> Iterator[float]:
    """Pauses in seconds between attempts: doubling up to the bound, then the same for ever."""
    delay = FIRST_DELAY_S
    while True:
        yield delay
        delay = min(delay * 2, LAST_DELAY_S)


class AgentLink:
    """One thread that follows one agent. ``on_change`` is called from that thread."""

    def __init__(self, client: AgentClient, on_change: Callable[[LinkView], None]) -> None:
        self._client = client
        self._on_change = on_change
        self._lock = Lock()
        self._stop = Event()
        self._call = Call()
        now = time.monotonic()
        self._view = LinkView(client.host, LinkStatus.CONNECTING, None, now, now)
        self._thread = Thread(target=self._run, name=f"agent-{client.host}", daemon=True)

    @property
    def view(self) -> LinkView:
        """The newest view; any thread may ask."""
        with self._lock:
            return self._view

    def start(self) -> None:
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Hang up; the thread ends soon."""
        self._stop.set()
        with self._lock:
            call = self._call
        call.cancel()

    def join(self) -> None:
        """Wait for the thread, at most ``STOP_S`` seconds."""
        if self._thread.ident is not None:
            self._thread.join(STOP_S)

    def _run(self) -> None:
        pauses = delays()
        while not self._stop.is_set():
            before = self.view.state_at
            try:
                self._follow()
            except CallCancelled:
                break
            except AgentError as error:
                self._lost(error)
            if self.view.state_at > before:
                pauses = delays()
            self._stop.wait(next(pauses))

    def _follow(self) -> None:
        """Follow until the stream ends; a stream gone quiet is forgiven if the agent answers."""
        caller = self._whoami()
        with self._lock:
            self._view = replace(self._view, caller=caller)
        try:
            for item in self._client.follow(self._new_call()):
                self._heard(item)
        except AgentSilent:
            self._heard(self._client.state(self._new_call()))

    def _whoami(self) -> Caller | None:
        try:
            return self._client.whoami(self._new_call())
        except AgentRefused as refused:
            if refused.code == "not_found":
                # An agent of a version that does not tell; it still refuses what a role may not.
                return None
            raise

    def _new_call(self) -> Call:
        call = Call()
        with self._lock:
            self._call = call
        if self._stop.is_set():
            raise CallCancelled
        return call

    def _heard(self, item: AgentState | KeptAlive) -> None:
        now = time.monotonic()
        with self._lock:
            last = self._view
            state, state_at = (
                (last.state, last.state_at) if isinstance(item, KeptAlive) else (item, now)
            )
            status = LinkStatus.CONNECTING if state is None else LinkStatus.LIVE
            view = LinkView(last.host, status, state, now, state_at, caller=last.caller)
            self._view = view
        if view.state is not last.state or view.status is not last.status:
            self._on_change(view)

    def _lost(self, error: AgentError) -> None:
        where = error.where if isinstance(error, AgentUnintelligible) else ""
        _log.warning("agent lost", host=self._client.host, error=type(error).__name__, where=where)
        with self._lock:
            last = self._view
            view = replace(last, status=LinkStatus.LOST, problem=error.text)
            self._view = view
        self._on_change(view)
