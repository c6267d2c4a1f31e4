"""OSDP readers on one serial cable."""

from __future__ import annotations

import os
import secrets
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from devices.key_file import create_key
from devices.osdp.config import OsdpBarrierConfig, OsdpReaderConfig
from devices.osdp.indicator import OsdpIndicatorConfig
from devices.ports import Sensor, Signal
from devices.sim.peer import Line, PeerProcess
from devices.sim.serial_cable import SerialCable

STALL_S: Final = 0.4
"""libosdp waits 0.2 s for an answer, and asks again 0.8 s later."""
REMOVED_AFTER_S: Final = 0.3
"""Short, so that tests need not wait."""
BAD_PARITY: Final = ("26", "80000000")
"""26 bits whose even parity bit is wrong: a card that could not be read well."""


INPUTS: Final = {Sensor.PASSAGE: 0, Sensor.FORCED: 1, Sensor.FIRE: 2}
OUTPUT: Final = 0
MODULE: Final = 9
"""Address of the input and output module."""

_COLOURS: Final = {
    Signal.IDLE: 0,
    Signal.GRANTED: 2,
    Signal.DENIED: 1,
    Signal.ATTENTION: 3,
}
"""As the wire numbers colours (SIA OSDP 2.2, section 6.10.1)."""


class OsdpBench:
    """A context manager. Its readers have the addresses 1 to ``readers``, its module MODULE."""

    protocol: Final = "osdp-reader"

    def __init__(self, readers: int = 1, *, secrets_of: dict[int, str] | None = None) -> None:
        """``secrets_of`` makes a reader ``install``, or the module ``plain``, instead of keyed."""
        self._folder: Final = tempfile.TemporaryDirectory(prefix="yanhu-osdp-")
        self.home: Final = Path(self._folder.name)
        self._cable: Final = SerialCable(self.home)
        self.news: Final[list[Line]] = []
        given = secrets_of or {}
        args = ["--port", str(self._cable.device_end)]
        for address in range(1, readers + 1):
            create_key(self.key_file(address))
            args += ["--reader", f"{address}:{given.get(address, self.key_file(address))}"]
        create_key(self.key_file(MODULE))
        args += ["--module", f"{MODULE}:{given.get(MODULE, self.key_file(MODULE))}"]
        self._readers: Final = PeerProcess(
            "devices.sim.osdp_readers", args, on_news=self.news.append
        )
        self._plugged = False

    @property
    def port(self) -> str:
        return str(self._cable.host_end)

    def key_file(self, address: int) -> Path:
        return self.home / f"reader-{address}.key"

    def config(self, address: int = 1, **settings: object) -> OsdpReaderConfig:
        table = {
            "driver": "osdp-reader",
            "port": self.port,
            "address": address,
            "key_file": str(self.key_file(address)),
            "removed_after_s": REMOVED_AFTER_S,
            **settings,
        }
        return OsdpReaderConfig.model_validate(table)

    def barrier_config(self, address: int = MODULE, **settings: object) -> OsdpBarrierConfig:
        table = {
            "driver": "osdp-barrier",
            "port": self.port,
            "address": address,
            "key_file": str(self.key_file(address)),
            "relay": OUTPUT,
            "inputs": {str(sensor): index for sensor, index in INPUTS.items()},
            "poll_s": 0.02,
            **settings,
        }
        return OsdpBarrierConfig.model_validate(table)

    def indicator_config(self, address: int = 1, **settings: object) -> OsdpIndicatorConfig:
        table = {
            "driver": "osdp-indicator",
            "port": self.port,
            "address": address,
            "key_file": str(self.key_file(address)),
            **settings,
        }
        return OsdpIndicatorConfig.model_validate(table)

    def number(self, which: int = 0) -> bytes:
        return secrets.token_bytes((4, 7, 10)[which % 3])

    def odd_number(self) -> bytes:
        return secrets.token_bytes(2)

    @contextmanager
    def card(self, number: bytes, address: int = 1) -> Iterator[None]:
        """A card that is reported once; OSDP says nothing of its leaving."""
        self.present(8 * len(number), number.hex(), address=address)
        yield

    @contextmanager
    def unreadable_card(self) -> Iterator[None]:
        bits, data = BAD_PARITY
        self.present(int(bits), data, format="wiegand")
        yield

    def present(self, bits: int, data: str, *, address: int = 1, format: str = "raw") -> None:  # noqa: A002 - the wire's word
        self._readers.ask(do="card", address=address, bits=bits, data=data, format=format)

    def type_keys(self, keys: str, address: int = 1) -> None:
        self._readers.ask(do="key", address=address, keys=keys)

    def set_input(self, index: int, on: bool, address: int = MODULE) -> None:
        self._readers.ask(do="input", address=address, index=index, on=on)

    def output(self, index: int, address: int = MODULE) -> bool:
        outputs = self._readers.ask(do="state", address=address)["outputs"]
        assert isinstance(outputs, list)
        return bool(outputs[index])

    def silence(self, address: int, on: bool) -> None:
        """A cut wire: the reader neither hears nor speaks."""
        self._readers.ask(do="silence", address=address, on=on)

    def noise(self, raw: bytes) -> None:
        self._readers.ask(do="noise", bytes=raw.hex())

    def stall(self) -> None:
        """Let the readers answer late: after STALL_S, when libosdp waits no longer."""
        pid = self._readers.pid
        os.kill(pid, signal.SIGSTOP)
        threading.Event().wait(STALL_S)
        os.kill(pid, signal.SIGCONT)

    def kill(self) -> None:
        """Cut the readers' power; the adapter stays."""
        self._readers.kill()

    def power(self) -> None:
        self._readers.start()

    def disconnect(self) -> None:
        """Pull the adapter."""
        self._plugged = False
        self._readers.stop()
        self._cable.unplug()

    def reconnect(self) -> None:
        self._cable.plug()
        self._readers.start()
        self._plugged = True

    def news_of(self, event: str) -> list[Line]:
        """What the readers said of ``event`` so far."""
        return [line for line in self.news if line["event"] == event]

    def __enter__(self) -> Self:
        self.reconnect()
        return self

    def __exit__(self, *error: object) -> None:
        self.disconnect()
        self._folder.cleanup()


