"""What a relay board can do, whatever protocol it speaks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class RelayBoard(Protocol):
    """Relays, and perhaps inputs. Methods may be called from any thread; relays count from 0.

    Every method that talks to the board raises NotFound when its port is gone, Silent when it does
    not answer in time, ProtocolError for an answer that makes no sense, and CommandFailed when it
    understood but refused.
    """

    @property
    def port(self) -> str:
        """Where the board is, with its address on a shared line."""
        ...

    @property
    def answers(self) -> bool:
        """Whether the board says anything at all. One that does not can't be missed either."""
        ...

    @property
    def noise(self) -> int:
        """Bytes that came in so far and belonged to no answer."""
        ...

    def open(self) -> str:
        """Open the port; returns the firmware, or an empty text when the board tells none."""
        ...

    def close(self) -> None:
        """Give the port up; harmless when it is not open."""
        ...

    def switch(self, relay: int, *, on: bool) -> None: ...

    def read_relay(self, relay: int) -> bool | None:
        """Whether ``relay`` is on; None from a board that does not answer."""
        ...

    def read_inputs(self, count: int) -> Sequence[bool]:
        """The first ``count`` inputs. Also with 0 the board is asked, so that it can be missed."""
        ...


class FlashTimer(Protocol):
    """A board that ends a pulse by itself."""

    def flash(self, relay: int, seconds: float, *, on: bool) -> None:
        """Switch ``relay`` to ``on`` now; the board switches it back after ``seconds``.

        0.1 s is the unit of time, 6553.5 s the longest. Raises as :class:`RelayBoard` says.
        """
        ...
