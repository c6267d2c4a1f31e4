"""``yanhu devices``: list, watch and test the devices of a terminal."""

from __future__ import annotations

import json
import signal
import sys
import threading
from queue import Empty
from types import FrameType
from typing import Annotated, Final

import typer

from devices.command_line import (
    EXIT_UNWELL,
    ConfigOption,
    JsonOption,
    refuse,
    running,
    settle,
    show,
)
from devices.diagnostics import cli as diagnostics
from devices.diagnostics.fault_table import fault_table
from devices.diagnostics.rows import Row, event_row, health_row, result_row
from devices.diagnostics.self_test import DEFAULT_LIMIT_S
from devices.osdp.cli import osdp_install
from devices.ports import DeviceHealth, DeviceState, SelfTestOutcome
from devices.rig import NoSuchDevice

EVENT_WAIT_S: Final = 0.2
"""How soon a watch notices that it shall end."""

app = typer.Typer(no_args_is_help=True, help="List, watch and test the devices of a terminal.")
app.add_typer(diagnostics.app)
app.command(name="osdp-install")(osdp_install)


@app.command(name="list")
def list_devices(config: ConfigOption, as_json: JsonOption = False) -> None:
    """Connect to every device and show how each stands. Exit code 1 when one is down.

    Example: yanhu devices list --config gate.toml --json
    """
    with running(config) as (rig, _):
        settle(rig)
        health = rig.health()
    for device in health:
        show(health_row(device), _health_line(device), as_json=as_json)
    if any(device.state is DeviceState.DOWN for device in health):
        raise typer.Exit(EXIT_UNWELL)


@app.command()
def watch(config: ConfigOption, as_json: JsonOption = False) -> None:
    """Show every event until Ctrl-C: cards (never their numbers), sensors, health.

    Example: yanhu devices watch --config gate.toml
    """
    ended = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    with running(config) as (rig, events):
        show({"event": "ready", "devices": list(rig.names())}, "watching", as_json=as_json)
        while not ended.is_set():
            try:
                event = events.get(timeout=EVENT_WAIT_S)
            except Empty:
                continue
            row = event_row(event)
            show(row, _event_line(row), as_json=as_json)


@app.command(name="test")
def self_test(
    config: ConfigOption,
    names: Annotated[list[str] | None, typer.Argument(help="Devices; all when left out.")] = None,
    limit: Annotated[float, typer.Option(help="Seconds for each test.")] = DEFAULT_LIMIT_S,
    as_json: JsonOption = False,
) -> None:
    """Exercise devices for real, one after another. Exit code 1 unless all pass.

    A card reader waits for a card: present one. A relay moves only if its configuration says so.

    Example: yanhu devices test card barrier --config gate.toml
    """
    passed = True
    with running(config) as (rig, _):
        settle(rig)
        for name in names or rig.names():
            try:
                result = rig.self_test(name, limit)
            except NoSuchDevice as error:
                refuse(str(error))
            passed = passed and result.outcome is SelfTestOutcome.PASSED
            line = f"{name:<16} {result.outcome:<10} {result.took_ms:7.0f} ms  {result.detail.en}"
            show(result_row(result), line, as_json=as_json)
    if not passed:
        raise typer.Exit(EXIT_UNWELL)


@app.command()
def faults() -> None:
    """Print the table of faults in Markdown (docs/devices/faults.md)."""
    sys.stdout.write(fault_table())


def _health_line(health: DeviceHealth) -> str:
    line = f"{health.name:<16} {health.kind:<16} {health.driver:<12} {health.state:<10} "
    line += health.port
    if health.fault is not None:
        said = health.fault.value
        line += f"\n{'':<16} {said.code} {said.public.en}. {said.remedy.en}."
    return line


def _event_line(row: Row) -> str:
    match row:
        case {"event": "health_changed", "device": device, "health": {"state": state}}:
            return f"{device:<16} {state}"
        case {"event": event, "device": device, **details}:
            shown = " ".join(f"{key}={value}" for key, value in details.items())
            return f"{device:<16} {event} {shown}".rstrip()
        case _:
            return json.dumps(row, ensure_ascii=False)
