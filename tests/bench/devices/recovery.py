"""Devices that are lost and come back, again and again: how soon each serves, and what it leaks.

Counted from the moment at which the device itself is back (its daemon lists it, its path exists,
its process answers) to the event that says it is ready. Threads, handles and memory of this process
are compared after a tenth of the cycles and at the end.
"""

from __future__ import annotations

import gc
import select
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from devices.camera.configs import MjpegConfig
from devices.inventory import DeviceConfig
from devices.ports import DeviceState, HealthChanged
from devices.printer.configs import IppConfig
from devices.sim.ippeve import IppPrinterPeer
from tests.bench.harness import Row, Settings, percentile
from tests.helpers.camera import CameraPeer
from tests.helpers.faces import photograph
from tests.helpers.osdp import OsdpBench
from tests.helpers.pcsc import PcscBench
from tests.helpers.relay import RelayBench
from tests.helpers.rigs import Bench, running
from tests.helpers.serial_readers import StxEtxBench
from tests.helpers.waiting import wait_until

GOAL_S: Final = 1.0
OSDP_GOAL_S: Final = 2.0
"""The Secure Channel is set up anew, which takes a second."""
MEMORY_GOAL_MB: Final = 1.0
STATE_LIMIT_S: Final = 20.0
WARM_UP: Final = 10
"""The first cycles, as a part of all (1 in so many): buffers and pools fill once."""
REFERENCE_LIMIT_S: Final = 10.0
PYSCARD: Final = Path(__file__).parents[1] / "references" / "pyscard_monitor.py"
STALL_S: Final = 0.3
"""Shortest sensible read time-out, so that a stall is noticed soon; it isn't part of the figure."""


@dataclass(frozen=True, slots=True)
class Fate:
    """One kind of loss: how a device goes and how it comes back."""

    name: str
    config: DeviceConfig
    lose: Callable[[], object]
    restore: Callable[[], object]
    goal_s: float = GOAL_S
    reference: Path | None = None
    """A program that says ``back`` when it has the device again, and does the same work."""


def recovery(settings: Settings) -> Iterator[Row]:
    for fate in (
        _pcscd_restart,
        _reader_loss,
        _serial_unplug,
        _relay_unplug,
        _printer_power_cycle,
        _camera_stall,
        _osdp_silence,
    ):
        with fate() as prepared:
            yield from _cycles(prepared, settings.cycles)


@dataclass(frozen=True, slots=True)
class _Footprint:
    threads: int
    handles: int
    memory_mb: float


def _footprint(devices: Bench) -> _Footprint:
    """Of this process while the device is connected: a lost one holds no handle."""
    _settle(devices)
    gc.collect()
    process = psutil.Process()
    return _Footprint(
        threading.active_count(), process.num_fds(), process.memory_info().rss / 1024**2
    )


def _cycles(fate: Fate, count: int) -> Iterator[Row]:
    times: list[float] = []
    with running({"device": fate.config}) as devices:
        before = _footprint(devices)
        for number in range(count):
            if number == count // WARM_UP:
                before = _footprint(devices)
            times.append(_cycle(fate, devices))
            devices.seen.clear()
        after = _footprint(devices)
    reference, name = _other(fate)
    yield Row(
        f"{fate.name}: back in service, worst",
        max(times),
        "s",
        goal=fate.goal_s,
        reference=reference,
        reference_name=name,
        note=f"{count} cycles, median {percentile(times, 50):.3f} s",
    )
    yield Row(f"{fate.name}: threads left", after.threads - before.threads, "", goal=0)
    yield Row(f"{fate.name}: handles left", after.handles - before.handles, "", goal=0)
    yield Row(
        f"{fate.name}: memory grown",
        max(0.0, after.memory_mb - before.memory_mb),
        "MB",
        goal=MEMORY_GOAL_MB,
        note=f"to {after.memory_mb:.0f} MB",
    )


def _other(fate: Fate) -> tuple[float | None, str]:
    """How long the reference takes after the same loss, in seconds, and what it is."""
    if fate.reference is None:
        return None, ""
    name = fate.reference.stem.replace("_", "'s reader ")
    with subprocess.Popen(
        [sys.executable, str(fate.reference)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        fate.lose()
        fate.restore()
        back = time.monotonic()
        ready, _, _ = select.select([process.stdout], [], [], REFERENCE_LIMIT_S)
        took = time.monotonic() - back
        process.kill()
    if not ready:
        return None, f"{name}: not back after {REFERENCE_LIMIT_S:g} s"
    return took, name


def _cycle(fate: Fate, devices: Bench) -> float:
    """Seconds from the device's return until it is said to be ready; 0 when it was said before."""
    _settle(devices)
    fate.lose()
    _wait_for(devices, DeviceState.DOWN)
    fate.restore()
    back = time.monotonic()
    return max(0.0, _wait_for(devices, DeviceState.READY) - back)


def _settle(devices: Bench) -> None:
    """Until the device serves and nothing of the past waits to be read.

    On a busy machine a device that has just come back may be lost once more.
    """
    wait_until(
        lambda: devices.health("device").state is DeviceState.READY, "the device", STATE_LIMIT_S
    )
    devices.nothing_but_health()


def _wait_for(devices: Bench, state: DeviceState) -> float:
    """When the device came into ``state``."""
    while True:
        changed = devices.next(HealthChanged, STATE_LIMIT_S)
        if changed.health.state is state:
            return changed.at


@contextmanager
def _pcscd_restart() -> Iterator[Fate]:
    with PcscBench() as bench:
        yield Fate(
            "pcscd restart",
            bench.config(),
            bench.disconnect,
            bench.reconnect,
            reference=PYSCARD,
        )


@contextmanager
def _reader_loss() -> Iterator[Fate]:
    """pcsc-lite can't unplug a virtual reader while it runs: it restarts without and with it."""
    with PcscBench() as bench:
        yield Fate(
            "reader loss",
            bench.config(1),
            lambda: bench.run_with_readers(0),
            lambda: bench.run_with_readers(0, 1),
            reference=PYSCARD,
        )


@contextmanager
def _serial_unplug() -> Iterator[Fate]:
    with StxEtxBench() as bench:
        yield Fate("serial reader unplugged", bench.config(), bench.disconnect, bench.reconnect)


@contextmanager
def _relay_unplug() -> Iterator[Fate]:
    with RelayBench() as bench:
        yield Fate("relay board unplugged", bench.config(), bench.disconnect, bench.reconnect)


@contextmanager
def _printer_power_cycle() -> Iterator[Fate]:
    with tempfile.TemporaryDirectory() as folder, IppPrinterPeer(Path(folder)) as printer:
        config = IppConfig(driver="ipp", uri=printer.uri, timeout_s=1.0)
        yield Fate("printer power cycle", config, printer.kill, printer.start)


@contextmanager
def _camera_stall() -> Iterator[Fate]:
    peer: AbstractContextManager[CameraPeer] = CameraPeer("--photo", str(photograph("person_a_1")))
    with peer as camera:
        config = MjpegConfig(
            driver="mjpeg", url=camera.url, read_timeout_s=STALL_S, open_timeout_s=STALL_S
        )
        yield Fate("camera stall", config, camera.halt, camera.resume)


@contextmanager
def _osdp_silence() -> Iterator[Fate]:
    with OsdpBench() as bench:
        yield Fate(
            "OSDP silence",
            bench.config(),
            lambda: bench.silence(1, True),
            lambda: bench.silence(1, False),
            OSDP_GOAL_S,
        )
