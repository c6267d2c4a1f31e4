"""What a kiosk may expect of a server: a catalogue, a form it can draw, sessions that end."""

from __future__ import annotations

import json
import secrets
from typing import Final

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import SchemaError
from pydantic import ValidationError

from sync.wire import Bilingual, Catalogue, ReturnAnswers, ReturnState, Session, SignIn

from .checks import Check
from .probe import Answer, Failed, Probe, Skipped

_GOOD_ANSWERS: Final = {
    "origin": "云南省昆明市",
    "leaves_on": "2026-09-01",
    "arrives_on": "2026-09-02",
    "travel_mode": "train",
    "health": "well",
    "declares_true": True,
    "emergency_name": "测试",
    "emergency_phone": "+86 000 0000 0000",
}
_BAD_ANSWERS: Final[tuple[tuple[str, object], ...]] = (
    ("origin", ""),
    ("leaves_on", "tomorrow"),
    ("arrives_on", "2026-02-30"),
    ("travel_mode", "teleport"),
    ("health", "unknown"),
    ("declares_true", False),
    ("emergency_phone", "none"),
)


def _services(probe: Probe) -> None:
    catalogue = probe.call("GET", "services").message(Catalogue)
    codes = [service.code for service in catalogue.services]
    if len(codes) != len(set(codes)):
        raise Failed("two services have the same code")


def _form(probe: Probe) -> dict[str, object]:
    answer = probe.call("GET", "returns/form")
    answer.expect(200)
    try:
        schema = json.loads(answer.body)
        Draft202012Validator.check_schema(schema)
    except (ValueError, SchemaError):
        raise Failed("not a JSON Schema of draft 2020-12") from None
    if not isinstance(schema, dict):
        raise Failed("the form is not a JSON object")
    return schema


def _form_labels(probe: Probe) -> None:
    properties = _form(probe).get("properties")
    if not isinstance(properties, dict) or properties.keys() != ReturnAnswers.model_fields.keys():
        raise Failed("the form's fields are not those of ReturnAnswers")
    for name, rules in properties.items():
        try:
            label = Bilingual.model_validate(rules.get("x-label"))
        except ValidationError:
            raise Failed(f"{name}: no x-label in zh and en") from None
        if not label.zh or not label.en:
            raise Failed(f"{name}: an empty x-label")


def _form_rules(probe: Probe) -> None:
    validator = Draft202012Validator(_form(probe), format_checker=FormatChecker())
    if not validator.is_valid(_GOOD_ANSWERS):
        raise Failed("answers that the contract allows do not fit the form")
    for name, value in _BAD_ANSWERS:
        if validator.is_valid(_GOOD_ANSWERS | {name: value}):
            raise Failed(f"{name}: the form takes what the contract does not")


def _unknown_card(probe: Probe) -> None:
    body = SignIn(credential=secrets.token_hex(32)).model_dump_json().encode()
    probe.call("POST", "sessions", body=body).refusal(404, "unknown_card")


def _session_missing(probe: Probe) -> None:
    probe.call("GET", "returns/current").refusal(401, "session_expired")


def _session(probe: Probe) -> None:
    if not probe.credential:
        raise Skipped("no card's digest was given; use --credential")
    body = SignIn(credential=probe.credential).model_dump_json().encode()
    session = probe.call("POST", "sessions", body=body).message(Session, 201)
    _current(probe, session.token).message(ReturnState)
    for _ in range(2):
        probe.call("DELETE", "sessions/current", session=session.token).expect(204)
    _current(probe, session.token).refusal(401, "session_expired")


def _current(probe: Probe, session: str) -> Answer:
    return probe.call("GET", "returns/current", session=session)


KIOSK_CHECKS: Final = (
    Check("services", _services),
    Check("form-labels", _form_labels),
    Check("form-rules", _form_rules),
    Check("unknown-card", _unknown_card),
    Check("session-missing", _session_missing),
    Check("session", _session),
)
