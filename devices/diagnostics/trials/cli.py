"""``yanhu devices try``: what the technician's screen does by hand, without a screen."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Annotated, Final

import typer

from devices.command_line import (
    ConfigOption,
    JsonOption,
    LanguageOption,
    OwnLimitOption,
    agreed,
    devices_of,
    refuse,
    settle,
)
from devices.config_file import ConfigInvalid
from devices.diagnostics.terminal_data import face_models
from devices.diagnostics.trials.guide import TrialGuide
from devices.diagnostics.trials.lent_events import LentEvents
from devices.diagnostics.trials.trial import Nobody, Trial, TrialOnRig
from devices.inventory import DeviceConfig
from devices.ports import DeviceKind
from devices.purpose import Purpose
from devices.rig import NoSuchDevice, Rig
from devices.scanner.camera_scanner import CameraScannerConfig
from wording import Language, Text

TRY_LIMIT_S: Final = 15.0
"""Time to walk to the device and back."""
MOVE: Final = Text(
    "{name} 会打开道闸 0.5 秒，通道里不能有人，值班员应已停用通道。让它动作吗",
    "{name} will open for half a second: nobody in the lane, and guards have taken it out of "
    "service. Move it",
)
"""Asked before a barrier is moved."""
_UNAGREED: Final = Text(
    "没有动作：没有人同意。请回答 y，或加 --yes",
    "Not moved: nobody agreed. Answer y, or add --yes",
)
_NO_BARRIER: Final = Text("{name} 不是道闸，不能动作", "{name} is no barrier and can't be pulsed")

PulseOption = Annotated[
    bool, typer.Option("--pulse", help="Open the barrier for half a second; asks before.")
]
YesOption = Annotated[
    bool, typer.Option("--yes", help="The barrier may move: its lanes are out of service.")
]

app = typer.Typer()


@app.command(name="try")
def try_device(
    name: Annotated[str, typer.Argument(help="Device in the configuration.")],
    config: ConfigOption,
    language: LanguageOption,
    pulse: PulseOption = False,
    yes: YesOption = False,
    limit: OwnLimitOption = TRY_LIMIT_S,
    as_json: JsonOption = False,
) -> None:
    """Try one device by hand, as the technician's screen does. Only that device is connected.

    \b
    card reader      waits for a card: UID, ATR, protocol
    code scanner     waits for a code: content, symbology
    camera           each second its frame rate, drops, face box and verdict
    barrier          its inputs as they change; --pulse opens it for a moment
    printers         print a test page or a receipt and ask how it came out
    lamps, the rest  their self-test

    A card's number and a code's content are told when standard output is
    a terminal, and kept nowhere. Ctrl-C ends what goes on. Exit code 1 when
    nothing came or it failed, 130 when it was ended before. A program that
    runs on this configuration holds its devices: stop it before, or try a
    running gate's devices through its agent by `yanhu diagnostics try`.

    \b
    Examples:
      yanhu devices try card --config gate.toml
      yanhu devices try barrier --pulse --config gate.toml
      yanhu devices try camera --limit 60 --json --config gate.toml
    """
    devices = _needed(devices_of(config), name, language)
    try:
        models = face_models(config)
    except ConfigInvalid as error:
        refuse(str(error))
    lent = LentEvents(Nobody())
    rig = Rig(devices, lent, purpose=Purpose.LOOK)
    if pulse:
        must_agree(rig.kind(name), name, language, yes=yes)
    rig.start()
    try:
        settle(rig)
        code = lead(TrialOnRig(rig, lent, models), name, limit, language, pulse, as_json=as_json)
    finally:
        rig.stop()
    raise typer.Exit(code)


def must_agree(kind: DeviceKind | None, name: str, language: Language, *, yes: bool) -> None:
    """Ends the program unless ``name`` is a barrier that somebody wants to be moved."""
    if kind is not DeviceKind.BARRIER:
        refuse(_NO_BARRIER.format(name=name).speak(language))
    if not (yes or agreed(MOVE.format(name=name), language)):
        refuse(_UNAGREED.speak(language))


def lead(
    trial: Trial, name: str, limit_s: float, language: Language, pulse: bool, *, as_json: bool
) -> int:
    """Try ``name`` for whoever sits here, if anybody does; returns the exit code."""
    guide = TrialGuide(
        trial,
        language,
        seated=sys.stdin.isatty(),
        on_screen=sys.stdout.isatty(),
        as_json=as_json,
    )
    return guide.lead(name, limit_s, pulse=pulse)


def _needed(
    devices: Mapping[str, DeviceConfig], name: str, language: Language
) -> dict[str, DeviceConfig]:
    """The device, and the camera that it looks through."""
    if name not in devices:
        refuse(NoSuchDevice.called(name, devices).text.speak(language))
    config = devices[name]
    if isinstance(config, CameraScannerConfig) and config.camera in devices:
        return {config.camera: devices[config.camera], name: config}
    return {name: config}
