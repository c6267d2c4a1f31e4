"""Where a terminal keeps what its devices leave behind, and what the terminal is called."""

from __future__ import annotations

import platform
import tomllib
from collections.abc import Mapping
from datetime import tzinfo
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from devices.config_file import ConfigInvalid

_PROGRAMS: Final = ("gate", "kiosk")
"""Tables that may name the terminal's folder (``data``) and the terminal (``code``)."""
USUAL_ZONE: Final = "Asia/Shanghai"
"""The campus's where a file names none, as in the programs' own models."""


def terminal_data(config: Path) -> Path:
    """The ``data`` folder that the file names, else the file's own. Raises ConfigInvalid.

    A relative one is below the file's folder, as for the programs themselves.
    """
    data = _named(_document(config), "data")
    return config.parent if data is None else config.parent / data


def terminal_name(config: Path) -> str:
    """``east (gate-pc-1)``: the terminal's code and its host. Raises ConfigInvalid."""
    code = _named(_document(config), "code")
    return platform.node() if code is None else f"{code} ({platform.node()})"


def face_models(config: Path) -> Path | None:
    """The folder that ``[face] models`` names, or None. Raises ConfigInvalid."""
    match _document(config).get("face"):
        case {"models": str(folder)}:
            return config.parent / folder
        case _:
            return None


def campus_zone(config: Path) -> tzinfo | None:
    """The time zone of the campus that a gate or kiosk is on, by its file; None: it names neither.

    Raises ConfigInvalid.
    """
    document = _document(config)
    if not any(program in document for program in _PROGRAMS):
        return None
    for section in ("policy", "kiosk"):
        match document.get(section):
            case {"time_zone": str(name)}:
                try:
                    return ZoneInfo(name)
                except (ZoneInfoNotFoundError, ValueError) as error:
                    raise ConfigInvalid(f"{config}: {section}.time_zone: no zone {name}") from error
    return ZoneInfo(USUAL_ZONE)


def diagnostics_folder(config: Path) -> Path:
    """The folder of readiness reports, their key and the technicians' proofs."""
    return terminal_data(config) / "diagnostics"


def _document(config: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(config.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigInvalid(f"{config}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigInvalid(f"{config}: not TOML in UTF-8: {error}") from error


def _named(document: Mapping[str, object], key: str) -> str | None:
    for program in _PROGRAMS:
        match document.get(program):
            case dict() as table if isinstance(table.get(key), str):
                return str(table[key])
    return None
