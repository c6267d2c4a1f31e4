"""The demonstration's campus: its folders, configuration files, cards and terminals."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from demo.peers import FIRE_INPUT, FORCED_INPUT, PASSAGE_INPUT, Peers
from devices.sim.free_port import free_port

STUDENT: Final = "20240001"
"""Registers at the kiosk, is approved, enters, and is revoked later."""
NOT_APPROVED: Final = "20240002"
SECOND_STUDENT: Final = "20240003"
"""Registers too; is in order all day."""
STAFF: Final = ("chen", "zhao", "guard", "technician", "security", "host")
COUNSELLOR: Final = "chen"
"""Counsellor of all three students."""
SECURITY: Final = "guard"
COMMAND_LIMIT_S: Final = 120.0
UID_BYTES: Final = 7
PASSWORD_BYTES: Final = 12

_HALL: Final = """\
[hall]
data = "hall"
listen = "127.0.0.1:{port}"
public_url = "http://127.0.0.1:{port}"

[campus]
code = "yanhu"
name = {{ zh = "砚湖大学", en = "Yanhu University" }}
"""

_KIOSK: Final = """\
[kiosk]
name = "K03"
title = {{ zh = "砚湖自助服务", en = "Yanhu Self-Service" }}
place = {{ zh = "图书馆一层 · 03 号终端", en = "Library, ground floor · Terminal 03" }}
data = "kiosk"
language = "{language}"
full_screen = false
virtual_keyboard = {keyboard}

[hall]
identity = "kiosk.json"

[face]
models = "{models}"

[roles]
reader = "reader"
camera = "camera"
printer = "printer"

[devices.reader]
driver = "pcsc"
reader = "{reader}"

[devices.camera]
driver = "mjpeg"
url = "{camera}"

[devices.printer]
driver = "ipp"
uri = "{printer}"
"""

_GATE: Final = """\
[gate]
code = "east"
name = {{ zh = "东门", en = "East gate" }}
data = "gate"

[hall]
identity = "gate.json"
wait_s = 2.0

[api]
port = {port}

[[api.guard]]
name = "{guard}"
role = "supervisor"
token_sha256 = "{guard_token}"

[face]
models = "{models}"

[timing]
retap_s = 1.0

[[lane]]
code = "L1"
name = {{ zh = "1 号道", en = "Lane 1" }}
direction = "in"
mode = "card+face"
reader = "reader"
camera = "camera"
barrier = "barrier"

[devices.reader]
driver = "pcsc"
reader = "{reader}"

[devices.camera]
driver = "mjpeg"
url = "{camera}"

[devices.barrier]
driver = "modbus-rtu"
port = "{relay}"
inputs = {{ passage = {passage}, forced = {forced}, fire = {fire} }}
"""


class CommandFailed(Exception):
    """One of the project's own commands did not succeed."""


def yanhu(*arguments: str, environment: Mapping[str, str] = MappingProxyType({})) -> str:
    """Run a ``yanhu`` command as an operator would, with ``environment`` besides one's own;
    returns what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "yanhu", *arguments],
        capture_output=True,
        text=True,
        timeout=COMMAND_LIMIT_S,
        check=False,
        env={**os.environ, **environment},
    )
    if done.returncode != 0:
        why = (done.stderr or done.stdout).strip().splitlines() or ["it said nothing"]
        raise CommandFailed(f"yanhu {' '.join(arguments[:2])}: {why[-1]}")
    return done.stdout


@dataclass(frozen=True, slots=True)
class Campus:
    """Files of one demonstration below ``folder``, which holds secrets and is removed later."""

    folder: Path
    models: Path
    language: str
    hall_port: int = field(default_factory=free_port)
    gate_port: int = field(default_factory=free_port)
    cards: dict[str, bytes] = field(
        default_factory=lambda: {
            number: secrets.token_bytes(UID_BYTES)
            for number in (STUDENT, NOT_APPROVED, SECOND_STUDENT)
        },
        repr=False,
    )

    @property
    def hall_config(self) -> Path:
        return self.folder / "hall.toml"

    @property
    def kiosk_config(self) -> Path:
        return self.folder / "kiosk.toml"

    @property
    def gate_config(self) -> Path:
        return self.folder / "gate.toml"

    @property
    def passwords(self) -> Path:
        return self.folder / "passwords.json"

    @property
    def guard_token(self) -> Path:
        return self.folder / "guard.token"

    @property
    def hall_url(self) -> str:
        return f"http://127.0.0.1:{self.hall_port}"

    @property
    def gate_url(self) -> str:
        return f"http://127.0.0.1:{self.gate_port}"

    def password(self, account: str) -> str:
        """The password of a staff account."""
        accounts: dict[str, str] = json.loads(self.passwords.read_text())
        return accounts[account]

    def found_hall(self) -> None:
        """Make the hall's keys and database, the demonstration campus, and enrol both terminals."""
        self.hall_config.write_text(_HALL.format(port=self.hall_port))
        self.passwords.touch(mode=0o600)
        self.passwords.write_text(
            json.dumps({account: secrets.token_urlsafe(PASSWORD_BYTES) for account in STAFF})
        )
        cards = self.folder / "cards.json"
        cards.touch(mode=0o600)
        cards.write_text(json.dumps({number: uid.hex() for number, uid in self.cards.items()}))
        config = ("--config", str(self.hall_config))
        yanhu("hall", "init", *config)
        yanhu(
            "hall", "seed-demo", *config,
            "--cards", str(cards), "--passwords-file", str(self.passwords),
        )  # fmt: skip
        for name, role in (("kiosk-03", "kiosk"), ("gate-east", "gate")):
            out = self.folder / f"{role}.json"
            yanhu(
                "hall", "enrol-device", *config,
                "--name", name, "--role", role, "--out", str(out),
            )  # fmt: skip

    def equip_kiosk(self, peers: Peers, *, keyboard: bool) -> None:
        """Write the kiosk's configuration."""
        self.kiosk_config.write_text(
            _KIOSK.format(
                language=self.language,
                keyboard=str(keyboard).lower(),
                models=self.models,
                reader=peers.readers[0],
                camera=peers.kiosk_camera_url,
                printer=peers.printer_uri,
            )
        )

    def equip_gate(self, peers: Peers, hall_url: str) -> None:
        """Write the gate's configuration; ``hall_url`` is where it finds the hall."""
        identity = self.folder / "gate.json"
        enrolled = json.loads(identity.read_text())
        identity.write_text(json.dumps({**enrolled, "hall_url": hall_url}))
        token = json.loads(yanhu("gate", "new-guard-token", "--name", "Guard Wei", "--json"))
        self.guard_token.touch(mode=0o600)
        self.guard_token.write_text(str(token["token"]))
        self.gate_config.write_text(
            _GATE.format(
                port=self.gate_port,
                guard=token["name"],
                guard_token=token["token_sha256"],
                models=self.models,
                reader=peers.readers[1],
                camera=peers.gate_camera_url,
                relay=peers.relay_port,
                passage=PASSAGE_INPUT,
                forced=FORCED_INPUT,
                fire=FIRE_INPUT,
            )
        )
        card_service = {"PCSCLITE_CSOCK_NAME": str(peers.card_socket)}
        yanhu("gate", "check-config", str(self.gate_config), environment=card_service)
