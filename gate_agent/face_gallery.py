"""Who may be known by the face alone: approved holders with templates of our model.

Identification does not scale (docs/devices/face.md), so a gallery that outgrows its limit is off,
and says so, until the agent starts again with fewer people: nobody is then known by the face alone.
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
    "可刷脸通行的人超过上限 {limit} 人，已停用单独刷脸；请改用卡或通行码，并缩小名单后重启",
    "More than {limit} people for entry by face alone, so it is off; use cards or passes, "
    "then restart with fewer people",
)


class FaceGallery:
    """Follows the records. Safe to use from any thread."""

    def __init__(self, limit: int, conditions: Conditions) -> None:
        """``limit``: most people that the configuration was checked for."""
        self._limit: Final = limit
        self._conditions: Final = conditions
        self._lock: Final = threading.Lock()
        self._people: Final[Gallery[UUID]] = Gallery()
        self._too_large = False

    def load(self, records: Iterable[AccessRecord]) -> None:
        """Begin anew with ``records``, which are read no further than they fit."""
        with self._lock:
            self._people.clear()
            self._too_large = False
            for record in records:
                self._take(record)
                if self._too_large:
                    break
        self._report()

    def follow(self, records: Iterable[AccessRecord]) -> None:
        """These records are new or have changed."""
        with self._lock:
            for record in records:
                if not self._too_large:
                    self._take(record)
        self._report()

    def likest(self, probe: Template) -> Likest[UUID] | None:
        """None when nobody is enrolled, or too many are."""
        with self._lock:
            return self._people.likest(probe)

    @property
    def off(self) -> bool:
        """Too many are enrolled."""
        with self._lock:
            return self._too_large

    def _take(self, record: AccessRecord) -> None:
        templates = enrolled(record.face) if permits(record) else None
        if not templates:
            self._people.drop(record.holder)
            return
        self._people.put(record.holder, templates)
        if len(self._people) > self._limit:
            self._people.clear()
            self._too_large = True

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
