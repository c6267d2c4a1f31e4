"""Work that may never end, on a thread of its own, waited for only so long.

What hangs can't be made to let go of who asks it. So its thread is left behind when the time is
over, and whoever wants the same again waits for that thread instead of starting another.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock, Thread
from time import monotonic
from typing import Final, Generic, TypeVar, cast

_Result = TypeVar("_Result")

_LOCK: Final = Lock()
_UNDER_WAY: Final[dict[str, Future[object]]] = {}
"""By name: one process has no reason to do the same twice at a time."""


class NotInTime(Exception):
    """The work has not ended within its time."""


class MayHang(Generic[_Result]):
    """One piece of work that is under way."""

    def __init__(self, name: str, work: Callable[[], _Result]) -> None:
        """Begin it, or join those who do the work of this ``name`` already."""
        with _LOCK:
            answer = _UNDER_WAY.get(name)
            if answer is None:
                answer = _UNDER_WAY[name] = Future()
                Thread(target=_do, args=(name, work, answer), name=name, daemon=True).start()
        # A name stands for one kind of work, so whoever joins gets what they would have made.
        self._answer: Final = cast("Future[_Result]", answer)

    def result(self, deadline: float) -> _Result:
        """What came of it by ``deadline`` (:func:`time.monotonic`).

        Raises NotInTime, and whatever the work raised.
        """
        try:
            return self._answer.result(max(0.0, deadline - monotonic()))
        except TimeoutError as error:
            if self._answer.done():
                raise  # it is the work's own
            raise NotInTime from error


def _do(name: str, work: Callable[[], object], answer: Future[object]) -> None:
    try:
        result = work()
    except BaseException as error:  # noqa: BLE001 - raised again by whoever waits for the answer
        _over(name)
        answer.set_exception(error)
    else:
        _over(name)
        answer.set_result(result)


def _over(name: str) -> None:
    """Whoever asks from now on gets an answer of their own."""
    with _LOCK:
        del _UNDER_WAY[name]
