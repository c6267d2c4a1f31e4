"""The last looks at one face: forgotten as soon as it may be another one."""

from __future__ import annotations

import math
from collections import deque
from typing import Final

from devices.face.liveness import Look

LONGEST_GAP_S: Final = 1.0
"""Somebody else may have stepped up meanwhile."""
LONGEST_WAY: Final = 0.75
"""Of the face's width between two looks; heads of a queue are further apart."""
MOST_LOOKS: Final = 64
"""Ten a second for six seconds; 2.4 MB of aligned faces."""


class RecentLooks:
    """Looks at what is taken for one and the same face. Not thread-safe."""

    def __init__(self, window_s: float) -> None:
        self._window_s: Final = window_s
        self._looks: Final[deque[Look]] = deque(maxlen=MOST_LOOKS)

    def add(self, look: Look) -> tuple[Look, ...]:
        """All looks of the window, oldest first, ``look`` the last."""
        if self._looks and not _may_be_the_same(self._looks[-1], look):
            self._looks.clear()
        self._looks.append(look)
        while look.at - self._looks[0].at > self._window_s:
            self._looks.popleft()
        return tuple(self._looks)

    def forget(self) -> None:
        """The face is gone."""
        self._looks.clear()


def _may_be_the_same(before: Look, now: Look) -> bool:
    way = math.dist(before.face.centre, now.face.centre)
    near = way <= LONGEST_WAY * max(before.face.width, now.face.width)
    return near and now.at - before.at <= LONGEST_GAP_S
