"""Prints the first challenge that a freshly started control panel sends to a reader.

python -m tests.helpers.osdp_challenge
"""

from __future__ import annotations

import os
import select
import time
import tty

from devices.osdp.channel import LineChannel
from devices.osdp.panel import Panel
from devices.serial_line import SerialLine, SerialSettings
from devices.sim.osdp_module import IoModule
from tests.helpers.waiting import LIMIT_S

KEY = bytes(range(16))
ADDRESS = 1
HANDSHAKE_BLOCK = b"\x03\x11"
"""Head of the security block of osdp_CHLNG; its 8 bytes of data follow one more and the code."""


def first_challenge() -> bytes:
    """The 8 random bytes of the first osdp_CHLNG."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    line = SerialLine(SerialSettings(os.ttyname(theirs)))
    line.open()
    channel = LineChannel(line)
    panel = Panel(channel, {ADDRESS: KEY})
    module = IoModule(ADDRESS, KEY, 1, lambda index, on: None)
    deadline = time.monotonic() + LIMIT_S
    try:
        while time.monotonic() < deadline:
            panel.refresh()
            if select.select([ours], [], [], 0)[0]:
                sent = os.read(ours, 4096)
                at = sent.find(HANDSHAKE_BLOCK)
                if at >= 0:
                    return sent[at + 4 : at + 12]
                os.write(ours, module.hear(sent))
            channel.receive(line.read(4096, 0.005), time.monotonic())
    finally:
        panel.close()
        line.close()
        os.close(ours)
        os.close(theirs)
    raise TimeoutError("the panel sent no challenge")


if __name__ == "__main__":
    print(first_challenge().hex())
