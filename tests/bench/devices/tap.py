"""From the tap of a card to its event: what our software adds to what the wire takes by itself.

PC/SC: timed from the daemon powering the card up to the event. The wire's own is the same measured
with a loop of bare ``scard`` calls on the same daemon. Serial: timed from the frame being written
to the event; the wire's own is the same frame read by a bare ``read``. OSDP: the panel asks and the
reader answers, so the whole is timed, from the card to the event.
"""

from __future__ import annotations

import os
import secrets
import select
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from random import Random
from typing import Final

import serial
from smartcard import scard

from devices.card.serial_config import StxEtxConfig
from devices.inventory import DeviceConfig
from devices.ports import CardPresented, DeviceEvent, DeviceState, HealthChanged
from devices.rig import Rig
from devices.sim.serial_cable import SerialCable
from devices.sim.serial_reader import stx_etx
from devices.sim.vcard import CardContent, VirtualCard
from tests.bench.harness import Row, Settings, percentile
from tests.helpers.osdp import OsdpBench
from tests.helpers.pcsc import PcscBench, random_number

GOAL_MS: Final = 5.0
OSDP_GOAL_MS: Final = 30.0
OSDP_PHASE_S: Final = 0.2
"""A card comes at any moment; right after an event it would always wait for a whole poll."""
EVENT_LIMIT_S: Final = 10.0
GET_UID: Final = [0xFF, 0xCA, 0, 0, 0]
_POWER_ON: Final = b"\x01"


def taps(settings: Settings) -> Iterator[Row]:
    yield from _pcsc(settings.taps)
    yield from _serial(settings.taps)
    yield from _osdp(settings.taps)


def _rows(name: str, whole: list[float], bare: list[float]) -> Iterator[Row]:
    """``whole`` and ``bare`` in seconds."""
    wire = percentile(bare, 50)
    added = [max(0.0, one - wire) * 1000 for one in whole]
    note = f"{len(whole)} taps; the wire alone {wire * 1000:.2f} ms (median)"
    yield Row(f"{name}: software time of a tap, median", percentile(added, 50), "ms", note=note)
    yield Row(
        f"{name}: software time of a tap, p99",
        percentile(added, 99),
        "ms",
        goal=GOAL_MS,
        reference=(percentile(bare, 99) - wire) * 1000,
        reference_name="the bare wire's own spread, p99",
    )


class _TimedCard(VirtualCard):
    """Notes when the daemon first powered it up."""

    powered_up = 0.0

    def _answer(self, wire: object, message: bytes) -> None:
        if message == _POWER_ON and not self.powered_up:
            self.powered_up = time.monotonic()
        super()._answer(wire, message)  # type: ignore[arg-type]


@contextmanager
def _running(config: DeviceConfig) -> Iterator[SimpleQueue[DeviceEvent]]:
    events: SimpleQueue[DeviceEvent] = SimpleQueue()
    rig = Rig({"card": config}, events)
    rig.start()
    try:
        while True:
            event = events.get(timeout=EVENT_LIMIT_S)
            if isinstance(event, HealthChanged) and event.health.state is DeviceState.READY:
                break
        yield events
    finally:
        rig.stop()


def _presented(events: SimpleQueue[DeviceEvent], number: bytes) -> float:
    while True:
        event = events.get(timeout=EVENT_LIMIT_S)
        now = time.monotonic()
        if isinstance(event, CardPresented) and event.uid == number:
            return now


def _pcsc(count: int) -> Iterator[Row]:
    with PcscBench() as bench:
        with _running(bench.config()) as events:
            whole = [_tap(bench, events) for _ in range(count)]
        bare = [_bare_tap(bench) for _ in range(count)]
    yield from _rows("PC/SC", whole, bare)


def _tap(bench: PcscBench, events: SimpleQueue[DeviceEvent]) -> float:
    number = random_number()
    card = _TimedCard(CardContent(number), bench.port(0))
    with card:
        told = _presented(events, number)
    bench.wait_until_empty()
    return told - card.powered_up


def _bare_tap(bench: PcscBench) -> float:
    reader = f"{bench.config().reader} 00 00"
    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    _, states = scard.SCardGetStatusChange(context, 0, [(reader, scard.SCARD_STATE_UNAWARE)])
    card = _TimedCard(CardContent(random_number()), bench.port(0))
    with card:
        state = states[0][1] & ~scard.SCARD_STATE_CHANGED
        while not state & scard.SCARD_STATE_PRESENT:
            _, states = scard.SCardGetStatusChange(context, 10_000, [(reader, state)])
            state = states[0][1] & ~scard.SCARD_STATE_CHANGED
        protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        _, handle, _ = scard.SCardConnect(context, reader, scard.SCARD_SHARE_SHARED, protocols)
        scard.SCardTransmit(handle, scard.SCARD_PCI_T1, GET_UID)
        read = time.monotonic()
        scard.SCardDisconnect(handle, scard.SCARD_LEAVE_CARD)
    scard.SCardReleaseContext(context)
    bench.wait_until_empty()
    return read - card.powered_up


def _serial(count: int) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder, SerialCable(Path(folder)) as cable:
        device = serial.Serial(str(cable.device_end))
        config = StxEtxConfig(
            driver="serial-stx-etx", port=str(cable.host_end), removed_after_s=0.2
        )
        with _running(config) as events:
            whole = []
            for _ in range(count):
                number = secrets.token_bytes(4)
                written = _write(device, number)
                whole.append(_presented(events, number) - written)
        with serial.Serial(str(cable.host_end), exclusive=True) as host:
            bare = [_bare_read(device, host) for _ in range(count)]
        device.close()
    yield from _rows("serial", whole, bare)


def _write(device: serial.Serial, number: bytes) -> float:
    """Send one frame; returns when the write began."""
    frame = stx_etx(number, False)
    began = time.monotonic()
    os.write(device.fileno(), frame)
    return began


def _bare_read(device: serial.Serial, host: serial.Serial) -> float:
    number = secrets.token_bytes(4)
    wanted = len(stx_etx(number, False))
    began = _write(device, number)
    got = 0
    while got < wanted:
        select.select([host.fileno()], [], [], EVENT_LIMIT_S)
        got += len(os.read(host.fileno(), 4096))
    return time.monotonic() - began


def _osdp(count: int) -> Iterator[Row]:
    with OsdpBench() as bench, _running(bench.config()) as events:
        times, chance = [], Random(count)
        for _ in range(count):
            number = secrets.token_bytes(4)
            time.sleep(chance.uniform(0.0, OSDP_PHASE_S))
            began = time.monotonic()
            bench.present(8 * len(number), number.hex())
            times.append((_presented(events, number) - began) * 1000)
    yield Row(
        "OSDP with Secure Channel: card to event, median",
        percentile(times, 50),
        "ms",
        goal=OSDP_GOAL_MS,
        note=f"{count} taps, p99 {percentile(times, 99):.1f} ms",
    )
