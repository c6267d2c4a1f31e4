"""A terminal's configuration without its secrets, by rule and not by a list of known keys.

Three rules, each enough: the key's name sounds like a secret; the value looks like one; the model
of a device's table hides the key from its representation. Comments are left out altogether, since
they may hold an old password.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, get_args
from urllib.parse import unquote, urlsplit, urlunsplit

import tomlkit
from pydantic import BaseModel

from devices.inventory import DeviceConfig

REDACTED: Final = "(removed)"
SHORTEST_SECRET: Final = 4
"""Shorter ones are not searched for in logs: they would hit every other word."""

_SECRET_NAME: Final = re.compile(
    r"password|passwd|passphrase|passcode|secret|token|credential|cookie|private|scbk|keys?$"
    r"|(^|[_-])(pass|pwd|key|pin|auth|salt|hash|digest|sha\d+)s?([_-]|$)",
    re.IGNORECASE,
)
_HARMLESS_NAME: Final = re.compile(r"(_s|_ms|_limit|_file|file|timeout|path)$", re.IGNORECASE)
_SECRET_VALUE: Final = re.compile(
    r"-----BEGIN|^[0-9A-Fa-f]{24,}$|^[A-Za-z0-9+/_=-]{32,}$|^eyJ[A-Za-z0-9_-]+\."
)
_PATH: Final = re.compile(r"^/[a-z]+/|^\.{0,2}/")
"""A file or device: long ones below /dev/serial/by-id would pass for a key."""
_URL: Final = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)

_USER_IN_URL: Final = re.compile(r"""(?<=://)[^/\s@"']+(?=@)""")
_QUERY_IN_URL: Final = re.compile(r"""(://[^\s"'?#]+[?#])[^\s"']+""")
"""What an address in running text tells besides a place."""

Value = object
"""What TOML holds: tables, arrays, texts, numbers, truth values, times."""


@dataclass(frozen=True, slots=True)
class Redaction:
    """The configuration fit to be handed on, and what was taken out of it."""

    text: str
    secrets: frozenset[str] = field(repr=False)
    """Every text that was removed, to be searched for in what goes with it."""

    def scrub(self, text: str) -> str:
        """``text`` without any of the secrets, and without what any address tells besides a place.

        The latter also where the configuration does not know it: an address that was only tried.
        """
        text = _USER_IN_URL.sub(REDACTED, text)
        text = _QUERY_IN_URL.sub(rf"\1{REDACTED}", text)
        for secret in sorted(self.secrets, key=len, reverse=True):
            if len(secret) >= SHORTEST_SECRET:
                text = text.replace(secret, REDACTED)
        return text


def redact(document: Mapping[str, Value]) -> Redaction:
    """The TOML ``document`` without its secrets; keys and everything else stay in order."""
    secrets: set[str] = set()
    clean = _table(document, (), secrets)
    return Redaction(tomlkit.dumps(clean), frozenset(secrets))


def _table(
    table: Mapping[str, Value], path: tuple[str, ...], secrets: set[str]
) -> dict[str, Value]:
    hidden = _hidden_keys(table) if path[:1] == ("devices",) and len(path) == 2 else frozenset()
    clean: dict[str, Value] = {}
    for key, value in table.items():
        if _sounds_secret(key) or (key in hidden and not _is_address(value)):
            secrets.update(_texts(value))
            clean[key] = REDACTED
        else:
            clean[key] = _value(value, (*path, key), secrets)
    return clean


def _value(value: Value, path: tuple[str, ...], secrets: set[str]) -> Value:
    match value:
        case Mapping():
            return _table(value, path, secrets)
        case list():
            return [_value(one, path, secrets) for one in value]
        case str() if _is_address(value):
            return _address(value, secrets)
        case str() if _looks_secret(value):
            secrets.add(value)
            return REDACTED
        case _:
            return value


def _sounds_secret(key: str) -> bool:
    return bool(_SECRET_NAME.search(key)) and not _HARMLESS_NAME.search(key)


def _looks_secret(value: str) -> bool:
    return bool(_SECRET_VALUE.search(value)) and not _PATH.match(value)


def _is_address(value: Value) -> bool:
    return isinstance(value, str) and bool(_URL.match(value))


def _address(url: str, secrets: set[str]) -> str:
    """``url`` without user, password, query, fragment and any step of its path that is a key.

    That it had them can still be seen.
    """
    parts = urlsplit(url)
    user_info, at, host = parts.netloc.rpartition("@")
    steps = parts.path.split("/")
    told = [user_info, *user_info.split(":"), parts.query, parts.fragment]
    told += [value.partition("=")[2] for value in parts.query.split("&")]
    told += [step for step in steps if _looks_secret(step)]
    secrets.update(text for part in told for text in (part, unquote(part)) if text)
    netloc = f"{REDACTED}@{host}" if at else host
    query, fragment = (REDACTED if part else "" for part in (parts.query, parts.fragment))
    path = "/".join(REDACTED if _looks_secret(step) else step for step in steps)
    return urlunsplit((parts.scheme, netloc, path, query, fragment))


def _hidden_keys(table: Mapping[str, Value]) -> frozenset[str]:
    """Keys of a device's table that its model keeps out of its representation."""
    driver = table.get("driver")
    return frozenset(
        name
        for model in _models()
        if driver in get_args(model.model_fields["driver"].annotation)
        for name, known in model.model_fields.items()
        if not known.repr
    )


def _models() -> Iterator[type[BaseModel]]:
    union, _ = get_args(DeviceConfig)
    yield from get_args(union)


def _texts(value: Value) -> Iterator[str]:
    """Every text inside ``value``, and every number as its digits."""
    match value:
        case Mapping():
            for one in value.values():
                yield from _texts(one)
        case list():
            for one in value:
                yield from _texts(one)
        case bool():
            return
        case _:
            yield str(value)
