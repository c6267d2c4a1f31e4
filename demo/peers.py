"""Everything at the other end of a wire: card daemon, cameras, relay board, printer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from devices.sim.peer import Line, PeerProcess
from devices.sim.serial_cable import SerialCable
from devices.sim.vcard import CardContent, VirtualCard

KIOSK_READER: Final = 0
GATE_READER: Final = 1
BARRIER_RELAY: Final = 0
PASSAGE_INPUT: Final = 0
FORCED_INPUT: Final = 1
FIRE_INPUT: Final = 2


class RelayWatch:
    """Remembers what the board said of its relays, so that a step can prove an opening."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._openings = 0
        self._open = False

    def hear(self, news: Line) -> None:
        """One line of the board's news."""
        if news.get("event") != "relay" or news.get("index") != BARRIER_RELAY:
            return
        with self._changed:
            self._open = bool(news["on"])
            self._openings += self._open
            self._changed.notify_all()

    @property
    def openings(self) -> int:
        with self._changed:
            return self._openings

    def wait_for_opening(self, after: int, limit_s: float) -> bool:
        """Whether the relay was switched on more than ``after`` times within ``limit_s``."""
        with self._changed:
            return self._changed.wait_for(lambda: self._openings > after, limit_s)

    def wait_closed(self, limit_s: float) -> bool:
        """Whether the relay is off within ``limit_s``."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._open, limit_s)


class Peers:
    """All peers of the demonstration. Use as a context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self.relays = RelayWatch()
        self._ports: list[int] = []

    def __enter__(self) -> Peers:
        with ExitStack() as stack:
            pcscd = self._made("pcscd", "--dir", str(self._folder / "pcsc"), "--readers", "2")
            cards = self._start(stack, pcscd)
            self.card_socket = Path(str(cards["socket"]))
            self.readers = [str(name) for name in _list(cards["readers"])]
            self._ports = [int(str(port)) for port in _list(cards["ports"])]
            self.kiosk_camera = self._made("mjpeg", "--blank")
            self.kiosk_camera_url = self._enter(stack, self.kiosk_camera, "url")
            self.gate_camera = self._made("mjpeg", "--blank")
            self.gate_camera_url = self._enter(stack, self.gate_camera, "url")
            cable = stack.enter_context(SerialCable(self._folder, "relay"))
            self.relay_port = cable.host_end
            self.board = self._made(
                "relay_board", "--port", str(cable.device_end), on_news=self.relays.hear
            )
            stack.enter_context(self.board)
            self.printer = self._made("ippeve", "--dir", str(self._folder / "printer"))
            printer = self._start(stack, self.printer)
            self.printer_uri = str(printer["uri"])
            self.printed_folder = Path(str(printer["printed"]))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def card(self, uid: bytes, reader: int) -> VirtualCard:
        """A card to put on one of the two readers."""
        return VirtualCard(CardContent(uid), self._ports[reader])

    def printed(self) -> list[Path]:
        """Documents that the printer printed, oldest first."""
        return sorted(self.printed_folder.glob("*.pdf"))

    def _made(
        self, module: str, *arguments: str, on_news: Callable[[Line], None] | None = None
    ) -> PeerProcess:
        return PeerProcess(
            f"devices.sim.{module}", arguments, on_news=on_news, log=self._folder / "peers.log"
        )

    def _start(self, stack: ExitStack, peer: PeerProcess) -> Line:
        ready = peer.start()
        stack.callback(peer.stop)
        return ready

    def _enter(self, stack: ExitStack, peer: PeerProcess, wanted: str) -> str:
        return str(self._start(stack, peer)[wanted])


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError(f"a peer sent {type(value).__name__} where a list was expected")
    return value
