"""Reads the ``[devices.NAME]`` tables of a terminal's TOML file, whatever else is in the file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Final, get_args

from pydantic import BaseModel, StringConstraints, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from devices.inventory import DeviceConfig
from toml_file import key_of, said

DeviceName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,31}$")]
"""Name of a device: lower-case letters, digits, ``-`` and ``_``, at most 32."""

_TABLES: Final[TypeAdapter[dict[DeviceName, DeviceConfig]]] = TypeAdapter(
    dict[DeviceName, DeviceConfig]
)


class ConfigInvalid(Exception):
    """The file can't be used. The message names file, key, problem and what is allowed."""


def load_devices(path: Path) -> dict[str, DeviceConfig]:
    """The devices of the file, in its order. Raises ConfigInvalid."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigInvalid(
            f"{path}: {error.strerror}; name a terminal's file, as /etc/yanhu/gate.toml or"
            " kiosk.toml (`yanhu gate example-config` prints one)"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigInvalid(f"{path}: not TOML in UTF-8: {error}") from error
    if "devices" not in document:
        raise ConfigInvalid(f"{path}: no [devices.NAME] table; each device needs one")
    try:
        return dict(_TABLES.validate_python(document["devices"]))
    except ValidationError as error:
        lines = [f"{path}: {_sentence(problem)}" for problem in error.errors(include_input=False)]
        raise ConfigInvalid("\n".join(lines)) from error


def _sentence(problem: ErrorDetails) -> str:
    device, *rest = problem["loc"] or (None,)
    driver = str(rest.pop(0)) if rest else ""  # pydantic names the union's member here
    places = ("devices", device, *rest, key_of(problem))
    parts = [part for part in places if part not in (None, "[key]")]
    key = ".".join(str(part) for part in parts)
    if problem["type"] == "extra_forbidden":
        table = _table_of(driver, [str(part) for part in rest[:-1]])
        return f"{key}: unknown key; allowed: {', '.join(table.model_fields)}"
    return f"{key}: {said(problem)}"


def _table_of(driver: str, path: list[str]) -> type[BaseModel]:
    """The model of the driver's table, or of the table below it that ``path`` leads to."""
    union, _ = get_args(DeviceConfig)
    models = {get_args(one.model_fields["driver"].annotation)[0]: one for one in get_args(union)}
    table: type[BaseModel] = models[driver]
    for part in path:
        annotation = table.model_fields[part].annotation
        candidates = [*get_args(annotation), annotation]
        table = next(
            one for one in candidates if isinstance(one, type) and issubclass(one, BaseModel)
        )
    return table
