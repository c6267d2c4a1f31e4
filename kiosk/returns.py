"""The return registration as the student fills it in: a draft, its rules, and the finished answers.

A draft may hold anything a finger can type. Only :func:`check` makes answers of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from pydantic import TypeAdapter, ValidationError

from sync.wire import HealthStatus, Phone, Problem, ReturnAnswers, TravelMode
from wording import Text

ARRIVES_WITHIN: Final = timedelta(days=90)
"""A journey further ahead than a term break is a slip of the finger."""
LEFT_WITHIN: Final = timedelta(days=30)
"""Longest journey back to the campus: some travel for weeks, none for months."""
ORIGIN_LENGTH: Final = 60
NAME_LENGTH: Final = 80


class Item(StrEnum):
    """What is asked, named as in :class:`sync.wire.ReturnAnswers`."""

    ORIGIN = "origin"
    LEAVES_ON = "leaves_on"
    ARRIVES_ON = "arrives_on"
    TRAVEL_MODE = "travel_mode"
    HEALTH = "health"
    EMERGENCY_NAME = "emergency_name"
    EMERGENCY_PHONE = "emergency_phone"
    DECLARES_TRUE = "declares_true"


JOURNEY: Final = (Item.ORIGIN, Item.TRAVEL_MODE, Item.LEAVES_ON, Item.ARRIVES_ON)
"""Asked on the first page."""
PERSON: Final = (Item.HEALTH, Item.EMERGENCY_NAME, Item.EMERGENCY_PHONE, Item.DECLARES_TRUE)
"""Asked on the second page."""

LABELS: Final[Mapping[Item, Text]] = MappingProxyType(
    {
        Item.ORIGIN: Text("出发地", "Coming from"),
        Item.LEAVES_ON: Text("出发日期", "Day of departure"),
        Item.ARRIVES_ON: Text("到校日期", "Day of arrival"),
        Item.TRAVEL_MODE: Text("交通方式", "Travelling by"),
        Item.HEALTH: Text("健康状况", "Health"),
        Item.EMERGENCY_NAME: Text("紧急联系人", "Emergency contact"),
        Item.EMERGENCY_PHONE: Text("联系人电话", "Their telephone"),
        Item.DECLARES_TRUE: Text("本人声明", "Declaration"),
    }
)

TRAVEL: Final[Mapping[TravelMode, Text]] = MappingProxyType(
    {
        TravelMode.TRAIN: Text("火车", "Train"),
        TravelMode.PLANE: Text("飞机", "Plane"),
        TravelMode.COACH: Text("客车", "Coach"),
        TravelMode.CAR: Text("自驾", "Car"),
        TravelMode.OTHER: Text("其他", "Other"),
    }
)

HEALTH: Final[Mapping[HealthStatus, Text]] = MappingProxyType(
    {
        HealthStatus.WELL: Text("身体健康", "I am well"),
        HealthStatus.SYMPTOMS: Text("有发热或咳嗽", "I have a fever or a cough"),
        HealthStatus.CONTACT: Text("接触过传染病人", "I was near somebody infectious"),
    }
)

DECLARATION: Final = Text(
    "我确认以上内容真实，愿意承担责任", "I confirm that all this is true and answer for it"
)

_NEEDED: Final[Mapping[Item, Text]] = MappingProxyType(
    {
        Item.ORIGIN: Text("请填写出发地", "Please say where you come from"),
        Item.LEAVES_ON: Text("请选择出发日期", "Please choose the day you leave"),
        Item.ARRIVES_ON: Text("请选择到校日期", "Please choose the day you arrive"),
        Item.TRAVEL_MODE: Text("请选择交通方式", "Please choose how you travel"),
        Item.HEALTH: Text("请选择健康状况", "Please say how you are"),
        Item.EMERGENCY_NAME: Text("请填写联系人姓名", "Please give a name"),
        Item.EMERGENCY_PHONE: Text("请填写联系人电话", "Please give a telephone number"),
        Item.DECLARES_TRUE: Text("请勾选本人声明", "Please tick the declaration"),
    }
)
_TOO_LONG: Final = Text("太长了，请缩短", "This is too long; please shorten it")
_BAD_PHONE: Final = Text(
    "电话格式不对，如 13800000000 或 +86 27 6788 0000",
    "Not a telephone number, as 13800000000 or +86 27 6788 0000",
)
_ARRIVED: Final = Text("到校日期不能早于今天", "The day of arrival can't be before today")
_TOO_LATE: Final = Text("到校日期最晚为 90 天以后", "The day of arrival is at most 90 days ahead")
_TOO_EARLY: Final = Text("出发日期最早为 30 天以前", "The day you leave is at most 30 days ago")
_BACKWARDS: Final = Text("到校日期不能早于出发日期", "You can't arrive before you leave")

_ITEMS: Final = frozenset(item.value for item in Item)
_phone: Final = TypeAdapter[str](Phone)


@dataclass(frozen=True, slots=True)
class Draft:
    """What was filled in so far. Personal, so it never appears in a repr."""

    origin: str = field(default="", repr=False)
    leaves_on: date | None = None
    arrives_on: date | None = None
    travel_mode: TravelMode | None = None
    health: HealthStatus | None = field(default=None, repr=False)
    emergency_name: str = field(default="", repr=False)
    emergency_phone: str = field(default="", repr=False)
    declares_true: bool = False


Mistakes = Mapping[Item, Text]
"""One sentence a wrong item."""


def earliest_departure(today: date) -> date:
    """First day that may be chosen for the departure."""
    return today - LEFT_WITHIN


def latest_arrival(today: date) -> date:
    """Last day that may be chosen for the arrival."""
    return today + ARRIVES_WITHIN


def check(draft: Draft, today: date) -> ReturnAnswers | Mistakes:
    """The answers, or a sentence for each item that is missing or wrong."""
    mistakes = {**_text_mistakes(draft), **_date_mistakes(draft, today)}
    if draft.travel_mode is None:
        mistakes[Item.TRAVEL_MODE] = _NEEDED[Item.TRAVEL_MODE]
    if draft.health is None:
        mistakes[Item.HEALTH] = _NEEDED[Item.HEALTH]
    if not draft.declares_true:
        mistakes[Item.DECLARES_TRUE] = _NEEDED[Item.DECLARES_TRUE]
    if (
        mistakes
        or draft.leaves_on is None
        or draft.arrives_on is None
        or draft.travel_mode is None
        or draft.health is None
    ):
        return MappingProxyType(mistakes)
    return ReturnAnswers(
        origin=draft.origin.strip(),
        leaves_on=draft.leaves_on,
        arrives_on=draft.arrives_on,
        travel_mode=draft.travel_mode,
        health=draft.health,
        declares_true=True,
        emergency_name=draft.emergency_name.strip(),
        emergency_phone=draft.emergency_phone.strip(),
    )


def _text_mistakes(draft: Draft) -> dict[Item, Text]:
    mistakes: dict[Item, Text] = {}
    texts = (
        (Item.ORIGIN, draft.origin.strip(), ORIGIN_LENGTH),
        (Item.EMERGENCY_NAME, draft.emergency_name.strip(), NAME_LENGTH),
    )
    for item, text, longest in texts:
        if not text:
            mistakes[item] = _NEEDED[item]
        elif len(text) > longest:
            mistakes[item] = _TOO_LONG
    phone = draft.emergency_phone.strip()
    if not phone:
        mistakes[Item.EMERGENCY_PHONE] = _NEEDED[Item.EMERGENCY_PHONE]
    else:
        try:
            _phone.validate_python(phone)
        except ValidationError:
            mistakes[Item.EMERGENCY_PHONE] = _BAD_PHONE
    return mistakes


def _date_mistakes(draft: Draft, today: date) -> dict[Item, Text]:
    leaves, arrives = draft.leaves_on, draft.arrives_on
    mistakes: dict[Item, Text] = {}
    if leaves is None:
        mistakes[Item.LEAVES_ON] = _NEEDED[Item.LEAVES_ON]
    elif leaves < earliest_departure(today):
        mistakes[Item.LEAVES_ON] = _TOO_EARLY
    if arrives is None:
        mistakes[Item.ARRIVES_ON] = _NEEDED[Item.ARRIVES_ON]
    elif arrives < today:
        mistakes[Item.ARRIVES_ON] = _ARRIVED
    elif arrives > latest_arrival(today):
        mistakes[Item.ARRIVES_ON] = _TOO_LATE
    elif leaves is not None and arrives < leaves:
        mistakes[Item.ARRIVES_ON] = _BACKWARDS
    return mistakes


def refused_item(problem: Problem) -> Item | None:
    """The item that the hall found wrong (``where`` of a 422), or None when it names none."""
    for part in reversed(problem.where.replace("/", ".").split(".")):
        if part in _ITEMS:
            return Item(part)
    return None
