"""Where what a technician takes along is written: sticks, and a folder of this machine.

Everything here blocks, so it is called on workers.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import QStandardPaths

from devices.diagnostics.bundle.export_places import Place, export_places
from devices.diagnostics.bundle.file import Bundle, BundleNotKept, keep_bundle
from devices.diagnostics.terminal_data import diagnostics_folder
from ui.diagnostics.own_file import OwnFileProblem, translated

EXPORTS: Final = "exports"
"""Folder below a terminal's diagnostics folder, for a machine without a stick."""


def exports_of(config: Path | None) -> Path:
    """The folder of this machine: that of the terminal ``config``, else the user's own downloads.

    Raises ConfigInvalid.
    """
    if config is not None:
        return diagnostics_folder(config) / EXPORTS
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation))


class Exports:
    """Bundles go to sticks, or to ``folder`` of this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder: Final = folder

    def places(self) -> tuple[Place, ...]:
        """Where they can be put. Raises OwnFileProblem."""
        with translated(self._folder):
            return export_places(self._folder)

    def keep(self, bundle: Bundle, of: str, folder: Path) -> Path:
        """Write the bundle of the terminal ``of`` into ``folder``. Raises OwnFileProblem."""
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        # A gate's code may have a colon, which the file system of a stick has not.
        out = folder / f"yanhu-support-{of.replace(':', '-')}-{stamp}.zip"
        try:
            keep_bundle(bundle, out)
        except BundleNotKept as error:
            raise OwnFileProblem(error.text) from error
        return out
