"""All processes of the demonstration, started one by one as the story needs them."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from demo.agent import AgentView
from demo.campus import COUNSELLOR, SECURITY, Campus, yanhu
from demo.peers import Peers
from demo.screen import Screen
from demo.staff import Desk, browser
from demo.wiretap import Tampering, Wiretap, tapped
from devices.sim.peer import PeerProcess
from wording import Language

CAMPUS_ZONE: Final = ZoneInfo("Asia/Shanghai")
"""The demonstration campus lives by this clock wherever the machine stands."""


@dataclass(frozen=True, slots=True)
class Staging:
    """How the story is played."""

    evidence: Path
    """Folder that the pictures, the report and the documents are left in."""
    models: Path
    photos: Path
    language: Language
    watched: bool
    """A person is watching: open windows and go slowly."""
    patience: float = 1.0
    """Factor on the story's own time limits, for a machine that is busy with other things."""


class World:
    """Use as a context manager: everything that was started is stopped at the end."""

    def __init__(self, staging: Staging) -> None:
        self.staging = staging
        self._stack = ExitStack()
        self.tampering = Tampering.NONE
        """What somebody does on the line between gate and hall from the beginning."""
        self._hall: PeerProcess | None = None

    def __enter__(self) -> World:
        with ExitStack() as stack:
            # Outside the evidence: it holds keys and tokens. Short, for socket paths.
            self._folder = Path(tempfile.mkdtemp(prefix="yanhu-"))
            stack.callback(shutil.rmtree, self._folder, ignore_errors=True)
            self.campus = Campus(self._folder, self.staging.models, self.staging.language.value)
            self.peers = stack.enter_context(Peers(self._folder))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    # --- programs -------------------------------------------------------------------------------

    def found_and_open_hall(self) -> None:
        """Make the campus and start the hall."""
        self.campus.found_hall()
        self.start_hall()
        self.line: Wiretap
        self.line, self._line_url = self._stack.enter_context(tapped(self.campus.hall_url))
        self.line.tampering = self.tampering

    def start_hall(self) -> None:
        self._hall = self._program("hall", "serve", "--config", str(self.campus.hall_config))

    def stop_hall(self) -> None:
        if self._hall is not None:
            self._hall.stop()

    @cached_property
    def kiosk(self) -> Screen:
        """The kiosk's screen; it opens when the story first comes to it."""
        self.campus.equip_kiosk(self.peers, keyboard=self.staging.watched)
        return self._screen("kiosk", "--config", str(self.campus.kiosk_config))

    def start_gate(self) -> None:
        """Start the gate agent behind the wiretap, and look at it as a guard may."""
        self.campus.equip_gate(self.peers, self._line_url)
        self._program("gate", "run", "--config", str(self.campus.gate_config))
        self.gate = self._stack.enter_context(
            AgentView(self.campus.gate_url, self.campus.guard_token)
        )

    def open_console(self) -> None:
        self.console = self._screen("console", *self._agent())

    def open_diagnostics(self) -> None:
        self.diagnostics = self._screen(
            "diagnostics", "--config", str(self.campus.kiosk_config), *self._agent()
        )

    def seat_counsellor(self) -> Desk:
        """The counsellor opens a browser and signs in."""
        self.counsellor = self._desk("counsellor")
        self.counsellor.sign_in(*self.counsellor_account())
        return self.counsellor

    def seat_security_officer(self) -> Desk:
        """The security office opens a browser and signs in."""
        self.security = self._desk("security")
        self.security.sign_in(SECURITY, self.campus.password(SECURITY))
        return self.security

    def seat_visitor(self) -> Desk:
        """Somebody who is not known to the hall."""
        return self._desk("visitor")

    def keep_records(self) -> None:
        """Copy what remains of the day to the evidence; none of it holds a secret."""
        evidence = self.staging.evidence
        logs = evidence / "logs"
        logs.mkdir(exist_ok=True)
        for log in self._folder.glob("*.log"):
            shutil.copy(log, logs)
        if (self._folder / "gate").exists():
            journal = yanhu("gate", "journal", "show", "--config", str(self.campus.gate_config))
            (evidence / "gate-journal.txt").write_text(journal)

    def counsellor_account(self) -> tuple[str, str]:
        """User name and password of the counsellor."""
        return COUNSELLOR, self.campus.password(COUNSELLOR)

    def _desk(self, who: str) -> Desk:
        profile = self._folder / f"chromium-{who}"
        chrome = self._stack.enter_context(
            browser(profile, self.staging.language, visible=self.staging.watched)
        )
        return Desk(chrome, self.campus.hall_url)

    # --- how they are started ---------------------------------------------------------------------

    def _environment(self) -> dict[str, str]:
        return {
            "PCSCLITE_CSOCK_NAME": str(self.peers.card_socket),
            "TZ": CAMPUS_ZONE.key,
            "QT_QUICK_BACKEND": os.environ.get("QT_QUICK_BACKEND", "software"),
            **({} if self.staging.watched else {"QT_QPA_PLATFORM": "offscreen"}),
        }

    def _agent(self) -> tuple[str, ...]:
        return (
            "--agent", self.campus.gate_url,
            "--token-file", str(self.campus.guard_token),
            "--language", self.staging.language.value,
        )  # fmt: skip

    def _program(self, name: str, *arguments: str) -> PeerProcess:
        program = PeerProcess(
            "yanhu",
            [name, *arguments, "--json"],
            env=self._environment(),
            log=self._folder / f"{name}.log",
        )
        self._stack.enter_context(program)
        return program

    def _screen(self, name: str, *arguments: str) -> Screen:
        finger = PeerProcess(
            "demo.finger",
            [name, *arguments],
            env=self._environment(),
            log=self._folder / f"{name}.log",
            answer_limit_s=Screen.ANSWER_LIMIT_S,
        )
        self._stack.enter_context(finger)
        return Screen(finger, self.staging.evidence, watched=self.staging.watched)
