"""The hall's configuration file: a small TOML document, checked before anything starts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
)

from hall.gates.conditions import ENTRIES_LIMIT
from hall.visitors.rules import VisitRules
from sync.wire import Bilingual, Code
from toml_file import check, read_toml

EXAMPLE: Final = """\
[hall]
data = "var/hall"                        # folder for the database and the keys, made by `init`
listen = "127.0.0.1:8400"                # address and port the server binds
public_url = "http://127.0.0.1:8400"     # what terminals and QR codes use to reach it
time_zone = "Asia/Shanghai"

[campus]
code = "yanhu"
name = { zh = "砚湖大学", en = "Yanhu University" }

[visitors]
longest_days = 7                         # longest visit
ahead_days = 60                          # how far ahead a visit may end
most_entries = 20                        # most entries of one visit
approval_above_hours = 24                # longer visits need the security office; 0: all do
keep_days = 14                           # then `yanhu hall forget` erases name and telephone

[events]
keep_days = 400                          # then `yanhu hall forget` erases who passed where
"""


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("not a known time zone; use an IANA name such as Asia/Shanghai") from error
    return name


def _bindable(listen: str) -> str:
    port = int(listen.rpartition(":")[2])
    if not 1 <= port <= 65_535:
        raise ValueError("the port must be 1 to 65535")
    return listen


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class HallSection(_Section):
    """Where the hall keeps its data and how it is reached."""

    data: Path
    listen: Annotated[
        str,
        StringConstraints(pattern=r"^[A-Za-z0-9.\-]+:[0-9]{1,5}$"),
        AfterValidator(_bindable),
    ]
    public_url: Annotated[str, StringConstraints(pattern=r"^https?://[^/\s]+$", max_length=200)]
    time_zone: Annotated[str, AfterValidator(_known_zone)] = "Asia/Shanghai"

    @property
    def host(self) -> str:
        return self.listen.rpartition(":")[0]

    @property
    def port(self) -> int:
        return int(self.listen.rpartition(":")[2])

    @property
    def public_host(self) -> str:
        return urlsplit(self.public_url).hostname or self.host


class CampusSection(_Section):
    """Which campus this hall serves."""

    code: Code
    name: Bilingual


class VisitorsSection(_Section):
    """How long visitors may come, who must agree, and when they are forgotten."""

    longest_days: Annotated[int, Field(ge=1, le=90)] = 7
    ahead_days: Annotated[int, Field(ge=1, le=365)] = 60
    """How far ahead a visit may end."""
    most_entries: Annotated[int, Field(ge=1, le=ENTRIES_LIMIT)] = 20
    approval_above_hours: Annotated[int, Field(ge=0, le=24 * 90)] = 24
    """Longer visits need the security office's approval; 0: all visits do."""
    keep_days: Annotated[int, Field(ge=0, le=365)] = 14
    """How long after a visit `yanhu hall forget` leaves name and telephone number."""

    def rules(self) -> VisitRules:
        return VisitRules(
            longest=timedelta(days=self.longest_days),
            ahead=timedelta(days=self.ahead_days),
            most_entries=self.most_entries,
            approval_above=timedelta(hours=self.approval_above_hours),
            keep=timedelta(days=self.keep_days),
        )


class EventsSection(_Section):
    """What the gates reported."""

    keep_days: Annotated[int, Field(ge=60, le=3650)] = 400
    """How long `yanhu hall forget` leaves an event. An approval holds 400 days at most, and the
    hall counts its entries by the events."""


class HallConfig(_Section):
    """The whole file."""

    hall: HallSection
    campus: CampusSection = Field(
        default=CampusSection(code="yanhu", name=Bilingual(zh="砚湖大学", en="Yanhu University"))
    )
    visitors: VisitorsSection = VisitorsSection()
    events: EventsSection = EventsSection()

    @property
    def database(self) -> Path:
        return self.hall.data / "hall.sqlite3"

    @property
    def keys(self) -> Path:
        return self.hall.data / "keys"


def load_config(path: Path) -> HallConfig:
    """Read and check ``path``; relative folders in it are relative to the file.

    Raises ConfigProblem with one line per mistake.
    """
    config = check(path, read_toml(path), HallConfig)
    data = (path.resolve().parent / config.hall.data).resolve()
    return config.model_copy(update={"hall": config.hall.model_copy(update={"data": data})})
