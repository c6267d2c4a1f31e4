"""Where a terminal keeps what its devices leave behind: health history, readiness reports."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

from devices.config_file import ConfigInvalid

_PROGRAMS: Final = ("gate", "kiosk")
"""Tables whose ``data`` is the terminal's folder."""


def terminal_data(config: Path) -> Path:
    """The ``data`` folder that the file names, else the file's own. Raises ConfigInvalid.

    A relative one is below the file's folder, as for the programs themselves.
    """
    try:
        document = tomllib.loads(config.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigInvalid(f"{config}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigInvalid(f"{config}: not TOML in UTF-8: {error}") from error
    for program in _PROGRAMS:
        match document.get(program):
            case {"data": str(data)}:
                return config.parent / data
    return config.parent


def diagnostics_folder(config: Path) -> Path:
    """The folder of readiness reports, their key and the technicians' proofs."""
    return terminal_data(config) / "diagnostics"
