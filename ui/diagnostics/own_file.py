"""This terminal's own configuration file, and what a technician does with it.

Everything here blocks, so it is called on workers. What goes wrong is an AgentError like that of a
gate, so that the screen says it the same way.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Final

from devices.config_file import ConfigInvalid
from devices.diagnostics.bundle.collected import collect_bundle
from devices.diagnostics.bundle.file import Bundle
from devices.diagnostics.ports.choice import Chosen, NotReached, PortCalledOff, why_not
from devices.diagnostics.ports.offers import PortOffers, port_offers
from devices.rig import NoSuchDevice
from ui.agents.errors import AgentError, CallCancelled
from ui.agents.exchange import Call
from ui.diagnostics.own_terminal import OwnTerminal


class OwnFileProblem(AgentError):
    """What a technician wanted of their own terminal's files can't be had; says why."""


class OwnFile:
    """The file ``path``, whose devices ``terminal`` holds."""

    def __init__(self, path: Path, terminal: OwnTerminal, logs: Sequence[Path] = ()) -> None:
        """``logs`` go into support bundles besides the system's journal."""
        self.path: Final = path
        self.terminal: Final = terminal
        self._logs: Final = tuple(logs)
        self._called_off = Event()

    def ports(self, device: str, _call: Call) -> PortOffers:
        """Look everywhere, where looking helps; takes some seconds. Raises OwnFileProblem."""
        with translated(self.path):
            return port_offers(self.path, device)

    def use_port(self, device: str, port: str, call: Call) -> Chosen:
        """Try ``port``, write it, connect anew.

        Raises OwnFileProblem, and CallCancelled when it was called off; then nothing changed.
        """
        self._called_off = called_off = Event()
        call.attach(called_off.set)
        try:
            with translated(self.path):
                return self.terminal.use_port(self.path, device, port, called_off)
        except PortCalledOff as error:
            raise CallCancelled from error
        finally:
            call.detach()

    def call_off_port(self, _device: str, _call: Call) -> None:
        """Let :meth:`use_port` end, if nothing is written yet."""
        self._called_off.set()

    @property
    def code(self) -> str:
        """What a bundle of this machine is called by."""
        return platform.node()

    def bundle(self, _call: Call, _told: Callable[[int, int], None]) -> Bundle:
        """Collect a support bundle. Raises OwnFileProblem."""
        with translated(self.path):
            return collect_bundle(self.path, logs=self._logs)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Say what goes wrong with files as an OwnFileProblem; ``path`` is the one if none is named."""
    try:
        yield
    except (ConfigInvalid, NoSuchDevice, NotReached, OSError) as error:
        raise OwnFileProblem(why_not(error, path)) from error
