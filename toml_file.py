"""Reads a program's TOML file into its model; each mistake becomes a line that says file, key and
what is allowed there."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

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
        raise ConfigProblem.of(path, (_line(problem, kind, key) for problem in problems)) from None


def _line(problem: ErrorDetails, kind: Any, key: str) -> str:
    *above, _ = problem["loc"] or ("",)
    places = [key, *_spelled(kind, problem["loc"])]
    where = ".".join(str(place) for place in places if place not in ("", "[key]"))
    if problem["type"] != "extra_forbidden":
        return f"{where}: {problem['msg']}"
    allowed = ", ".join(_keys(kind, above)) or "none"
    return f"{where}: unknown key; allowed here: {allowed}"


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
