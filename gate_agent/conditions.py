"""What is wrong with the agent at the moment, area by area, for the screens."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Final

import structlog

from wording import Text

_log = structlog.get_logger(__name__)


class Area(StrEnum):
    """Where something can be wrong; each area has one problem at a time."""

    HALL = "hall"
    RECORDS = "records"
    REPLAYS = "replays"
    HISTORY = "history"
    """The hall contradicts what it said before: it was restored from a backup."""
    UPLOAD = "upload"
    PICTURES = "pictures"
    JOURNAL = "journal"
    FACES = "faces"
    GALLERY = "gallery"
    EVIDENCE = "evidence"
    KEY = "key"
    """Which signs the journal."""
    ROWS = "rows"
    """Some of the journal can't be read."""
    EMERGENCY = "emergency"
    NEIGHBOURS = "neighbours"
    RETENTION = "retention"


REPLAYED: Final = Text(
    "收到 {count} 条过期的名单记录（已忽略）；请联系大厅管理员核查",
    "{count} outdated records were received and ignored; ask the hall's administrator to look",
)
REWOUND: Final = Text(
    "大厅退回到较早的状态（可能刚从备份恢复），撤销可能丢失；"
    "请大厅管理员运行 yanhu hall restart-feed",
    "The hall went back to an earlier state, probably restored from a backup; revocations may be "
    "lost. Its administrator must run: yanhu hall restart-feed",
)
DISPUTED: Final = Text(
    "{count} 条名单记录版本相同而内容不同，已从严处理（大厅可能从备份恢复）；"
    "请大厅管理员运行 yanhu hall restart-feed",
    "{count} records came with other content under the same version; the stricter holds. The hall "
    "was probably restored from a backup; its administrator must run: yanhu hall restart-feed",
)
CLOCK_OFF: Final = Text(
    "本机时钟与大厅相差约 {minutes} 分钟（判断以大厅时间为准）；请校准本机时间",
    "This clock is about {minutes} minutes off the hall's, whose time is used; set this clock",
)


class Conditions:
    """Collects what the agent's threads report. Safe to use from any thread."""

    def __init__(self, changed: Callable[[], None]) -> None:
        """``changed`` is called, outside any lock, whenever something gets wrong or well."""
        self._changed: Final = changed
        self._lock: Final = threading.Lock()
        self._problems: dict[Area, Text] = {}
        self._last_contact: datetime | None = None

    def report(self, area: Area, problem: Text | None) -> None:
        """``area`` has this problem now; None: it is well."""
        with self._lock:
            before = self._problems.pop(area, None)
            if problem is not None:
                self._problems[area] = problem
        if before == problem:
            return
        if problem is None:
            _log.info("well again", area=area)
        else:
            _log.warning("problem", area=area, what=problem.en)
        self._changed()

    def contact(self, at: datetime) -> None:
        """The hall answered at this time."""
        with self._lock:
            self._last_contact = at

    @property
    def last_contact(self) -> datetime | None:
        with self._lock:
            return self._last_contact

    def problem(self, area: Area) -> Text | None:
        with self._lock:
            return self._problems.get(area)
