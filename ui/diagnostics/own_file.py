"""This terminal's own configuration file, and what a technician does with it.

Everything here blocks, so it is called on workers. What goes wrong is an AgentError like that of a
gate, so that the screen says it the same way.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from devices.config_file import ConfigInvalid, load_devices
from devices.diagnostics.attached_ports import Transport
from devices.diagnostics.bundle import Bundled, write_bundle
from devices.diagnostics.discovery import Discovery, discover
from devices.diagnostics.export_places import Place, export_places
from devices.diagnostics.port_choice import Chosen, NotReached, port_of, shown_port, transport_of
from devices.diagnostics.self_test import fault_sentence
from devices.diagnostics.terminal_data import diagnostics_folder
from devices.printer.configs import CupsConfig
from devices.rig import NoSuchDevice
from ui.agents.errors import AgentError
from ui.diagnostics.own_terminal import OwnTerminal
from ui.diagnostics.port_words import how_to_type, why_no_port
from wording import Text

EXPORTS: Final = "exports"
"""Folder below the terminal's diagnostics folder, for a machine without a stick."""

_NOTHING: Final = Discovery((), ())
_FILE_UNUSABLE: Final = Text(
    "配置文件不能这样用，未作改动：{detail}",
    "The file can't be used so; nothing was changed: {detail}",
)
_NOT_REACHED: Final = Text(
    "{port} 上没有应答的设备，未作改动。{zh}",
    "No device answers at {port}; nothing was changed. {en}",
)
_DISK: Final = Text(
    "写不了 {path}：{detail}。换一个位置，或清理磁盘",
    "{path} can't be written: {detail}. Choose another place, or free the disk",
)


class OwnFileProblem(AgentError):
    """What a technician wanted of their own terminal's files can't be had; says why."""


@dataclass(frozen=True, slots=True)
class Ports:
    """What there is to choose from for one device."""

    discovery: Discovery
    transport: Transport | None
    """The kind that fits; None when discovery can't find this kind."""
    current: str
    used_by: dict[str, str]
    """Port -> device of the configuration that is there now."""
    advice: Text | None = None
    """What to do where discovery can't find this kind; else None."""
    typed: bool = True
    """A port can be typed: the device has one of its own."""


class OwnFile:
    """The file ``path``, whose devices ``terminal`` holds."""

    def __init__(self, path: Path, terminal: OwnTerminal, logs: Sequence[Path] = ()) -> None:
        """``logs`` go into support bundles besides the system's journal."""
        self.path: Final = path
        self.terminal: Final = terminal
        self._logs: Final = tuple(logs)

    def ports(self, device: str) -> Ports:
        """Look everywhere, where looking helps; takes some seconds. Raises OwnFileProblem."""
        with translated(self.path):
            devices = load_devices(self.path)
            used_by = {}
            for name, config in devices.items():
                try:
                    used_by[port_of(config)] = name
                except ConfigInvalid:
                    continue  # it shares another device's port, or has none
            chosen = devices[device]
        if device not in used_by.values():
            return Ports(_NOTHING, None, "", used_by, why_no_port(device, chosen), typed=False)
        current, transport = port_of(chosen), transport_of(chosen)
        if transport is None:
            return Ports(_NOTHING, None, current, used_by, how_to_type(chosen))
        server = chosen.server if isinstance(chosen, CupsConfig) else None
        return Ports(discover(cups=server), transport, current, used_by)

    def use_port(self, device: str, port: str) -> Chosen:
        """Try ``port``, write it, connect anew. Raises OwnFileProblem; then nothing changed."""
        try:
            with translated(self.path):
                return self.terminal.use_port(self.path, device, port)
        except NotReached as error:
            said = fault_sentence(error.fault)
            text = _NOT_REACHED.format(port=shown_port(port), zh=said.zh, en=said.en)
            raise OwnFileProblem(text) from error

    def places(self) -> tuple[Place, ...]:
        """Where bundles and reports can be put. Raises OwnFileProblem."""
        with translated(self.path):
            return export_places(diagnostics_folder(self.path) / EXPORTS)

    def bundle(self, folder: Path) -> Bundled:
        """Write a support bundle into ``folder``. Raises OwnFileProblem."""
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        out = folder / f"yanhu-support-{platform.node()}-{stamp}.zip"
        with translated(out):
            return write_bundle(self.path, out, logs=self._logs)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Say what goes wrong with files as an OwnFileProblem; ``path`` is the one if none is named."""
    try:
        yield
    except (ConfigInvalid, NoSuchDevice) as error:
        raise OwnFileProblem(_FILE_UNUSABLE.format(detail=error)) from error
    except OSError as error:
        where = error.filename or path
        text = _DISK.format(path=where, detail=error.strerror or error)
        raise OwnFileProblem(text) from error