class _OneReader:
    """A line with one reader that can be made as good as new. A context manager."""

    def __init__(self) -> None:
        self.line: Final = OsdpBench()
        self._connected = False

    def disconnect(self) -> None:
        self._connected = False
        self.line.disconnect()

    def reconnect(self) -> None:
        self.line.reconnect()
        self._connected = True

    def reset(self) -> None:
        """A fresh reader: outputs off, inputs off."""
        if self._connected:
            self.disconnect()
        self.reconnect()
        self.line.news.clear()

    def __enter__(self) -> Self:
        self.line.__enter__()
        self._connected = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.line.__exit__(kind, error, trace)


class OsdpBarrierBench(_OneReader):
    """A barrier on output 0 of the module, for the barrier's contract."""

    protocol: Final = "osdp-barrier"

    @property
    def moves(self) -> list[bool]:
        return [bool(line["on"]) for line in self.line.news_of("output") if line["index"] == OUTPUT]

    def config(self) -> OsdpBarrierConfig:
        return self.line.barrier_config()

    def is_open(self) -> bool:
        return self.line.output(OUTPUT)

    def set_sensor(self, sensor: Sensor, active: bool) -> None:
        self.line.set_input(INPUTS[sensor], active)


class OsdpIndicatorBench(_OneReader):
    """The light and buzzer of a reader, for the indicator's contract."""

    protocol: Final = "osdp-indicator"

    def config(self) -> OsdpIndicatorConfig:
        return self.line.indicator_config()

    def shows(self, signal: Signal) -> bool:
        lights = self.line.news_of("light")
        return bool(lights) and lights[-1]["colour"] == _COLOURS[signal]
