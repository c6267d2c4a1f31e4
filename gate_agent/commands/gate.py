"""``yanhu gate``: run the agent, check its configuration, read its journal."""

from __future__ import annotations

import json
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Annotated

import structlog
import typer

from gate_agent.api.tokens import new_token
from gate_agent.api.unavailable import ApiUnavailable
from gate_agent.commands.decisions import decide, explain, replay_journal
from gate_agent.commands.journal import journal_app, outbox, verify_journal
from gate_agent.commands.neighbours import neighbours
from gate_agent.commands.terms import (
    EXIT_FAILED,
    EXIT_MISSING,
    EXIT_USAGE,
    ConfigOption,
    JsonOption,
    fail,
    load,
    say,
)
from gate_agent.config import EXAMPLE, GUARD_NAME_LIMIT
from gate_agent.config_file import (
    left_open,
    load_config,
    unreachable_ports,
    unseen_passages,
    unusable_models,
)
from gate_agent.desk.card_desk import next_card
from gate_agent.lock import AlreadyRunning
from gate_agent.pauses import spare_long_pauses
from gate_agent.rules.roles import Role
from sync.credential import credential_digest
from sync.errors import SyncError
from sync.identity import credential_key, load_identity
from sync.wire import TerminalRole
from toml_file import ConfigProblem
from wording import Text, own_language

_log = structlog.get_logger(__name__)

app = typer.Typer(no_args_is_help=True, help="The gate agent.")
app.add_typer(journal_app, name="journal")
app.command()(outbox)
app.command()(verify_journal)
app.command()(decide)
app.command("replay")(replay_journal)
app.command()(explain)
app.command()(neighbours)


@app.command()
def run(config: ConfigOption, as_json: JsonOption = False) -> None:
    """Run the agent until SIGTERM or Ctrl-C; says so when it is ready.

    Example: yanhu gate run --config /etc/yanhu/gate.toml --json
    """
    from gate_agent.agent import GateAgent  # slow to load, and only needed here

    checked = load(config)
    for line in unreachable_ports(config, checked):
        _log.warning("port missing", what=line)
    for line in unseen_passages(config, checked):
        _log.warning("passages are not seen", what=line)
    for text in left_open(config, checked):
        _log.warning("barrier stays open without this program", what=text.en)
    ended = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    crashes = _end_on_crash(ended)
    try:
        identity = load_identity(checked.hall.identity, TerminalRole.GATE)
        agent = GateAgent(checked, identity)
    except (SyncError, ApiUnavailable, AlreadyRunning) as error:
        fail(error)
    try:
        agent.start()
        spare_long_pauses()
        ready = {"event": "ready", "gate": checked.gate.code, "url": agent.url}
        say(ready, f"gate {checked.gate.code} is ready: {agent.url}", as_json=as_json)
        ended.wait()
    except ApiUnavailable as error:
        fail(error)
    finally:
        agent.stop()
    if crashes:
        raise typer.Exit(EXIT_FAILED)


@app.command()
def check_config(
    file: Annotated[Path, typer.Argument(help="The gate.toml to check.")],
    as_json: JsonOption = False,
) -> None:
    """Check a configuration without opening a device.

    Where the face alone lets in, shows how often strangers are expected to be taken for somebody,
    for the largest gallery allowed and for the people of the mirror, where there is one.

    Says which lanes have no passage sensor, and which barriers stay open when the program is killed
    though their board could shut them, with what that means and what to do.

    Exit code 2 when it can't be used, 3 when it is in order but names what is not there now:
    hardware (a wrong name, or a device to be plugged in) or the face models. A gate starts without;
    it waits for the hardware, and looks for the models when it starts again.

    Example: yanhu gate check-config /etc/yanhu/gate.toml
    """
    said: list[str] = []
    unseen: list[str] = []
    staying: list[Text] = []
    missing: list[str] = []
    problems: list[str] = []
    try:
        checked = load_config(file)
        missing = [*unreachable_ports(file, checked), *unusable_models(file, checked)]
        unseen = unseen_passages(file, checked)
        staying = left_open(file, checked)
        identity = load_identity(checked.hall.identity, TerminalRole.GATE)
        if checked.lanes_alone:
            from gate_agent.commands.face_only import people_known_by_face  # loads numpy

            said, problems = people_known_by_face(checked, identity)
            said = [f"{file}: {line}" for line in said]
            problems = [f"{file}: {line}" for line in problems]
    except ConfigProblem as error:
        problems = str(error).splitlines()
    except SyncError as error:
        problems = [f"{file}: hall.identity: {error}"]
    for line in said:
        say({"face_only": line}, line, as_json=as_json)
    for line in unseen:
        say({"unseen": line}, line, as_json=as_json)
    for text in staying:
        say({"left_open": text.en}, text.speak(own_language()), as_json=as_json)
    for problem in problems:
        say({"problem": problem}, problem, as_json=as_json)
    for line in missing:
        say({"missing": line}, line, as_json=as_json)
    if problems:
        raise typer.Exit(EXIT_USAGE)
    if missing:
        raise typer.Exit(EXIT_MISSING)
    say({"event": "ok", "file": str(file)}, f"{file}: in order", as_json=as_json)


