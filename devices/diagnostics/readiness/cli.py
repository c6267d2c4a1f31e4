"""``yanhu devices readiness``, ``set-pin``, ``set-card`` and ``reports``."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Annotated, Final

import typer

from devices.command_line import (
    EXIT_INTERRUPTED,
    EXIT_UNWELL,
    ConfigOption,
    JsonOption,
    LanguageOption,
    LimitOption,
    agreed,
    devices_of,
    refuse,
    running,
    settle,
    show,
)
from devices.config_file import ConfigInvalid
from devices.diagnostics.readiness.archive import ArchiveUnreadable, ReportArchive, ReportEntry
from devices.diagnostics.readiness.guide import Guide
from devices.diagnostics.readiness.report import ReportFailed, SignatureUnavailable
from devices.diagnostics.readiness.run import (
    STEP_LIMIT_S,
    Readiness,
    check_skips,
)
from devices.diagnostics.readiness.technicians import (
    ProofRefused,
    Technicians,
)
from devices.diagnostics.readiness.told import Verdict
from devices.diagnostics.rows import Row
from devices.diagnostics.terminal_data import campus_zone, diagnostics_folder, terminal_name
from devices.diagnostics.trials.exercised import OnRig
from devices.ports import CardPresented, DeviceEvent
from devices.rig import Rig
from wording import Language, Text, Worded

CARD_LIMIT_S: Final = 30.0
"""Time to fetch one's card and present it."""

_DISTURB: Final = Text(
    "测试会打扰使用中的通道，继续吗", "The tests disturb a lane in service. Go on"
)
_UNAGREED: Final = Text(
    "测试会打扰使用中的通道；请回答 y，或加 --in-service-ok",
    "the tests disturb a lane in service; answer y, or add --in-service-ok",
)
_PIN: Final = Text("PIN", "PIN")
_NEW_PIN: Final = Text("新 PIN", "New PIN")
_ONCE_MORE: Final = Text("再输入一次", "Repeat for confirmation")
_HAS_PIN: Final = Text("{name} 的 PIN 已设好", "{name} has a PIN")
_HAS_CARD: Final = Text("{name} 的卡已登记", "{name} has a card")
_NO_CARD: Final = Text(
    "{limit:g} 秒内没有在 {reader} 上放卡", "no card was presented to {reader} within {limit:g} s"
)
_INTACT: Final = Text("完好", "intact")
_CHANGED: Final = Text("被改动或已丢失", "CHANGED OR GONE")
_STOPPED: Final = Text("已停止，没有报告", "Stopped: there is no report")
_PRESENT: Final = Text("请在 {reader} 上放卡", "Present your card to {reader}")

app = typer.Typer()

TechnicianOption = Annotated[str, typer.Option(help="Name of the technician.")]
Events = SimpleQueue[DeviceEvent]


@app.command()
def readiness(
    config: ConfigOption,
    technician: TechnicianOption,
    language: LanguageOption,
    card: Annotated[
        str | None, typer.Option(help="Card reader to prove oneself on; else the PIN is asked for.")
    ] = None,
    skip: Annotated[
        list[str] | None, typer.Option(help="DEVICE=REASON: leave a device out; may be repeated.")
    ] = None,
    in_service_ok: Annotated[
        bool, typer.Option("--in-service-ok", help="The tests may disturb a lane in service.")
    ] = False,
    limit: LimitOption = STEP_LIMIT_S,
    as_json: JsonOption = False,
) -> None:
    """Exercise every device in turn and keep a signed report. Exit code 1 when not ready.

    The PIN is asked for, or read as one line when standard input is no terminal. At a terminal a
    test page and a receipt are printed, and you are asked whether they, and each light and sound,
    came out right; otherwise nothing is printed, and the report says that nobody looked. There a
    failed step may be repeated, and Ctrl-C asks whether to skip the step or stop the run; where
    nobody sits it stops. A stopped run leaves no report, and its exit code is 130.

    Example: yanhu devices readiness --config gate.toml --technician "Wang Lin" --skip lamp=absent
    """
    with _usage_errors(language):
        folder = diagnostics_folder(config)
        technicians = Technicians(folder)
        devices, skips = devices_of(config), _reasons(skip or ())
        check_skips(skips, devices)
        if not (in_service_ok or agreed(_DISTURB, language)):
            refuse(_UNAGREED.speak(language))
        zone = campus_zone(config)
        by_pin = None if card else technicians.check_pin(technician, _secret(_PIN, language))
        with running(devices) as (rig, events):
            settle(rig)
            guide = Guide(language, seated=sys.stdin.isatty(), as_json=as_json)
            steps = Readiness(
                OnRig(rig),
                terminal_name(config),
                by_pin
                or technicians.check_card(technician, _presented(rig, events, str(card), language)),
                in_service_ok=True,
                skips=skips,
                limit_s=limit,
                attendant=guide.attendant,
            )
            run = guide.lead(steps)
        if run is None:
            typer.echo(_STOPPED.speak(language), err=True)
            raise typer.Exit(EXIT_INTERRUPTED)
        archive = ReportArchive(folder, zone=zone)
        entry = archive.add(run)
    path = archive.path(entry)
    line = f"{run.verdict.value.speak(language)}\n{path}"
    show({**_entry_row(entry), "path": str(path)}, line, as_json=as_json)
    if run.verdict is Verdict.NOT_READY:
        raise typer.Exit(EXIT_UNWELL)


