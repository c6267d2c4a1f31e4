"""``yanhu devices``: list, watch and test the devices of a terminal."""

from __future__ import annotations

import logging
import signal
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from queue import Empty
from types import FrameType
from typing import Annotated, Final

import structlog
import typer

from devices.barrier.wiring import BarrierWiring
from devices.command_line import (
    EXIT_UNWELL,
    ConfigOption,
    JsonOption,
    LanguageOption,
    LimitOption,
    agreed,
    column,
    devices_of,
    on_interrupt,
    refuse,
    running,
    settle,
    show,
)
from devices.diagnostics import cli as diagnostics
from devices.diagnostics.fault_table import fault_table
from devices.diagnostics.health_lines import health_lines
from devices.diagnostics.health_words import of_event
from devices.diagnostics.rows import event_row, health_row, result_row
from devices.diagnostics.trials.by_hand import PULSE_OVER_S
from devices.diagnostics.trials.cli import MOVE
from devices.diagnostics.trials.instructions import INSTRUCTIONS
from devices.inventory import DeviceConfig
from devices.osdp.cli import osdp_install
from devices.ports import DeviceKind, DeviceState, SelfTestOutcome
from devices.rig import NoSuchDevice
from devices.self_test import DEFAULT_LIMIT_S, OUTCOMES
from wording import Language, Text

EVENT_WAIT_S: Final = 0.2
"""How soon a watch notices that it shall end."""

_WATCHING: Final = Text("正在观看，按 Ctrl-C 结束", "watching until Ctrl-C")
_NOT_MOVED: Final = Text(
    "没有人同意，未动作（请回答 y，或加 --yes）",
    "not moved: nobody agreed (answer y, or add --yes)",
)

_ASKED: Final = Text("{device}：{zh}", "{device}: {en}")

app = typer.Typer(no_args_is_help=True, help="List, watch and test the devices of a terminal.")
app.add_typer(diagnostics.app)
app.command(name="osdp-install")(osdp_install)


@app.callback()
def _devices(
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Log on a terminal what devices do, beside answers.")
    ] = False,
) -> None:
    """List, watch and test the devices of a terminal."""
    if sys.stderr.isatty() and not verbose:
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


@app.command(name="list")
def list_devices(
    config: ConfigOption, language: LanguageOption, as_json: JsonOption = False
) -> None:
    """Connect to every device and show how each stands. Exit code 1 when one is down.

    Example: yanhu devices list --config gate.toml --json
    """
    with running(devices_of(config)) as (rig, _):
        settle(rig)
        health = rig.health()
    for device, lines in zip(health, health_lines(health, language), strict=True):
        show(health_row(device), lines, as_json=as_json)
    if any(device.state is DeviceState.DOWN for device in health):
        raise typer.Exit(EXIT_UNWELL)


@app.command()
def watch(config: ConfigOption, language: LanguageOption, as_json: JsonOption = False) -> None:
    """Show every event until Ctrl-C: cards (never their numbers), sensors, health.

    Example: yanhu devices watch --config gate.toml
    """
    ended = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    with running(devices_of(config)) as (rig, events):
        show(
            {"event": "ready", "devices": list(rig.names())},
            _WATCHING.speak(language),
            as_json=as_json,
        )
        named = max(map(len, rig.names()), default=0)
        while not ended.is_set():
            try:
                event = events.get(timeout=EVENT_WAIT_S)
            except Empty:
                continue
            line = f"{event.device:<{named}}  {of_event(event).speak(language)}"
            show(event_row(event), line, as_json=as_json)


@app.command(name="test")
def self_test(
    config: ConfigOption,
    language: LanguageOption,
    names: Annotated[list[str] | None, typer.Argument(help="Devices; all when left out.")] = None,
    limit: LimitOption = DEFAULT_LIMIT_S,
    yes: Annotated[
        bool, typer.Option("--yes", help="Barriers may move: their lanes are out of service.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Exercise devices for real, one after another. Exit code 1 unless all pass.

    A card reader waits for a card: present one. A barrier moves only if its configuration says so
    and you agree: where nobody can be asked, that part is left out unless --yes allows it.

    Example: yanhu devices test card barrier --config gate.toml
    """
    devices = devices_of(config)
    chosen = names or list(devices)
    still = frozenset() if yes else _left_still(devices, chosen, language)
    passed = True
    with running({**devices, **{name: _still(devices[name]) for name in still}}) as (rig, _):
        settle(rig)
        for name in chosen:
            try:
                _ask_for(name, rig.kind(name), language)
                result = rig.self_test(name, limit)
            except NoSuchDevice as error:
                refuse(error.text.speak(language))
            except KeyboardInterrupt:
                if _moves(devices[name]) and name not in still:
                    with on_interrupt(lambda: None):  # this program may have to shut the barrier
                        time.sleep(PULSE_OVER_S)
                raise
            passed = passed and result.outcome is SelfTestOutcome.PASSED
            if name in still and result.outcome is SelfTestOutcome.PASSED:
                detail = Text(
                    f"{result.detail.zh}；{_NOT_MOVED.zh}", f"{result.detail.en}; {_NOT_MOVED.en}"
                )
                result = replace(result, detail=detail)
            line = f"{name:<16} {column(OUTCOMES[result.outcome].speak(language), 10)} "
            line += f"{result.took_ms:7.0f} ms  {result.detail.speak(language)}"
            show(result_row(result), line, as_json=as_json)
    if not passed:
        raise typer.Exit(EXIT_UNWELL)


@app.command()
def faults() -> None:
    """Print the table of faults in Markdown (docs/devices/faults.md).

    Example: yanhu devices faults > faults.md
    """
    sys.stdout.write(fault_table())


def _left_still(
    devices: Mapping[str, DeviceConfig], chosen: Sequence[str], language: Language
) -> frozenset[str]:
    """Barriers whose self-test would move them, and that nobody wants to be moved."""
    moving = [name for name in chosen if name in devices and _moves(devices[name])]
    return frozenset(name for name in moving if not agreed(MOVE.format(name=name), language))


def _ask_for(name: str, kind: DeviceKind, language: Language) -> None:
    """Say beside the answers what somebody at the device should do now."""
    if kind in INSTRUCTIONS:
        asked = INSTRUCTIONS[kind]
        line = _ASKED.format(device=name, zh=asked.zh, en=asked.en)
        typer.echo(line.speak(language), err=True)


def _moves(config: DeviceConfig) -> bool:
    return isinstance(config, BarrierWiring) and config.self_test_pulse


def _still(config: DeviceConfig) -> DeviceConfig:
    return config.model_copy(update={"self_test_pulse": False})
