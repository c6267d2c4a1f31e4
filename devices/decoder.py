"""What turns a stream of bytes into messages. No I/O."""

from __future__ import annotations

from typing import Protocol, TypeVar

MessageT = TypeVar("MessageT")


class Decoder(Protocol[MessageT]):
    """A codec of one frame format. Holds at most one unfinished message."""

    def feed(self, data: bytes) -> list[MessageT]:
        """Everything that ``data`` completes, in order."""
        ...

    def pause(self) -> list[MessageT]:
        """The line fell silent: what is unfinished will not be finished any more."""
        ...
