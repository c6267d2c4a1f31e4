"""Reads a program's TOML file into its model; each mistake becomes a line that says file, key and
what is allowed there."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

_WORDS: Final = {
    "missing": "missing; it is needed",
    "string_type": "must be a text in quotes",
    "path_type": "must be a path in quotes",
    "int_type": "must be a whole number, without quotes",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number, without quotes",
    "bool_type": "must be true or false, without quotes",
    "tuple_type": "must be a list in [ ]",
    "list_type": "must be a list in [ ]",
    "frozen_set_type": "must be a list in [ ]",
    "dict_type": "must be a table: {{ key = value }}",
    "model_type": "must be a table: {{ key = value }}",
    "less_than_equal": "must be {le} at most",
    "greater_than_equal": "must be {ge} at least",
    "less_than": "must be below {lt}",
    "greater_than": "must be above {gt}",
    "string_too_short": "must have {min_length} or more characters",
    "string_too_long": "must have {max_length} characters at most",
    "too_short": "must have {min_length} or more entries",
    "too_long": "must have {max_length} entries at most",
    "enum": "must be {expected}",
    "literal_error": "must be {expected}",
    "union_tag_invalid": "{tag!r} is unknown; allowed: {expected_tags}",
    "union_tag_not_found": "missing; it is needed",
    "json_invalid": "not JSON: {error}",
}
"""By the kind of mistake, as pydantic names it."""

_HEX: Final = "pairs of the digits 0 to 9 and A to F"
PATTERNS: Final = {
    "^[A-Za-z0-9_.:-]+$": "letters A to Z, digits and _ . : - only, without blanks",
    "^[0-9a-f]{64}$": "64 of the digits 0 to 9 and a to f",
    "^([01][0-9]|2[0-3]):[0-5][0-9]$": "a time of day from 00:00 to 23:59",
    "^[a-z][a-z0-9_-]{0,31}$": "a small letter, then up to 31 small letters, digits, _ or -",
    "^[A-Za-z0-9_-]{1,40}$": "1 to 40 letters A to Z, digits, _ or -",
    "^[0-9A-Fa-f]{6}$": f"3 {_HEX}",
    "^([0-9A-Fa-f]{2}){1,4}$": f"1 to 4 {_HEX}",
    "^([0-9A-Fa-f]{2}){1,18}$": f"1 to 18 {_HEX}",
    "^([0-9A-Fa-f]{2}){5,16}$": f"5 to 16 {_HEX}",
    "^[ -~]*$": "letters, digits and signs of an English keyboard only",
    r"^[\x00-\x7f]*$": "ASCII only",
    r"^(tone|silent|/.{1,500})$": "tone, silent, or a file's path from / on",
    r"^[^-\s]\S{0,199}$": "a name without blanks that does not begin with -",
    "^[0-9A-Za-z.:_-]{1,253}$": "a host's name or address, with :port where needed",
    r"^[^\s/#?'\"\\]{1,127}$": "1 to 127 characters, without blanks, quotes and / # ? \\",
    r"^https?://[^/\s]+$": "http:// or https:// and a host, without a path",
    r"^[A-Za-z0-9.\-]+:[0-9]{1,5}$": "an address and a port: 127.0.0.1:8000",
}
"""What texts of these patterns look like."""

T = TypeVar("T")
Table = dict[str, object]


class ConfigProblem(Exception):
    """The file can't be used; one line a mistake."""

    @classmethod
    def of(cls, path: Path, lines: Iterable[str]) -> ConfigProblem:
        """One line for each of ``lines``, with the file's name before it."""
        return cls("\n".join(f"{path}: {line}" for line in lines))


