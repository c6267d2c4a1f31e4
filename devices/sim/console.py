"""A peer's own end of its stdin and stdout: ready line, commands, answers, news."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Final

Command = dict[str, object]
Obey = Callable[[Command], dict[str, object]]

_writing: Final = threading.Lock()


class Refused(Exception):
    """A command that the peer does not know or could not carry out."""


class _Ended(Exception):
    """SIGTERM or SIGINT arrived."""


def say(event: str, **fields: object) -> None:
    """Print one JSON line. May be called from any thread."""
    line = json.dumps({"event": event, **fields})
    with _writing:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def answer(text: str, obey: Obey) -> None:
    """Carry out the command in ``text`` and say its answer, or the error."""
    try:
        say("answer", **obey(json.loads(text)))
    except (Refused, ValueError) as error:
        say("error", detail=str(error))


def serve_commands(obey: Obey) -> None:
    """Obey lines of stdin until it closes, or SIGTERM or SIGINT arrives. Main thread only."""

    def end(number: int, frame: FrameType | None) -> None:
        raise _Ended

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    try:
        for text in sys.stdin:
            answer(text, obey)
    except _Ended:
        return
