"""A command on its way from whoever gives it to the thread that works the line."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Final

from devices.osdp.commands import Command, SetKey

Levels = tuple[bool, ...]
"""Inputs or outputs of a reader, counted from 0."""


class CommandRefused(Exception):
    """The reader said no to a command."""


class ReaderLost(Exception):
    """The reader went away before it carried a command out."""


class Order:
    """One command on its way to a reader, and what became of it."""

    def __init__(self, command: Command | SetKey, given_at: float) -> None:
        self.command: Final = command
        self.given_at: Final = given_at
        self._result: Final[Future[Levels | None]] = Future()

    def done(self, levels: Levels | None) -> None:
        """It was carried out; ``levels`` answer an :class:`~devices.osdp.commands.Ask`."""
        if not self._result.done():
            self._result.set_result(levels)

    def end(self, why: CommandRefused | ReaderLost) -> None:
        """It was not carried out, and will not be."""
        if not self._result.done():
            self._result.set_exception(why)

    @property
    def ended(self) -> bool:
        """Whether it is known what became of it."""
        return self._result.done()

    def wait(self, limit_s: float) -> Levels | None:
        """Raises CommandRefused, ReaderLost, or TimeoutError when nothing came in ``limit_s``."""
        return self._result.result(limit_s)
