"""Serial card readers of every frame format, each at the end of a serial cable."""

from __future__ import annotations

import secrets
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, Final, Self

from devices.card.digits import Notation
from devices.card.serial_config import (
    AsciiLineConfig,
    StxEtxConfig,
    WiegandConfig,
)
from devices.card.stx_etx import Check
from devices.inventory import DeviceConfig
from devices.sim.peer import PeerProcess
from devices.sim.serial_cable import SerialCable

REPEAT_S: Final = 0.1
REMOVED_AFTER_S: Final = 0.3
"""Short, so that tests need not wait; still several repetitions."""


class SerialReaderBench(ABC):
    """A context manager. Subclasses are the formats."""

    protocol: ClassVar[str]
    format: ClassVar[str]
    lengths: ClassVar[tuple[int, ...]] = (4, 7, 10)

    def __init__(self, repeat_s: float = REPEAT_S) -> None:
        self._folder: Final = tempfile.TemporaryDirectory(prefix="yanhu-reader-")
        self._cable: Final = SerialCable(Path(self._folder.name))
        self._reader: Final = PeerProcess(
            "devices.sim.serial_reader",
            [
                *("--port", str(self._cable.device_end)),
                *("--format", self.format, "--repeat", str(repeat_s)),
            ],
        )
        self._plugged = False

    @property
    def port(self) -> str:
        return str(self._cable.host_end)

    @abstractmethod
    def config(self) -> DeviceConfig: ...

    def number(self, which: int = 0) -> bytes:
        """A number that such a card can have, of another length for each ``which``."""
        return secrets.token_bytes(self.lengths[which % len(self.lengths)])

    def odd_number(self) -> bytes:
        """A number of a length that no card has."""
        return secrets.token_bytes(2)

    def card(self, number: bytes) -> _Card:
        return _Card(self, number)

    @contextmanager
    def unreadable_card(self) -> Iterator[None]:
        self.put(self.number(), spoil=True)
        yield
        self.take_away()

    def put(self, number: bytes, *, spoil: bool = False) -> None:
        self._reader.ask(do="card", number=number.hex(), spoil=spoil)

    def take_away(self) -> None:
        if self._plugged:
            self._reader.ask(do="away")

    def send(self, raw: bytes) -> None:
        self._reader.ask(do="raw", bytes=raw.hex())

    def disconnect(self) -> None:
        """Pull the reader's adapter."""
        self._plugged = False
        self._reader.stop()
        self._cable.unplug()

    def reconnect(self) -> None:
        self._cable.plug()
        self._reader.start()
        self._plugged = True

    def __enter__(self) -> Self:
        self.reconnect()
        return self

    def __exit__(self, *error: object) -> None:
        self.disconnect()
        self._folder.cleanup()


class _Card:
    """A card that lies on the reader inside ``with``."""

    def __init__(self, bench: SerialReaderBench, number: bytes) -> None:
        self._bench: Final = bench
        self._number: Final = number

    def __enter__(self) -> None:
        self._bench.put(self._number)

    def __exit__(self, *error: object) -> None:
        self._bench.take_away()


class StxEtxBench(SerialReaderBench):
    protocol = "serial-stx-etx"
    format = "stx-etx"

    def config(self) -> StxEtxConfig:
        return StxEtxConfig(
            driver="serial-stx-etx", port=self.port, removed_after_s=REMOVED_AFTER_S
        )


class StxEtxHexBench(SerialReaderBench):
    protocol = "serial-stx-etx"
    format = "stx-etx-hex"

    def config(self) -> StxEtxConfig:
        return StxEtxConfig(
            driver="serial-stx-etx",
            port=self.port,
            removed_after_s=REMOVED_AFTER_S,
            check=Check.HEX_BEFORE_ETX,
        )


class LineBench(SerialReaderBench):
    protocol = "serial-line"
    format = "line"

    def config(self) -> AsciiLineConfig:
        return AsciiLineConfig(
            driver="serial-line", port=self.port, removed_after_s=REMOVED_AFTER_S
        )


class DecimalLineBench(SerialReaderBench):
    protocol = "serial-line"
    format = "line-decimal"
    lengths = (4,)

    def config(self) -> AsciiLineConfig:
        return AsciiLineConfig(
            driver="serial-line",
            port=self.port,
            removed_after_s=REMOVED_AFTER_S,
            notation=Notation.DECIMAL,
            number_bytes=4,
        )

    def odd_number(self) -> bytes:
        return b"\xff" + secrets.token_bytes(4)


class WiegandBench(SerialReaderBench):
    protocol = "serial-wiegand"
    format = "wiegand"
    lengths = (4, 8)

    def config(self) -> WiegandConfig:
        return WiegandConfig(
            driver="serial-wiegand",
            port=self.port,
            removed_after_s=REMOVED_AFTER_S,
            header="A5",
        )
