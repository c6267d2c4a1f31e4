"""People who do not exist, made up anew at each run, and a reader for their identity cards.

Their citizen numbers begin with 99, which is no region; their addresses lie in no province.
"""

from __future__ import annotations

import random
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from devices.idcard.identity import check_character
from devices.idcard.sdt import SdtConfig
from devices.sim.peer import PeerProcess
from devices.sim.serial_cable import SerialCable

_FIRST_BIRTHDAY: Final = date(1960, 1, 1)

Person = dict[str, str]
"""The fields of a card, as they are written on it."""


def made_up_person() -> Person:
    chance = random.SystemRandom()
    born = f"{_FIRST_BIRTHDAY + timedelta(days=chance.randrange(16_000)):%Y%m%d}"
    seventeen = f"99{chance.randrange(10_000):04d}{born}{chance.randrange(1000):03d}"
    return {
        "name": "虚构" + chance.choice("甲乙丙丁戊己庚辛壬癸"),
        "sex": "1" if int(seventeen[16]) % 2 else "2",
        "ethnicity": f"{chance.randrange(1, 57):02d}",
        "born": born,
        "address": f"无有省乌有市子虚路{chance.randrange(1, 1000)}号",
        "number": seventeen + check_character(seventeen),
        "issuer": "乌有市公安局",
        "valid_from": "20200229",
        "valid_until": chance.choice(["20400229", "长期"]),
    }


class SdtBench:
    """A reader at the other end of a serial cable. A context manager."""

    protocol: Final = "sdt"

    def __init__(self) -> None:
        self._folder: Final = tempfile.TemporaryDirectory(prefix="yanhu-sdt-")
        self._cable: Final = SerialCable(Path(self._folder.name))
        self._reader: Final = PeerProcess(
            "devices.sim.sdt_reader", ["--port", str(self._cable.device_end)]
        )
        self._connected = False

    def config(self) -> SdtConfig:
        return SdtConfig(
            driver="sdt", port=str(self._cable.host_end), poll_s=0.05, read_timeout_s=0.5
        )

    def lay(self, person: Person, kind: str = " ") -> None:
        self._reader.ask(do="lay", person=person, kind=kind)

    def lay_broken(self) -> None:
        """A card that can't be selected."""
        self._reader.ask(do="lay", broken=True)

    def lift(self) -> None:
        self._reader.ask(do="lift")

    def set_line(self, state: str) -> None:
        """See :class:`devices.sim.sdt_reader.LineState`."""
        self._reader.ask(do="line", state=state)

    def set_module_fit(self, fit: bool) -> None:
        self._reader.ask(do="module", fit=fit)

    def disconnect(self) -> None:
        self._connected = False
        self._reader.stop()
        self._cable.unplug()

    def reconnect(self) -> None:
        self._cable.plug()
        self._reader.start()
        self._connected = True

    def reset(self) -> None:
        """Connected, fit, nothing on the reader."""
        if not self._connected:
            self.reconnect()
        self._reader.ask(do="reset")

    def __enter__(self) -> SdtBench:
        self.reconnect()
        return self

    def __exit__(self, *error: object) -> None:
        self.disconnect()
        self._folder.cleanup()