@app.command()
def example_config() -> None:
    """Print a commented configuration to start from.

    Example: yanhu gate example-config > gate.toml
    """
    sys.stdout.write(EXAMPLE)


def _guard_name(name: str) -> str:
    if name.strip() and len(name) <= GUARD_NAME_LIMIT:
        return name
    raise typer.BadParameter(f"give a name of 1 to {GUARD_NAME_LIMIT} characters.")


@app.command()
def new_guard_token(
    name: Annotated[
        str, typer.Option("--name", callback=_guard_name, help="The guard's name, as journalled.")
    ],
    role: Annotated[
        Role, typer.Option("--role", help="What they may do: see docs/gate-api.md.")
    ] = Role.GUARD,
    as_json: JsonOption = False,
) -> None:
    """Make a token for a guard. It is shown once; the configuration holds only its SHA-256.

    Example: yanhu gate new-guard-token --name "Guard Chen" --role supervisor
    """
    token, sha256 = new_token()
    if as_json:
        made = {"name": name, "role": role, "token": token, "token_sha256": sha256}
        say(made, "", as_json=True)
        return
    print(f"token for {name}, for the guard's screen: {token}\n")
    print("add to gate.toml:\n\n[[api.guard]]")
    print(f"name = {json.dumps(name, ensure_ascii=False)}\nrole = {json.dumps(role)}")
    print(f"token_sha256 = {json.dumps(sha256)}")


@app.command()
def guard_card(config: ConfigOption, as_json: JsonOption = False) -> None:
    """Read a guard's card at the desk's reader and print what gate.toml keeps of it.

    The number itself is neither shown nor stored. Stop the agent first where the reader is on a
    serial line.

    Example: yanhu gate guard-card --config /etc/yanhu/gate.toml
    """
    checked = load(config)
    if checked.api.desk_reader is None:
        print(f"{config}: api.desk_reader: name a card reader first", file=sys.stderr)
        raise typer.Exit(EXIT_USAGE)
    try:
        key = credential_key(load_identity(checked.hall.identity, TerminalRole.GATE))
    except SyncError as error:
        fail(error)
    print(f"put the card on {checked.api.desk_reader} now", file=sys.stderr)
    uid = next_card(checked.api.desk_reader, checked.devices[checked.api.desk_reader])
    if uid is None:
        print("no card was read; try again, or look at the reader", file=sys.stderr)
        raise typer.Exit(EXIT_FAILED)
    digest = credential_digest(key, uid)
    say(
        {"card": digest},
        f"add to the guard in gate.toml:\n\ncards = [{json.dumps(digest)}]",
        as_json=as_json,
    )


def _end_on_crash(ended: threading.Event) -> list[str]:
    """End the agent when one of its threads breaks; returns the names of those that did.

    All that matters is on the disk, so a fresh process (systemd starts one) is better than one
    that stands half still. Barriers are closed on the way out.
    """
    crashes: list[str] = []

    def crashed(failure: threading.ExceptHookArgs) -> None:
        name = failure.thread.name if failure.thread is not None else "unknown"
        crashes.append(name)
        information = (failure.exc_type, failure.exc_value, failure.exc_traceback)
        _log.critical("a thread broke; the agent ends", thread=name, exc_info=information)
        ended.set()

    threading.excepthook = crashed
    return crashes
