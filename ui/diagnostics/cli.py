"""``yanhu diagnostics``: the technician's screen."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Annotated, Final

import typer
from PySide6.QtCore import QTimer

from devices.command_line import (
    EXIT_UNWELL,
    JsonOption,
    LanguageOption,
    LimitOption,
    OwnLimitOption,
    refuse,
)
from devices.config_file import ConfigInvalid, load_devices
from devices.diagnostics.bundle.file import BundleNotKept, check_place, keep_bundle
from devices.diagnostics.cli import ReplaceOption, show_bundle
from devices.diagnostics.trials.cli import (
    TRY_LIMIT_S,
    PulseOption,
    YesOption,
    lead,
    must_agree,
)
from devices.ports import DeviceKind
from devices.rig import NoSuchDevice
from devices.self_test import DEFAULT_LIMIT_S
from ui.agents.address import AddressError, AgentAddress, read_address
from ui.agents.client import AgentClient
from ui.agents.errors import AgentError
from ui.agents.exchange import Call
from ui.app import FontMissing, Panel, ScreenFailed
from ui.diagnostics.program import THIS_TERMINAL, DiagnosticsConfig, launch
from ui.diagnostics.reading_panel import IN_SERVICE
from ui.diagnostics.terminals import READING_LIMIT_S
from ui.diagnostics.trial_at_gate import TrialAtGate, heard_gate
from ui.i18n.catalogues import TranslationMissing
from wording import Language, Text

app: Final = typer.Typer(
    no_args_is_help=True,
    help="The technician's screen: every device, and a self-test of each.",
    rich_markup_mode=None,
)

EXIT_USAGE: Final = 2

READERS: Final = frozenset({DeviceKind.CARD_READER, DeviceKind.CODE_SCANNER})

AgentOption = Annotated[str, typer.Option(help="Address of a gate agent.")]
TokenOption = Annotated[Path, typer.Option(help="File with a technician's token there.")]
AuthorityOption = Annotated[
    Path | None, typer.Option(help="Certificates (PEM) by which an https agent is trusted.")
]


@app.callback()
def _diagnostics() -> None:
    """The technician's screen: every device, and a self-test of each."""


@app.command()
def run(
    config: Annotated[
        Path | None,
        typer.Option("--config", "-c", help="kiosk.toml, gate.toml, or any file with devices."),
    ] = None,
    name: Annotated[str, typer.Option(help="What this terminal is called on the screen.")] = "",
    agent: Annotated[
        list[str] | None, typer.Option(help="Address of a gate agent; repeat for several.")
    ] = None,
    token_file: Annotated[
        list[Path] | None,
        typer.Option(help="File with a token, one for each --agent, in the same order."),
    ] = None,
    reports_of: Annotated[
        Path | None,
        typer.Option(
            help="Configuration whose technicians and readiness reports count, if not --config."
        ),
    ] = None,
    limit: LimitOption = DEFAULT_LIMIT_S,
    log: Annotated[
        list[Path] | None,
        typer.Option(help="Log file whose end goes into support bundles; may be repeated."),
    ] = None,
    ca_file: Annotated[
        Path | None, typer.Option(help="Certificates (PEM) by which each https agent is trusted.")
    ] = None,
    language: Annotated[
        Language, typer.Option(help="Language at the start; F10 changes it.")
    ] = Language.ZH,
    full_screen: Annotated[bool, typer.Option(help="Cover the whole panel.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Ready line as JSON.")] = False,
) -> None:
    """Show and test the devices of this machine, of gates, or of both.

    \b
    Examples:
      yanhu diagnostics run --config /etc/yanhu/kiosk.toml
      yanhu diagnostics run --agent http://127.0.0.1:8750 --token-file technician.token
      yanhu diagnostics run --agent http://127.0.0.1:8750 --token-file technician.token \\
                            --reports-of /etc/yanhu/gate.toml
      yanhu diagnostics run --config kiosk.toml --name K03 --limit 20 --language en \\
                            --agent https://10.20.0.5:8750 --token-file east.token --ca-file ca.pem
    """
    try:
        settings = DiagnosticsConfig(
            devices=load_devices(config) if config else {},
            file=config,
            reports=reports_of,
            logs=tuple(log or ()),
            agents=_addresses(agent or [], token_file or [], ca_file, needed=config is None),
            name=Text(name, name) if name else THIS_TERMINAL,
            limit_s=limit,
            language=language,
            panel=Panel(full_screen=full_screen),
        )
        program = launch(settings)
    except (
        ConfigInvalid,
        AddressError,
        FontMissing,
        ScreenFailed,
        TranslationMissing,
    ) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(EXIT_USAGE) from None
    urls = [address.url for address in settings.agents]
    names = list(settings.devices)
    ready = {"event": "ready", "devices": names, "agents": urls}
    line = json.dumps(ready) if as_json else f"ready: {', '.join([*names, *urls])}"
    # Said by the event loop: only then does a signal end the program in good order.
    QTimer.singleShot(0, lambda: typer.echo(line))
    raise typer.Exit(program.exec())


