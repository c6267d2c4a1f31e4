"""The registration form: JSON Schema 2020-12 made from the message model, with words for people.

The rules come from :class:`sync.wire.ReturnAnswers` alone; this module only adds how each field is
called and drawn, so a terminal that validates by the schema agrees with the hall.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pydantic import JsonValue

from sync.wire import HealthStatus, ReturnAnswers, TravelMode
from wording import Text

SCHEMA_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


class Widget(StrEnum):
    """How a field is drawn (``x-widget``)."""

    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"
    DECLARATION = "declaration"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class FieldWords:
    """What people see of one field."""

    section: Text
    label: Text
    hint: Text
    widget: Widget
    options: tuple[tuple[StrEnum, Text], ...] = ()


_TRAVEL: Final = Text("行程", "Journey")
_HEALTH: Final = Text("健康", "Health")
_CONTACT: Final = Text("紧急联系人", "Emergency contact")
_DECLARATION: Final = Text("承诺", "Declaration")

TRAVEL_MODES: Final = (
    (TravelMode.TRAIN, Text("火车", "Train")),
    (TravelMode.PLANE, Text("飞机", "Plane")),
    (TravelMode.COACH, Text("长途汽车", "Coach")),
    (TravelMode.CAR, Text("自驾或乘私家车", "Private car")),
    (TravelMode.OTHER, Text("其他", "Other")),
)
HEALTH_STATES: Final = (
    (HealthStatus.WELL, Text("身体健康，没有不适", "I am well")),
    (HealthStatus.SYMPTOMS, Text("有发热、咳嗽等不适", "I have symptoms such as fever or cough")),
    (
        HealthStatus.CONTACT,
        Text("近期接触过传染病患者", "I was recently in contact with an infectious patient"),
    ),
)
FIELDS: Final[dict[str, FieldWords]] = {
    "origin": FieldWords(
        _TRAVEL,
        Text("从哪里返校", "Coming from"),
        Text("省、市，例如：云南省昆明市", "Province and city, e.g. Kunming, Yunnan"),
        Widget.TEXT,
    ),
    "leaves_on": FieldWords(
        _TRAVEL,
        Text("出发日期", "Day of departure"),
        Text("离开当地的日期", "The day you set out"),
        Widget.DATE,
    ),
    "arrives_on": FieldWords(
        _TRAVEL,
        Text("到校日期", "Day of arrival"),
        Text("预计到校的日期", "The day you expect to reach the campus"),
        Widget.DATE,
    ),
    "travel_mode": FieldWords(
        _TRAVEL,
        Text("交通方式", "Means of travel"),
        Text("路程最长的一段", "For the longest part of the way"),
        Widget.CHOICE,
        TRAVEL_MODES,
    ),
    "health": FieldWords(
        _HEALTH,
        Text("近 14 天健康状况", "Health in the last 14 days"),
        Text("如实选择，不影响你在校内就医", "Answer truly; you will be looked after either way"),
        Widget.CHOICE,
        HEALTH_STATES,
    ),
    "emergency_name": FieldWords(
        _CONTACT,
        Text("联系人姓名", "Name"),
        Text("家人或监护人", "A parent or guardian"),
        Widget.TEXT,
    ),
    "emergency_phone": FieldWords(
        _CONTACT,
        Text("联系人电话", "Telephone"),
        Text("手机或带区号的固定电话", "Mobile, or landline with area code"),
        Widget.PHONE,
    ),
    "declares_true": FieldWords(
        _DECLARATION,
        Text("我承诺以上内容真实", "I declare that these answers are true"),
        Text("不实申报将按校规处理", "False statements are dealt with by the campus rules"),
        Widget.DECLARATION,
    ),
}
_TITLE: Final = Text("返校登记", "Registration for returning to campus")


def return_form() -> dict[str, JsonValue]:
    """The schema that ``GET returns/form`` serves.

    Each property carries ``x-section``, ``x-label``, ``x-hint`` (``{"zh", "en"}``), ``x-widget``
    (:class:`Widget`), ``x-order`` (from 1), and for choices ``x-options``:
    ``[{"value", "label"}]``.
    """
    model: dict[str, JsonValue] = ReturnAnswers.model_json_schema()
    definitions = _object(model.pop("$defs"))
    properties = _object(model["properties"])
    model.pop("description")
    model["title"] = _TITLE.zh
    drawn: dict[str, JsonValue] = {}
    for order, (name, words) in enumerate(FIELDS.items(), start=1):
        rules = _object(properties[name])
        reference = rules.pop("$ref", None)
        if isinstance(reference, str):
            rules |= _object(definitions[reference.removeprefix("#/$defs/")])
            rules.pop("description", None)
        if words.widget is Widget.PHONE:
            # Python's `$` also matches before a final newline; the model's does not.
            rules["not"] = {"pattern": "\\n"}
        drawn[name] = rules | {"title": words.label.zh} | _annotations(words, order)
    return {"$schema": SCHEMA_DIALECT, **model, "properties": drawn, "x-label": _spoken(_TITLE)}


def _annotations(words: FieldWords, order: int) -> dict[str, JsonValue]:
    annotations: dict[str, JsonValue] = {
        "x-order": order,
        "x-section": _spoken(words.section),
        "x-label": _spoken(words.label),
        "x-hint": _spoken(words.hint),
        "x-widget": words.widget.value,
    }
    if words.options:
        annotations["x-options"] = [
            {"value": option.value, "label": _spoken(label)} for option, label in words.options
        ]
    return annotations


def _spoken(text: Text) -> dict[str, JsonValue]:
    return {"zh": text.zh, "en": text.en}


def _object(value: JsonValue) -> dict[str, JsonValue]:
    if not isinstance(value, dict):
        raise TypeError("the model's schema is not shaped as expected")
    return dict(value)
