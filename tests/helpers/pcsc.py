"""A PC/SC daemon with two virtual readers, and cards to put on them."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

from devices.card.pcsc_config import NumberFile, PcscConfig
from devices.sim.peer import PeerProcess
from devices.sim.vcard import CAMPUS_APPLICATION, CardContent, VirtualCard
from tests.helpers.waiting import wait_until

READERS: Final = 2

# libpcsclite reads the socket's name once a process, so all benches of one share a folder.
_HOME: Final = Path(tempfile.mkdtemp(prefix="yanhu-pcsc-"))
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)


def random_number(length: int = 7) -> bytes:
    """A card number that is in no file and differs at each run."""
    return secrets.token_bytes(length)


class PcscBench:
    """A context manager; the daemon serves this process and those started with ``environment``."""

    protocol: Final = "pcsc"

    def __init__(self) -> None:
        self._peer: Final = PeerProcess(
            "devices.sim.pcscd", ["--dir", str(_HOME), "--readers", str(READERS)]
        )
        self._ports: list[int] = []
        self.environment: Final = {"PCSCLITE_CSOCK_NAME": str(_HOME / "pcscd.comm")}

    def config(self, reader: int = 0, *, number_file: bool = False) -> PcscConfig:
        file = NumberFile(application=CAMPUS_APPLICATION.hex()) if number_file else None
        return PcscConfig(driver="pcsc", reader=f"Virtual PCD {reader}", number_file=file)

    def number(self, which: int = 0) -> bytes:
        return random_number((7, 4, 10)[which % 3])

    def odd_number(self) -> bytes:
        return random_number(3)

    def card(self, number: bytes, reader: int = 0) -> AbstractContextManager[None]:
        """A card that is on the reader inside ``with``."""
        return self.card_with(CardContent(number), reader)

    def unreadable_card(self, reader: int = 0) -> AbstractContextManager[None]:
        return self.card_with(CardContent(uid=None), reader)

    @contextmanager
    def card_with(self, content: CardContent, reader: int = 0) -> Iterator[None]:
        with VirtualCard(content, self._ports[reader]):
            yield
        self.wait_until_empty()

    def port(self, reader: int = 0) -> int:
        """Where a card of one's own goes onto the reader."""
        return self._ports[reader]

    def wait_until_empty(self) -> None:
        """The daemon looks every 0.4 s; a card put on before that would pass for the last one."""
        wait_until(lambda: not self._peer.ask(do="cards")["present"], "the field is empty")

    def disconnect(self) -> None:
        """Kill the daemon."""
        self._peer.ask(do="kill")

    def reconnect(self) -> None:
        self.run_with_readers(*range(READERS))

    @contextmanager
    def hung(self) -> Iterator[None]:
        """The daemon answers nobody inside ``with``."""
        self._peer.ask(do="hang")
        try:
            yield
        finally:
            self._peer.ask(do="go_on")

    def run_with_readers(self, *readers: int) -> None:
        """Restart the daemon with only these readers plugged in."""
        self._peer.ask(do="run", readers=list(readers))

    def __enter__(self) -> PcscBench:
        os.environ.update(self.environment)
        ready = self._peer.start()
        ports = ready["ports"]
        assert isinstance(ports, list)
        self._ports = ports
        return self

    def __exit__(self, *error: object) -> None:
        self._peer.stop()
