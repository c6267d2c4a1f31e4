"""Sixteen devices in one process while nobody comes: processor time and memory.

The devices are a process of their own, so that their peers' and this one's time is not counted.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import psutil

from devices.sim.ippeve import IppPrinterPeer
from tests.bench.harness import Better, Row, Settings
from tests.helpers.camera import CameraPeer
from tests.helpers.pcsc import PcscBench
from tests.helpers.relay import RelayBench
from tests.helpers.serial_readers import StxEtxBench

CPU_GOAL_PERCENT: Final = 15.0
MEMORY_GOAL_MB: Final = 250.0
STOP_LIMIT_S: Final = 10.0
READERS: Final = 2
SERIAL_READERS: Final = 5
BOARDS: Final = 5
CAMERAS: Final = 2
PRINTERS: Final = 2
DEVICES: Final = READERS + SERIAL_READERS + BOARDS + CAMERAS + PRINTERS


def rest(settings: Settings) -> Iterator[Row]:
    with ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        pcsc = stack.enter_context(PcscBench())
        config = Path(folder) / "terminal.toml"
        config.write_text("\n".join(_tables(stack, pcsc, Path(folder))))
        command = [sys.executable, "-m", "tests.bench.devices.rest_process", str(config)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            ready, threads = map(int, process.stdout.readline().split())
            percent, memory_mb = _watched(psutil.Process(process.pid), settings.rest_s)
            process.terminate()
            process.wait(STOP_LIMIT_S)
    note = (
        f"{READERS} PC/SC and {SERIAL_READERS} serial readers, {BOARDS} relay boards, {CAMERAS} "
        f"cameras at 25 frames/s, {PRINTERS} printers; {threads} threads; {settings.rest_s:g} s"
    )
    name = f"{DEVICES} devices in one process at rest"
    yield Row(f"{name}: part of one core", percent, "%", goal=CPU_GOAL_PERCENT, note=note)
    yield Row(f"{name}: memory", memory_mb, "MB", goal=MEMORY_GOAL_MB)
    yield Row(f"{name}: ready", ready, "", Better.HIGHER, goal=DEVICES)


def _watched(process: psutil.Process, seconds: float) -> tuple[float, float]:
    """Percent of one core and resident megabytes over ``seconds``."""
    began, before = time.monotonic(), process.cpu_times()
    time.sleep(seconds)
    after, took = process.cpu_times(), time.monotonic() - began
    used = after.user + after.system - before.user - before.system
    return 100 * used / took, process.memory_info().rss / 1024**2


def _tables(stack: ExitStack, pcsc: PcscBench, folder: Path) -> Iterator[str]:
    for number in range(READERS):
        yield f'[devices.pcsc-{number}]\ndriver = "pcsc"\nreader = "{pcsc.config(number).reader}"'
    for number in range(SERIAL_READERS):
        reader = stack.enter_context(StxEtxBench())
        yield f'[devices.serial-{number}]\ndriver = "serial-stx-etx"\nport = "{reader.port}"'
    for number in range(BOARDS):
        board = stack.enter_context(RelayBench())
        yield (
            f'[devices.barrier-{number}]\ndriver = "modbus-rtu"\nport = "{board.config().port}"\n'
            "inputs = { passage = 0, forced = 1, fire = 2 }"
        )
    for number in range(CAMERAS):
        camera = stack.enter_context(CameraPeer("--blank"))
        yield f'[devices.camera-{number}]\ndriver = "mjpeg"\nurl = "{camera.url}"'
    for number in range(PRINTERS):
        printer = stack.enter_context(IppPrinterPeer(folder / f"printer-{number}"))
        yield f'[devices.printer-{number}]\ndriver = "ipp"\nuri = "{printer.uri}"'
