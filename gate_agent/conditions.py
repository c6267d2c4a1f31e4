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
    """The hall contradicts what it said before: it was restored from a backup, or somebody poses as
    it."""
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


# Two short sentences each: what happened, and what whoever stands at the gate does about it.
REPLAYED: Final = Text(
    "收到 {count} 条过期的名单记录，已忽略。请联系大厅管理员核查",
    "{count} outdated records came and were ignored. Call the hall's administrator",
)
REWOUND: Final = Text(
    "大厅的名单倒退了：可能从备份恢复，也可能线路被人冒充。请立即联系大厅管理员（restart-feed）",
    "The hall's list went backwards: restored from a backup, or a false line. "
    "Call the hall's administrator at once (restart-feed)",
)
DISPUTED: Final = Text(
    "{count} 条名单记录与先前所说矛盾，已从严处理。请联系大厅管理员（restart-feed）",
    "{count} records contradict what the hall said before, the stricter holds. "
    "Call the hall's administrator (restart-feed)",
)
CLOCK_OFF: Final = Text(
    "本机时钟与大厅相差约 {minutes} 分钟，已按大厅时间判断。请校准本机时间",
    "This clock is about {minutes} minutes off, so the hall's time is used. Set this clock",
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
