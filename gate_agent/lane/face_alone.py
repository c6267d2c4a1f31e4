"""When a face before a lane begins an attempt by itself, without a card. Pure but for no clock.

Somebody who is known begins one at once; somebody who is not, only after having stood there for a
while, and once: a face that was decided upon counts again after it was away.
"""

from __future__ import annotations

from typing import Final

from devices.face.template import match
from gate_agent.passage.live_face import LiveFace

AWAY_S: Final = 3.0
"""A face not seen for so long has left; the next one may be the same person's new attempt."""


class FaceAlone:
    """Belongs to the lane's thread. Times are those of the faces."""

    def __init__(self, wait_s: float, same: float) -> None:
        """``wait_s``: how long a stranger stands there before being refused; ``same``: likeness
        from which two faces are one person's."""
        self._wait_s: Final = wait_s
        self._same: Final = same
        self._settled: LiveFace | None = None
        self._settled_known = False
        self._settled_seen = 0.0
        self._stranger_since: float | None = None
        self._stranger_seen = 0.0

    def due(self, face: LiveFace, *, known: bool) -> bool:
        """Whether ``face`` begins an attempt now."""
        if self._is_settled(face) and not (known and not self._settled_known):
            return False
        if known:
            return True
        since = self._stranger_since
        if since is None or face.at - self._stranger_seen > AWAY_S:
            since = face.at
        self._stranger_since, self._stranger_seen = since, face.at
        return face.at - since >= self._wait_s

    def settled(self, face: LiveFace, *, known: bool) -> None:
        """It was decided about ``face``."""
        self._settled, self._settled_known, self._settled_seen = face, known, face.at
        self._stranger_since = None

    def _is_settled(self, face: LiveFace) -> bool:
        if self._settled is None or face.at - self._settled_seen > AWAY_S:
            return False
        if match([self._settled.template], face.template) < self._same:
            return False
        self._settled_seen = face.at
        return True
