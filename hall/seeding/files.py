"""The two small files that seeding reads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints, TypeAdapter, ValidationError

from sync.wire import Code
from toml_file import ConfigProblem

_Cards = TypeAdapter(
    dict[Code, Annotated[str, StringConstraints(pattern=r"^([0-9a-fA-F]{2}){4,10}$")]]
)
_Passwords = TypeAdapter(
    dict[Code, Annotated[str, StringConstraints(min_length=8, max_length=256)]]
)


def read_cards(path: Path) -> Mapping[str, bytes]:
    """Card UIDs by student number. Raises ConfigProblem, never showing a UID."""
    return {number: bytes.fromhex(uid) for number, uid in _read(path, _Cards).items()}


def read_passwords(path: Path) -> Mapping[str, str]:
    """Passwords by user name. Raises ConfigProblem, never showing a password."""
    return _read(path, _Passwords)


def _read(path: Path, shape: TypeAdapter[dict[str, str]]) -> dict[str, str]:
    try:
        return shape.validate_json(path.read_bytes())
    except OSError as error:
        raise ConfigProblem(f"{path}: cannot be read ({error.strerror})") from error
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ConfigProblem(f"{path}: {place}: {first['msg']}") from None
