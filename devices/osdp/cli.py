"""``yanhu devices osdp-install``: gives a reader its key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from devices.command_line import (
    EXIT_UNWELL,
    ConfigOption,
    JsonOption,
    LanguageOption,
    refuse,
    show,
)
from devices.config_file import ConfigInvalid, load_devices
from devices.errors import DeviceError
from devices.key_file import create_key
from devices.osdp.bus import checked_key
from devices.osdp.config import OsdpAddress
from devices.osdp.install import change_key, install_key


def osdp_install(
    device: Annotated[str, typer.Argument(help="A device of that reader in the configuration.")],
    config: ConfigOption,
    language: LanguageOption,
    current_key: Annotated[
        Path | None, typer.Option(help="Key file of a reader that has a key and takes a new one.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Give an OSDP reader its key, and prove it. Stop the terminal's program before.

    Put a new reader into installation mode first. The device's key_file is made with a random key
    unless it exists; it is written before the reader gets it, and kept whatever happens: the reader
    may have taken the key already. Exit code 1 when the key could not be given or proved.

    Example: yanhu devices osdp-install card --config gate.toml
    """
    reader = _reader(device, config)
    try:
        fresh = not reader.key_file.exists()
        key = create_key(reader.key_file) if fresh else checked_key(reader.key_file)
        if current_key is None:
            identity = install_key(reader.line(), reader.address, key)
        else:
            identity = change_key(reader.line(), reader.address, checked_key(current_key), key)
    except DeviceError as error:
        said = error.fault.value
        row: dict[str, object] = {
            "event": "failed",
            "device": device,
            "code": said.code,
            "detail": str(error),
        }
        show(row, f"{device}: {error}\n{said.code} {said.remedy.speak(language)}.", as_json=as_json)
        raise typer.Exit(EXIT_UNWELL) from error
    row = {"event": "installed", "device": device, "identity": identity, "new_file": fresh}
    line = f"{device}: {identity} has the key of {reader.key_file}"
    show(row, line, as_json=as_json)


def _reader(device: str, config: Path) -> OsdpAddress:
    try:
        devices = load_devices(config)
    except ConfigInvalid as error:
        refuse(str(error))
    table = devices.get(device)
    if not isinstance(table, OsdpAddress):
        osdp = [name for name, one in devices.items() if isinstance(one, OsdpAddress)]
        refuse(f"no OSDP device is called {device!r}; configured: {', '.join(osdp) or 'none'}")
    return table
