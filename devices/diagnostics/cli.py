"""``yanhu devices discover``, ``use`` and ``bundle``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Final

import typer

from devices.command_line import (
    EXIT_UNWELL,
    LONGEST_S,
    ConfigOption,
    JsonOption,
    LanguageOption,
    refuse,
    show,
)
from devices.config_file import ConfigInvalid
from devices.diagnostics.bundle.collected import collect_bundle
from devices.diagnostics.bundle.file import Bundle, BundleNotKept, check_place, keep_bundle
from devices.diagnostics.ports.choice import Chosen, NotReached, use_port, why_not
from devices.diagnostics.ports.discovery import LISTEN_S, OWN_CUPS, discover
from devices.diagnostics.readiness import cli as readiness_cli
from devices.diagnostics.rows import fault_row
from devices.diagnostics.trials import cli as trial_cli
from devices.printer.configs import SERVER, is_printer_address
from devices.rig import NoSuchDevice
from devices.self_test import fault_sentence
from wording import Language, Text

ReplaceOption = Annotated[
    bool, typer.Option("--replace", help="Replace an earlier bundle there; never another file.")
]

_ANSWERS: Final = Text("{device} = {port}（应答正常）", "{device} = {port} (answers)")
_ALONG: Final = Text("同一条线上的 {others} 一起改了", "on the same line and moved along: {others}")
_KEPT: Final = Text("原来的文件保存在 {kept}", "the file as it was: {kept}")
_LATE: Final = Text(
    "{transport:<8} 没有按时答完，不再等", "{transport:<8} did not answer in time; not waited for"
)
_FILES: Final = Text("{path}：{number} 个文件", "{path}: {number} files")
_WITHOUT: Final = Text("缺少：{zh}", "without {en}")

app = typer.Typer()
app.add_typer(readiness_cli.app)
app.add_typer(trial_cli.app)


@app.command(name="discover")
def discover_ports(
    language: LanguageOption,
    interface: Annotated[
        list[str] | None,
        typer.Option(help="IP address of this host to ask for printers from; all if left out."),
    ] = None,
    probe: Annotated[
        list[str] | None,
        typer.Option(help="Printer to ask directly: ipp://host/ipp/print."),
    ] = None,
    cups: Annotated[
        str | None, typer.Option(help="Print server whose queues are wanted: host:631.")
    ] = None,
    listen: Annotated[float, typer.Option(help="Seconds to listen for printers.")] = LISTEN_S,
    as_json: JsonOption = False,
) -> None:
    """Show serial ports, cameras, readers, sound cards, printers, print queues. Opens none.

    Example: yanhu devices discover --json
    """
    _must_be_askable(interface or (), probe or (), cups, listen)
    seen = discover(interfaces=interface or (), probe=probe or (), listen_s=listen, cups=cups)
    for port in seen.found:
        row = {"transport": port.transport.value, "port": port.port, "about": port.about}
        about = "" if port.about == port.port else f"\n{'':<8} {port.about}"
        show(row, f"{port.transport:<8} {port.port}{about}", as_json=as_json)
    for fault in seen.faults:
        said = fault_sentence(fault).speak(language)
        show({"fault": fault_row(fault)}, said, as_json=as_json)
    for transport in seen.late:
        said = _LATE.format(transport=transport.value).speak(language)
        show({"late": transport.value}, said, as_json=as_json)


def _must_be_askable(
    interfaces: Sequence[str], printers: Sequence[str], server: str | None, listen_s: float
) -> None:
    """Ends the program when somebody is to be asked who has no such address."""
    for interface in interfaces:
        try:
            ip_address(interface)
        except ValueError:
            refuse(f"--interface {interface!r}: must be an IP address of this host, as 10.20.0.5")
    for printer in printers:
        if not is_printer_address(printer):
            refuse(f"--probe {printer!r}: must be ipp://host/path or ipps://host/path")
    if server is not None and not (
        re.fullmatch(SERVER, server) and is_printer_address(f"ipp://{server}/queue")
    ):
        refuse(f"--cups {server!r}: must be host:port, as {OWN_CUPS}")
    if not 0 <= listen_s <= LONGEST_S:
        refuse(f"--listen {listen_s:g}: must be between 0 and {LONGEST_S:g} seconds")


@app.command(name="use")
def use(
    name: Annotated[str, typer.Argument(help="Device in the configuration.")],
    port: Annotated[str, typer.Argument(help="As `discover` shows it.")],
    config: ConfigOption,
    language: LanguageOption,
    as_json: JsonOption = False,
) -> None:
    """Let a device use another port, once it answers there. The old file is kept beside it.

    Exit code 1 when the device does not answer: nothing is changed then. Of a device that says
    nothing by itself only the port is opened: prove it by `yanhu devices test`. A program that runs
    on this configuration holds its devices: stop it before, start it afterwards.

    Example: yanhu devices use card "ACS ACR122U PICC Interface" --config gate.toml
    """
    try:
        chosen = use_port(config, name, port)
    except (ConfigInvalid, NoSuchDevice, OSError) as error:
        refuse(why_not(error, config).speak(language))
    except NotReached as error:
        said = why_not(error, config).speak(language)
        show({"fault": fault_row(error.fault)}, said, as_json=as_json)
        raise typer.Exit(EXIT_UNWELL) from error
    row = {
        "device": chosen.device,
        "key": chosen.key,
        "before": chosen.before,
        "after": chosen.after,
        "firmware": chosen.firmware,
        "proven": chosen.not_proven is None,
        "kept": str(chosen.kept),
        "along": list(chosen.along),
    }
    show(row, "\n".join(line.speak(language) for line in _told(chosen)), as_json=as_json)


def _told(chosen: Chosen) -> Iterator[Text]:
    device, port, firmware = f"{chosen.device}: {chosen.key}", chosen.after, chosen.firmware
    if firmware and chosen.not_proven is None:
        yield Text(f"{device} = {port}（{firmware}）", f"{device} = {port} ({firmware})")
    elif chosen.not_proven is None:
        yield _ANSWERS.format(device=device, port=port)
    else:
        yield Text(f"{device} = {port}", f"{device} = {port}")
        yield chosen.not_proven
    if chosen.along:
        yield _ALONG.format(others=", ".join(chosen.along))
    yield _KEPT.format(kept=chosen.kept)


@app.command(name="bundle")
def bundle(
    config: ConfigOption,
    out: Annotated[Path, typer.Option(help="The zip to write; a new file.")],
    language: LanguageOption,
    log: Annotated[
        list[Path] | None, typer.Option(help="Log file to take the end of; may be repeated.")
    ] = None,
    replace: ReplaceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Collect configuration (without secrets), health history, logs and versions in one zip.

    Touches no device, so it may be run while the terminal serves.

    Example: yanhu devices bundle --config gate.toml --out support.zip
    """
    try:
        check_place(out, replace=replace)
        written = collect_bundle(config, logs=log or ())
        keep_bundle(written, out, replace=replace)
    except ConfigInvalid as error:
        refuse(str(error))
    except BundleNotKept as error:
        refuse(error.text.speak(language))
    except OSError as error:
        refuse(f"{error.filename}: {error.strerror}")
    show_bundle(written, out, language, as_json=as_json)


def show_bundle(bundle: Bundle, out: Path, language: Language, *, as_json: bool) -> None:
    """Say on standard output what was written to ``out``."""
    missing, none_yet = ([gap.en for gap in gaps] for gaps in (bundle.missing, bundle.none_yet))
    row = {
        "path": str(out),
        "parts": list(bundle.parts),
        "missing": missing,
        "none_yet": none_yet,
    }
    lines = [
        _FILES.format(path=out, number=len(bundle.parts)),
        *(_WITHOUT.format(zh=one.zh, en=one.en) for one in bundle.missing + bundle.none_yet),
    ]
    show(row, "\n".join(line.speak(language) for line in lines), as_json=as_json)