@app.command(name="set-pin")
def set_pin(config: ConfigOption, technician: TechnicianOption, language: LanguageOption) -> None:
    """Give a technician a PIN of 6 to 12 digits, and unlock them.

    It is asked for, or read as one line when standard input is no terminal.

    Example: yanhu devices set-pin --technician "Wang Lin" --config gate.toml
    """
    with _usage_errors(language):
        pin = _secret(_NEW_PIN, language, twice=True)
        Technicians(diagnostics_folder(config)).set_pin(technician, pin)
    typer.echo(_HAS_PIN.format(name=technician).speak(language))


@app.command(name="set-card")
def set_card(
    config: ConfigOption,
    technician: TechnicianOption,
    reader: Annotated[str, typer.Option(help="Card reader of the configuration.")],
    language: LanguageOption,
) -> None:
    """Let a card prove a technician: present it within half a minute.

    Example: yanhu devices set-card --technician "Wang Lin" --reader card --config gate.toml
    """
    with _usage_errors(language), running(devices_of(config)) as (rig, events):
        settle(rig)
        number = _presented(rig, events, reader, language)
        Technicians(diagnostics_folder(config)).set_card(technician, number)
    typer.echo(_HAS_CARD.format(name=technician).speak(language))


@app.command()
def reports(config: ConfigOption, language: LanguageOption, as_json: JsonOption = False) -> None:
    """List the kept readiness reports, oldest first. Exit code 1 when one was changed or is gone.

    Example: yanhu devices reports --config gate.toml
    """
    intact = True
    with _usage_errors(language):
        archive = ReportArchive(diagnostics_folder(config))
        for entry in archive.entries():
            whole = archive.intact(entry)
            intact = intact and whole
            word = (_INTACT if whole else _CHANGED).speak(language)
            line = f"{entry.number}  {entry.verdict:<22} {entry.technician:<20} {word}"
            show({**_entry_row(entry), "intact": whole}, line, as_json=as_json)
    if not intact:
        raise typer.Exit(EXIT_UNWELL)


def _presented(rig: Rig, events: Events, reader: str, language: Language) -> bytes:
    """The number of the next card on ``reader``. Raises NoSuchDevice, ProofRefused."""
    rig.card_reader(reader)
    typer.echo(_PRESENT.format(reader=reader).speak(language), err=True)
    deadline = time.monotonic() + CARD_LIMIT_S
    while (left := deadline - time.monotonic()) > 0:
        try:
            event = events.get(timeout=left)
        except Empty:
            break
        if isinstance(event, CardPresented) and event.device == reader:
            return event.uid
    raise ProofRefused(_NO_CARD.format(reader=reader, limit=CARD_LIMIT_S))


def _secret(what: Text, language: Language, *, twice: bool = False) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    again: bool | str = _ONCE_MORE.speak(language) if twice else False
    asked = what.speak(language)
    return str(typer.prompt(asked, hide_input=True, confirmation_prompt=again, err=True))


def _reasons(skips: Sequence[str]) -> dict[str, str]:
    parted = (skip.partition("=") for skip in skips)
    return {device: reason for device, _, reason in parted}


def _entry_row(entry: ReportEntry) -> Row:
    return {"event": "report", **entry.model_dump(mode="json")}


@contextmanager
def _usage_errors(language: Language) -> Iterator[None]:
    """What a technician can mend is said in one sentence."""
    try:
        yield
    except Worded as error:
        refuse(error.text.speak(language))
    except (ConfigInvalid, ReportFailed, SignatureUnavailable, ArchiveUnreadable) as error:
        refuse(str(error))
    except OSError as error:
        refuse(f"{error.filename}: {error.strerror}")
