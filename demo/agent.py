"""The gate agent as the guard's screen sees it: its local API over HTTP."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final
from uuid import UUID

import requests

from gate_agent.wire.schema import AgentState, VerdictView

CALL_LIMIT_S: Final = 5.0
LOOK_S: Final = 0.05
"""How often the state is asked for while something is awaited; no duration is told by it."""


class NotSeen(Exception):
    """The agent did not come into the expected state in time."""


class AgentView:
    """Reads one agent's state. Use as a context manager."""

    def __init__(self, url: str, token_file: Path) -> None:
        self._url = url
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {token_file.read_text().strip()}"

    def __enter__(self) -> AgentView:
        return self

    def __exit__(self, *exception: object) -> None:
        self._session.close()

    def state(self) -> AgentState:
        """The agent's state now."""
        answer = self._session.get(f"{self._url}/v1/state", timeout=CALL_LIMIT_S)
        answer.raise_for_status()
        return AgentState.model_validate_json(answer.content)

    def wait(self, what: str, seen: Callable[[AgentState], bool], limit_s: float) -> AgentState:
        """The first state for which ``seen``; raises NotSeen, naming ``what`` was awaited."""
        deadline = time.monotonic() + limit_s
        while True:
            state = self.state()
            if seen(state):
                return state
            if time.monotonic() > deadline:
                problems = [text.en for text in (*state.problems, state.records.problem) if text]
                raise NotSeen(f"{what} was not seen in {limit_s:g} s; {' '.join(problems)}".strip())
            time.sleep(LOOK_S)

    def last_verdict(self) -> UUID | None:
        """The newest verdict, to tell a new one from it."""
        recent = self.state().recent
        return recent[0].event_id if recent else None

    def next_verdict(self, after: UUID | None, limit_s: float) -> VerdictView:
        """The first verdict newer than ``after``."""

        def is_new(state: AgentState) -> bool:
            return bool(state.recent) and state.recent[0].event_id != after

        return self.wait("a verdict", is_new, limit_s).recent[0]

    def self_test(self, device: str, limit_s: float) -> str:
        """Run a device's self-test; returns its outcome."""
        answer = self._session.post(f"{self._url}/v1/devices/{device}/self-test", timeout=limit_s)
        answer.raise_for_status()
        return str(answer.json()["outcome"])
