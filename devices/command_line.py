"""What the sub-commands of ``yanhu devices`` share: options, refusals, a rig to work on."""

from __future__ import annotations

import json
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Annotated, Final, NoReturn
from unicodedata import east_asian_width

import typer

from devices.config_file import ConfigInvalid, load_devices
from devices.inventory import DeviceConfig
from devices.ports import DeviceEvent, DeviceState
from devices.purpose import Purpose
from devices.rig import Rig
from wording import Language, Text, own_language

SETTLE_LIMIT_S: Final = 5.0
"""How long a list waits for devices that are still connecting."""
SETTLE_LOOK_S: Final = 0.02
TYPED_LOOK_S: Final = 0.1
"""How often whoever waits for a line at a terminal looks whether Ctrl-C was pressed."""

EXIT_UNWELL: Final = 1
"""A device is down, or a test did not pass."""
EXIT_USAGE: Final = 2
EXIT_INTERRUPTED: Final = 130
"""As a shell says of a program that Ctrl-C ended."""
SHORTEST_S: Final = 1.0
LONGEST_S: Final = 120.0
"""Bounds of what may be waited for: a person to come, not a shift to end."""

ConfigOption = Annotated[
    Path, typer.Option("--config", "-c", help="gate.toml, kiosk.toml, or any file with devices.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON value a line.")]


def _bounded(limit: float) -> float:
    if SHORTEST_S <= limit <= LONGEST_S:  # also not a number is outside
        return limit
    raise typer.BadParameter(f"{limit:g} is not between {SHORTEST_S:g} and {LONGEST_S:g} seconds.")


OwnLimitOption = Annotated[
    float, typer.Option("--limit", callback=_bounded, help="Seconds to wait or watch, 1 to 120.")
]
LimitOption = Annotated[
    float, typer.Option("--limit", callback=_bounded, help="Seconds for each test, 1 to 120.")
]
LanguageOption = Annotated[
    Language,
    typer.Option(
        "--language",
        default_factory=own_language,
        show_default="that of the environment: LC_ALL, LC_MESSAGES, LANG",
        help="Language of what people are told.",
    ),
]


def devices_of(config: Path) -> dict[str, DeviceConfig]:
    """The devices of ``config``; ends the program when the file can't be used."""
    try:
        return load_devices(config)
    except ConfigInvalid as error:
        refuse(str(error))


@contextmanager
def running(devices: Mapping[str, DeviceConfig]) -> Iterator[tuple[Rig, SimpleQueue[DeviceEvent]]]:
    """All ``devices``, started; what another program may rule is only looked at."""
    events: SimpleQueue[DeviceEvent] = SimpleQueue()
    rig = Rig(devices, events, purpose=Purpose.LOOK)
    rig.start()
    try:
        yield rig, events
    finally:
        rig.stop()


def settle(rig: Rig) -> None:
    """Wait until no device is at its first try any more."""
    deadline = time.monotonic() + SETTLE_LIMIT_S
    while time.monotonic() < deadline:
        if all(device.state is not DeviceState.CONNECTING for device in rig.health()):
            return
        time.sleep(SETTLE_LOOK_S)


def agreed(question: Text, language: Language) -> bool:
    """Whether somebody who sits at the terminal says yes; no where nobody does."""
    return sys.stdin.isatty() and typer.confirm(question.speak(language), err=True)


def refuse(sentence: str) -> NoReturn:
    """End the program with ``sentence`` because it can't do what was asked; exit code 2."""
    typer.echo(sentence, err=True)
    raise typer.Exit(EXIT_USAGE)


def width(text: str) -> int:
    """Columns of a terminal that ``text`` takes; a Chinese character takes two."""
    return sum(1 + (east_asian_width(character) in "WF") for character in text)


def column(text: str, wide: int) -> str:
    """``text`` filled up to ``wide`` columns of a terminal."""
    return text + " " * (wide - width(text))


def show(row: Mapping[str, object], line: str, *, as_json: bool) -> None:
    """Print one answer, for a program or for a person."""
    typer.echo(json.dumps(row, ensure_ascii=False) if as_json else line)
    sys.stdout.flush()


def typed(question: str) -> str | None:
    """One line, trimmed; None at Ctrl-C or the end of input."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        typer.echo(f"{question}: ", nl=False, err=True)
        while not select.select([sys.stdin], [], [], TYPED_LOOK_S)[0]:
            continue  # a signal just before the waiting is handled only now
        line = sys.stdin.readline()
    except KeyboardInterrupt:
        typer.echo(err=True)
        return None
    finally:
        signal.signal(signal.SIGINT, before)
    return line.strip() if line else None


@contextmanager
def on_interrupt(note: Callable[[], None]) -> Iterator[None]:
    """Meanwhile Ctrl-C calls ``note`` and ends nothing; from the main thread alone."""
    before = signal.signal(signal.SIGINT, lambda _number, _frame: note())
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