def read_toml(path: Path) -> Table:
    """The whole document. Raises ConfigProblem."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        what = f"cannot be read ({error.strerror}); `example-config` prints one to start from"
        raise ConfigProblem.of(path, [what]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigProblem.of(path, [f"not TOML in UTF-8: {error}"]) from error


def check(path: Path, value: object, kind: type[T], key: str = "") -> T:
    """``value``, found in ``path`` below ``key``, as ``kind`` (a model, or a type of models).

    Raises ConfigProblem.
    """
    try:
        return TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        problems = error.errors(include_input=False, include_url=False)
        lines = (_line(problem, value, kind, key) for problem in problems)
        raise ConfigProblem.of(path, lines) from None


def entry(key: str, index: int, name: str | None) -> str:
    """How a table of the list ``key`` is called: by its name, else by its number from 1 on."""
    return f"{key} {index + 1}" if name is None else f'{key} "{name}"'


def said(problem: ErrorDetails) -> str:
    """What is wrong and what is allowed, in words of this file's reader."""
    context = problem.get("ctx", {})
    match problem["type"]:
        case "string_pattern_mismatch":
            pattern = str(context["pattern"])
            return f"must be {PATTERNS.get(pattern, f'of the form {pattern}')}"
        case "value_error":
            return str(context["error"])
        case kind if kind in _WORDS:
            return _WORDS[kind].format(**context)
        case _:
            return problem["msg"]


def key_of(problem: ErrorDetails) -> str | None:
    """The key that tells members of a union apart, where that is what is wrong."""
    if problem["type"] in ("union_tag_invalid", "union_tag_not_found"):
        return str(problem["ctx"]["discriminator"]).strip("'")
    return None


def _line(problem: ErrorDetails, value: object, kind: Any, key: str) -> str:
    *above, _ = problem["loc"] or ("",)
    places = [place for place in _spelled(kind, problem["loc"]) if place not in ("", "[key]")]
    ends = (key, _where(value, places), key_of(problem))
    where = ".".join(end for end in ends if end)
    if problem["type"] != "extra_forbidden":
        return f"{where}: {said(problem)}"
    allowed = ", ".join(_keys(kind, above)) or "none"
    return f"{where}: unknown key; allowed here: {allowed}"


def _where(value: Any, places: Iterable[int | str]) -> str:
    """``places`` below ``value``, with the names that its tables give themselves."""
    words: list[str] = []
    for place in places:
        try:
            value = value[place]
        except (KeyError, IndexError, TypeError):  # what is missing, or is no table
            value = None
        if isinstance(place, str):
            words.append(place)
        else:
            words.append(entry(words.pop() if words else "", place, _name(value)))
    return ".".join(words)


def _name(table: object) -> str | None:
    named = [table.get(key) for key in ("code", "name")] if isinstance(table, dict) else []
    return next((name for name in named if isinstance(name, str) and name), None)


def _spelled(kind: Any, loc: tuple[int | str, ...]) -> Iterator[int | str]:
    """``loc`` as the file spells it: without the tags that pydantic adds for members of unions."""
    for place in loc:
        kinds = list(_tables(kind))
        tagged = [one for one in kinds if place in _tags(one)]
        if tagged and not any(place in one.model_fields for one in kinds):
            kind = tagged[0]
            continue
        kind = _below(kind, place)
        yield place


def _keys(kind: Any, above: Iterable[int | str]) -> list[str]:
    for place in above:
        tagged = [one for one in _tables(kind) if place in _tags(one)]
        kind = tagged[0] if tagged else _below(kind, place)
    return [name for table in _tables(kind) for name in table.model_fields]


def _below(kind: Any, place: int | str) -> Any:
    for table in _tables(kind):
        if place in table.model_fields:
            return table.model_fields[str(place)].annotation
    return get_args(kind)[-1] if get_origin(kind) is dict else kind


def _tables(kind: Any) -> Iterator[type[BaseModel]]:
    """The models that ``kind`` is made of: itself, or the members of a union, list or mapping."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    elif get_origin(kind) is not dict:
        for part in get_args(kind):
            yield from _tables(part)


def _tags(table: type[BaseModel]) -> set[object]:
    """Values of the field that tells the members of a union apart."""
    driver = table.model_fields.get("driver")
    return set() if driver is None else set(get_args(driver.annotation))
