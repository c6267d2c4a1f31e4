"""How far one gate's log is known, whatever order it comes in and whatever is lost. Pure."""

from __future__ import annotations

from typing import Final

BEYOND: Final = 4096
"""Numbers after a hole that are remembered; what is further on is heard later, in its turn."""


class Progress:
    """Numbers of one log from 1 on: which have come."""

    def __init__(self, log: int, have: int = 0) -> None:
        """``have``: all up to here have come, or are forgotten by whoever said them."""
        self.log: Final = log
        self._have = have
        self._beyond: set[int] = set()

    @property
    def have(self) -> int:
        return self._have

    def is_new(self, number: int) -> bool:
        """Whether ``number`` is still to come, and there is room to remember that it came."""
        return self._have < number and number not in self._beyond and self._room_for(number)

    def came(self, number: int) -> None:
        """``number`` was taken, or refused for good."""
        if self.is_new(number):
            self._beyond.add(number)
            self._close_up()

    def begins_at(self, oldest: int) -> None:
        """Its gate has forgotten all that is older than ``oldest``."""
        if oldest - 1 > self._have:
            self._have = oldest - 1
            self._beyond = {number for number in self._beyond if number > self._have}
            self._close_up()

    def _room_for(self, number: int) -> bool:
        return number == self._have + 1 or len(self._beyond) < BEYOND

    def _close_up(self) -> None:
        while self._have + 1 in self._beyond:
            self._have += 1
            self._beyond.remove(self._have)
