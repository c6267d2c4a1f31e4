"""One question to an agent at a time: a newer one takes the place of an older one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ui.agents.errands import Errands
from ui.agents.errors import AgentError, CallCancelled
from ui.agents.exchange import Call

_Answer = TypeVar("_Answer")


class Inquiry:
    """Belongs to the GUI thread."""

    def __init__(self, errands: Errands) -> None:
        self._errands = errands
        self._turn = 0
        self._call: Call | None = None

    @property
    def waiting(self) -> bool:
        """A question is on its way."""
        return self._call is not None

    def ask(
        self, work: Callable[[Call], _Answer], then: Callable[[_Answer | AgentError], None]
    ) -> None:
        """Do ``work`` off the GUI thread, then ``then`` with its answer unless it was dropped."""
        self.drop()
        self._turn += 1
        turn = self._turn

        def hear(answer: _Answer | AgentError) -> None:
            if turn != self._turn:
                return
            self._call = None
            if not isinstance(answer, CallCancelled):
                then(answer)

        self._call = self._errands.run(work, hear)

    def drop(self) -> None:
        """Hang up; its answer is heard no more."""
        self._turn += 1
        if self._call is not None:
            self._call.cancel()
            self._call = None
