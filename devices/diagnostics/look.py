"""Looks for ports at what may never answer, each look on a thread of its own.

A daemon that hangs can't be made to let go of who asks it. So its thread is left behind when the
time is over, and whoever asks the same again waits for that thread instead of starting another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Lock, Thread
from time import monotonic
from typing import Final

from devices.diagnostics.attached_ports import FoundPort

Found = Sequence[FoundPort]

_LOCK: Final = Lock()
_UNDER_WAY: Final[dict[str, Future[Found]]] = {}
"""By what is asked: one process has no reason to ask the same twice at a time."""


class NotInTime(Exception):
    """The look has not ended within its time."""


class Look:
    """One look that is under way."""

    def __init__(self, at: str, ask: Callable[[], Found]) -> None:
        """Begin to ``ask`` what ``at`` names, or join those who ask the same already."""
        with _LOCK:
            answer = _UNDER_WAY.get(at)
            if answer is None:
                answer = _UNDER_WAY[at] = Future()
                Thread(target=_ask, args=(at, ask, answer), name=f"look-{at}", daemon=True).start()
        self._answer: Final = answer

    def found(self, deadline: float) -> Found:
        """What was found by ``deadline`` (:func:`time.monotonic`).

        Raises NotInTime, and whatever the asking raised (DeviceError).
        """
        try:
            return self._answer.result(max(0.0, deadline - monotonic()))
        except TimeoutError as error:
            if self._answer.done():
                raise  # it is the asking's own
            raise NotInTime from error


def _ask(at: str, ask: Callable[[], Found], answer: Future[Found]) -> None:
    try:
        found = ask()
    except BaseException as error:  # noqa: BLE001 - raised again by whoever waits for the answer
        _over(at)
        answer.set_exception(error)
    else:
        _over(at)
        answer.set_result(found)


def _over(at: str) -> None:
    """Whoever asks from now on gets an answer of their own."""
    with _LOCK:
        del _UNDER_WAY[at]
