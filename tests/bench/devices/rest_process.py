"""``python -m tests.bench.devices.rest_process FILE``: the devices of a file, until SIGTERM."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path
from queue import SimpleQueue

import structlog

from devices.config_file import load_devices
from devices.ports import DeviceEvent, DeviceState
from devices.rig import Rig

READY_LIMIT_S = 30.0
LOOK_S = 0.1
SETTLED_S = 3.0
"""Start-up is no rest."""


def main() -> None:
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda number, frame: ended.set())
    events: SimpleQueue[DeviceEvent] = SimpleQueue()
    rig = Rig(load_devices(Path(sys.argv[1])), events)
    rig.start()
    for _ in range(int(READY_LIMIT_S / LOOK_S)):
        if all(health.state is DeviceState.READY for health in rig.health()) or ended.wait(LOOK_S):
            break
    ended.wait(SETTLED_S)
    states = [health.state for health in rig.health()]
    ready = states.count(DeviceState.READY)
    print(ready, threading.active_count(), flush=True)
    ended.wait()
    rig.stop()


if __name__ == "__main__":
    main()
