"""Who may be known by the face alone: approved holders with templates of our model.

Identification does not scale (docs/devices/face.md), so a gallery that outgrows its limit is off,
and says so, until it is within the limit again: nobody is meanwhile known by the face alone.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from devices.face.identification import Gallery, Likest
from devices.face.models import MODEL_ID
from devices.face.template import Template, TemplateMalformed, decode
from gate_agent.conditions import Area, Conditions
from sync.wire import AccessRecord, FaceTemplates, ReturnStatus
from wording import Text

GALLERY_TOO_LARGE: Final = Text(
    "可刷脸通行的人超过上限 {limit} 人，已停用单独刷脸；请改用卡或通行码，名单缩小后自动恢复",
    "More than {limit} people for entry by face alone, so it is off; use cards or passes, "
    "it comes back once there are fewer people",
)


class FaceGallery:
    """Follows the records. Safe to use from any thread."""

    def __init__(self, limit: int, conditions: Conditions) -> None:
        """``limit``: most people that the configuration was checked for."""
        self._limit: Final = limit
        self._conditions: Final = conditions
        self._lock: Final = threading.Lock()
        self._people: Final[Gallery[UUID]] = Gallery()
        self._known: Final[set[UUID]] = set()
        """Everybody who belongs to it, also while it is off."""
        self._off = False

    def load(self, records: Iterable[AccessRecord]) -> None:
        """Begin anew with ``records``: all there are, each holder once."""
        with self._lock:
            self._people.clear()
            self._known.clear()
            self._off = False
            for record in records:
                self._take(record)
        self._report()

    def follow(self, records: Iterable[AccessRecord]) -> bool:
        """These records are new or have changed. True when it was off and fits again: it is to be
        loaded then, as it keeps no faces while it is off."""
        with self._lock:
            for record in records:
                self._take(record)
            fits_again = self._off and len(self._known) <= self._limit
        self._report()
        return fits_again

    def likest(self, probe: Template) -> Likest[UUID] | None:
        """None when nobody is enrolled, or too many are."""
        with self._lock:
            return self._people.likest(probe)

    @property
    def off(self) -> bool:
        """Too many are enrolled."""
        with self._lock:
            return self._off

    def _take(self, record: AccessRecord) -> None:
        templates = enrolled(record.face) if permits(record) else None
        if not templates:
            self._people.drop(record.holder)
            self._known.discard(record.holder)
            return
        self._known.add(record.holder)
        if len(self._known) > self._limit:
            self._people.clear()
            self._off = True
        elif not self._off:
            self._people.put(record.holder, templates)

    def _report(self) -> None:
        problem = GALLERY_TOO_LARGE.format(limit=self._limit) if self.off else None
        self._conditions.report(Area.GALLERY, problem)


def permits(record: AccessRecord) -> bool:
    """Whether the holder belongs to those who may be known by the face."""
    return record.status is ReturnStatus.APPROVED and not record.blocked


def enrolled(face: FaceTemplates | None) -> list[Template] | None:
    """None when these can't be compared with what our model makes."""
    if face is None or face.model != MODEL_ID:
        return None
    try:
        return [decode(vector, face.model) for vector in face.vectors]
    except TemplateMalformed:
        return None