@app.command()
def bundle(
    agent: AgentOption,
    token_file: TokenOption,
    out: Annotated[Path, typer.Option(help="The zip to write; a new file.")],
    language: LanguageOption,
    ca_file: AuthorityOption = None,
    replace: ReplaceOption = False,
    as_json: Annotated[bool, typer.Option("--json", help="What was written as JSON.")] = False,
) -> None:
    """Take a support bundle of a running gate, as F8 does; `yanhu devices bundle` makes one here.

    Touches no device, so it may be run while the gate serves. Exit code 1 when the gate can't be
    reached or refuses.

    \b
    Example:
      yanhu diagnostics bundle --agent https://10.20.0.5:8750 --token-file east.token \\
                               --ca-file ca.pem --out east.zip
    """
    try:
        check_place(out, replace=replace)
        (address,) = _addresses([agent], [token_file], ca_file, needed=True)
        taken = AgentClient(address).support_bundle(Call(), lambda _got, _total: None)
        keep_bundle(taken, out, replace=replace)
    except AddressError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(EXIT_USAGE) from None
    except AgentError as error:
        typer.echo(error.text.speak(language), err=True)
        raise typer.Exit(EXIT_UNWELL) from None
    except BundleNotKept as error:
        typer.echo(error.text.speak(language), err=True)
        raise typer.Exit(EXIT_USAGE) from None
    show_bundle(taken, out, language, as_json=as_json)


@app.command(name="try")
def try_device(
    name: Annotated[str, typer.Argument(help="Device of the gate.")],
    agent: AgentOption,
    token_file: TokenOption,
    language: LanguageOption,
    ca_file: AuthorityOption = None,
    pulse: PulseOption = False,
    yes: YesOption = False,
    limit: OwnLimitOption = TRY_LIMIT_S,
    as_json: JsonOption = False,
) -> None:
    """Try one device of a running gate by hand, as F4 does; `yanhu devices try --help` says how.

    The gate goes on meanwhile: a card that is read for you opens nothing, and a barrier moves only
    once guards have taken its lanes out of service. The gate itself bounds how long it waits for a
    card or code, prints or tests; --limit is for a camera and for inputs. Exit codes are as there,
    and 1 when the gate can't be reached or refuses.

    \b
    Examples:
      yanhu diagnostics try reader --agent http://127.0.0.1:8750 --token-file technician.token
      yanhu diagnostics try barrier --pulse --agent https://10.20.0.5:8750 \\
                                    --token-file east.token --ca-file ca.pem
    """
    try:
        (address,) = _addresses([agent], [token_file], ca_file, needed=True)
        with heard_gate(address) as gate:
            trial = TrialAtGate(gate)
            if name not in trial.names():
                refuse(NoSuchDevice.called(name, trial.names()).text.speak(language))
            kind = trial.standing(name).kind
            if pulse:
                must_agree(kind, name, language, yes=yes)
            if kind in READERS:
                limit = READING_LIMIT_S
                if gate.look(time.monotonic()).in_service:
                    typer.echo(IN_SERVICE.speak(language), err=True)
            code = lead(trial, name, limit, language, pulse, as_json=as_json)
    except AddressError as error:
        refuse(str(error))
    except AgentError as error:
        typer.echo(error.text.speak(language), err=True)
        raise typer.Exit(EXIT_UNWELL) from None
    raise typer.Exit(code)


def _addresses(
    urls: list[str], token_files: list[Path], ca_file: Path | None, *, needed: bool
) -> tuple[AgentAddress, ...]:
    if needed and not urls:
        raise AddressError("nothing to show: give --config, or --agent with --token-file")
    if len(urls) != len(token_files):
        raise AddressError(
            f"{len(urls)} agent addresses and {len(token_files)} token files: "
            "give each --agent its own --token-file"
        )
    # Agents on this machine speak plainly and need no authority.
    ca_files = [ca_file if url.startswith("https://") else None for url in urls]
    return tuple(map(read_address, urls, token_files, ca_files))
