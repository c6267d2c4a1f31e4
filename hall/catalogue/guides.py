"""The first services of the demonstration campus, from a file that departments can read."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Final

from pydantic import BaseModel, ConfigDict

from hall.people.models import Department
from sync.wire import Bilingual, Code

from .models import Service

_FILE: Final = "guides.toml"


class _Guide(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Code
    department: Code
    title: Bilingual
    summary: Bilingual
    location: Bilingual
    at_terminal: bool = False
    materials: tuple[Bilingual, ...] = ()
    steps: tuple[Bilingual, ...]


class _Guides(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    service: tuple[_Guide, ...]


def load_guides() -> None:
    """Create every service of the file. Raises Department.DoesNotExist for an unknown one."""
    text = (files(__package__) / _FILE).read_text(encoding="utf-8")
    for place, guide in enumerate(_Guides.model_validate(tomllib.loads(text)).service, start=1):
        Service.objects.create(
            code=guide.code,
            department=Department.objects.get(code=guide.department),
            place=place,
            title_zh=guide.title.zh,
            title_en=guide.title.en,
            summary_zh=guide.summary.zh,
            summary_en=guide.summary.en,
            location_zh=guide.location.zh,
            location_en=guide.location.en,
            at_terminal=guide.at_terminal,
            materials=[item.model_dump() for item in guide.materials],
            steps=[item.model_dump() for item in guide.steps],
        )
