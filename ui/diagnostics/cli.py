"""``yanhu diagnostics``: the technician's screen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Final

import typer
from PySide6.QtCore import QTimer

from devices.command_line import EXIT_UNWELL, LanguageOption, LimitOption
from devices.config_file import ConfigInvalid, load_devices
from devices.diagnostics.bundle_file import BundleNotKept, check_place, keep_bundle
from devices.diagnostics.cli import ReplaceOption, show_bundle
from devices.diagnostics.self_test import DEFAULT_LIMIT_S
from ui.agents.address import AddressError, AgentAddress, read_address
from ui.agents.client import AgentClient
from ui.agents.errors import AgentError
from ui.agents.exchange import Call
from ui.app import FontMissing, Panel, ScreenFailed
from ui.diagnostics.program import THIS_TERMINAL, DiagnosticsConfig, launch
from ui.i18n.catalogues import TranslationMissing
from wording import Language, Text

app: Final = typer.Typer(
    no_args_is_help=True,
    help="The technician's screen: every device, and a self-test of each.",
    rich_markup_mode=None,
)

EXIT_USAGE: Final = 2


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
      yanhu diagnostics run --agent http://127.0.0.1:8811 --token-file technician.token
      yanhu diagnostics run --agent http://127.0.0.1:8811 --token-file technician.token \\
                            --reports-of /etc/yanhu/gate.toml
      yanhu diagnostics run --config kiosk.toml --name K03 --limit 20 --language en \\
                            --agent https://10.20.0.5:8811 --token-file east.token --ca-file ca.pem
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
    agent: Annotated[str, typer.Option(help="Address of a gate agent.")],
    token_file: Annotated[Path, typer.Option(help="File with a technician's token there.")],
    out: Annotated[Path, typer.Option(help="The zip to write; a new file.")],
    language: LanguageOption,
    ca_file: Annotated[
        Path | None, typer.Option(help="Certificates (PEM) by which an https agent is trusted.")
    ] = None,
    replace: ReplaceOption = False,
    as_json: Annotated[bool, typer.Option("--json", help="What was written as JSON.")] = False,
) -> None:
    """Take a support bundle of a running gate, as F8 does; `yanhu devices bundle` makes one here.

    Touches no device, so it may be run while the gate serves. Exit code 1 when the gate can't be
    reached or refuses.

    \b
    Example:
      yanhu diagnostics bundle --agent https://10.20.0.5:8811 --token-file east.token \\
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
