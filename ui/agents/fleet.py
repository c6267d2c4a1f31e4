"""All agents of one screen, followed at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from ui.agents.address import AgentAddress
from ui.agents.client import AgentClient
from ui.agents.link import AgentLink, LinkView


class Fleet(QObject):
    """Links to the agents, in the order in which they were named."""

    changed = Signal()
    """Some agent said something or was lost; emitted from that link's thread."""

    def __init__(self, addresses: Sequence[AgentAddress], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clients = tuple(AgentClient(address) for address in addresses)
        self._links = tuple(AgentLink(client, self._tell) for client in self.clients)

    def start(self) -> None:
        """Begin to follow; returns at once."""
        for link in self._links:
            link.start()

    def stop(self) -> None:
        """Hang up everywhere and wait for the links' threads."""
        for link in self._links:
            link.ask_to_stop()
        for link in self._links:
            link.join()

    def views(self) -> tuple[LinkView, ...]:
        """What is known of each agent now."""
        return tuple(link.view for link in self._links)

    def _tell(self, _view: LinkView) -> None:
        self.changed.emit()
