"""One question at a time to a terminal, off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from ui.agents.errands import Errands
from ui.agents.errors import AgentError
from ui.agents.exchange import Call
from ui.diagnostics.runs import Target
from ui.diagnostics.terminals import Terminal

_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Subject:
    """The device that a sheet is about."""

    terminal: Terminal
    target: Target
    kind: str
    name: str
    """As shown, with its terminal."""
    in_service: bool
    """People may be passing there."""

    @property
    def device(self) -> str:
        return self.target.device


class Work:
    """A new question, or :meth:`drop`, makes the answer to the one before unwanted."""

    def __init__(self, errands: Errands) -> None:
        self._errands: Final = errands
        self._number = 0
        self._call: Call | None = None

    @property
    def under_way(self) -> bool:
        return self._call is not None

    def ask(
        self, work: Callable[[Call], _Answer], then: Callable[[_Answer | AgentError], None]
    ) -> None:
        """Do ``work`` on a worker, then ``then`` in the GUI thread unless unwanted by then."""
        self.drop()
        number = self._number

        def hear(answer: _Answer | AgentError) -> None:
            if number == self._number:
                self._call = None
                then(answer)

        self._call = self._errands.run(work, hear)

    def drop(self) -> None:
        """Hang up; nothing of it is heard any more."""
        self._number += 1
        call, self._call = self._call, None
        if call is not None:
            call.cancel()
