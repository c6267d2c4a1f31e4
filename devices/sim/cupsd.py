"""A private CUPS server with one queue in front of a printer.

    python -m devices.sim.cupsd --dir DIR --printer ipp://127.0.0.1:8631/ipp/print

The real ``cupsd`` with the rules that Debian ships, on a port of its own. The ready line holds the
``server`` and the ``queue``. Commands on stdin::

    {"do": "pause", "on": true}     the queue keeps jobs, but prints none
    {"do": "reject", "on": true}    the queue takes no jobs
    {"do": "kill"}                  end the server as a crash would
    {"do": "run"}                   start it again; it remembers its queue

Needs the Debian packages cups-daemon, cups-client, cups-filters and cups-ipp-utils.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import time
from pathlib import Path
from typing import Final

from devices.sim import child
from devices.sim.console import Command, Refused, say, serve_commands
from devices.sim.free_port import free_port

QUEUE: Final = "office"
READY_LIMIT_S: Final = 10.0
LOOK_S: Final = 0.02
"""How often the start-up is looked at."""
STOP_LIMIT_S: Final = 5.0
ORDER_LIMIT_S: Final = 10.0

_ASK: Final = "get-printer-attributes.test"
"""Comes with ipptool."""
_FOLDERS: Final = ("etc", "spool/tmp", "cache", "state", "log")
_FILES: Final = """\
SystemGroup root
ServerRoot {folder}/etc
RequestRoot {folder}/spool
TempDir {folder}/spool/tmp
CacheDir {folder}/cache
StateDir {folder}/state
AccessLog {folder}/log/access
ErrorLog {folder}/log/error
PageLog {folder}/log/page
"""
_RULES: Final = """\
Listen 127.0.0.1:{port}
Listen {folder}/state/cups.sock
Browsing No
WebInterface No
DefaultAuthType Basic
MaxLogSize 0
DirtyCleanInterval 0
ErrorPolicy retry-job
JobRetryInterval 1
<Location />
  Order allow,deny
  Allow localhost
</Location>
<Policy default>
  JobPrivateAccess default
  JobPrivateValues default
  <Limit Create-Job Print-Job Validate-Job>
    Order deny,allow
  </Limit>
  <Limit Send-Document Hold-Job Release-Job Restart-Job Cancel-Job CUPS-Move-Job>
    Require user @OWNER @SYSTEM
    Order deny,allow
  </Limit>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""


class CupsPeer:
    """One server with everything it owns below ``folder``. Use as a context manager."""

    def __init__(self, folder: Path, printer_uri: str) -> None:
        """Does nothing yet; the port is chosen now and kept over crashes."""
        self._folder: Final = folder.resolve()
        self._printer_uri: Final = printer_uri
        port = free_port()
        self.server: Final = f"127.0.0.1:{port}"
        self._process: subprocess.Popen[bytes] | None = None
        for part in _FOLDERS:
            (self._folder / part).mkdir(parents=True, exist_ok=True)
        self._rules: Final = self._folder / "cupsd.conf"
        self._rules.write_text(_RULES.format(folder=self._folder, port=port))
        self._files: Final = self._folder / "cups-files.conf"
        self._files.write_text(_FILES.format(folder=self._folder))

    def start(self) -> None:
        """Start, and make the queue the first time. Raises Refused."""
        with (self._folder / "log" / "stderr").open("ab") as log:
            self._process = subprocess.Popen(
                ["cupsd", "-f", "-c", str(self._rules), "-s", str(self._files)],
                stderr=log,
            )
        try:
            self._wait_until_it_listens()
            if not (self._folder / "etc" / "printers.conf").exists():
                queue = ("-p", QUEUE, "-E", "-v", self._printer_uri, "-m", "everywhere")
                self._order("lpadmin", *queue)
                self._wait_until_its_options_are_known()
        except Refused:
            self.stop()
            raise

    def pause(self, on: bool) -> None:
        """Keep jobs without printing them."""
        self._order("cupsdisable" if on else "cupsenable", QUEUE)

    def reject(self, on: bool) -> None:
        """Take no further jobs."""
        self._order("cupsreject" if on else "cupsaccept", QUEUE)

    def want_login(self) -> None:
        """Serve nobody without a user and a password, from the next start on."""
        rules = self._rules.read_text()
        self._rules.write_text(
            rules.replace("Allow localhost", "AuthType Basic\n  Require valid-user")
        )

    def kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()

    def stop(self) -> None:
        """Harmless when it is not running."""
        process, self._process = self._process, None
        if process is not None:
            child.end(process, STOP_LIMIT_S)

    def __enter__(self) -> CupsPeer:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def _wait_until_it_listens(self) -> None:
        host, port = self.server.split(":")
        deadline = time.monotonic() + READY_LIMIT_S
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                raise Refused(f"cupsd ended at once; see {self._folder}/log")
            try:
                with socket.create_connection((host, int(port)), LOOK_S):
                    return
            except OSError:
                time.sleep(LOOK_S)
        raise Refused(f"cupsd did not listen within {READY_LIMIT_S} s")

    def _wait_until_its_options_are_known(self) -> None:
        """lpadmin is done a moment before the server has read what the printer can do."""
        queue = f"ipp://{self.server}/printers/{QUEUE}"
        deadline = time.monotonic() + READY_LIMIT_S
        while "sides-supported" not in self._run("ipptool", "-tv", queue, _ASK).stdout:
            if time.monotonic() > deadline:
                raise Refused(f"the queue knew no options within {READY_LIMIT_S} s")
            time.sleep(LOOK_S)

    def _order(self, *command: str) -> None:
        done = self._run(*command)
        if done.returncode:
            raise Refused(f"{command[0]}: {done.stderr.strip()}")

    def _run(self, *command: str) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(
                command,
                check=False,
                env={**os.environ, "CUPS_SERVER": f"{self._folder}/state/cups.sock"},
                capture_output=True,
                text=True,
                timeout=ORDER_LIMIT_S,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Refused(f"{command[0]}: {error}") from error


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m devices.sim.cupsd")
    parser.add_argument("--dir", type=Path, required=True, help="private folder, made if missing")
    parser.add_argument("--printer", required=True, help="IPP address of the printer")
    args = parser.parse_args()
    cups = CupsPeer(args.dir, args.printer)

    def obey(command: Command) -> Command:
        match command:
            case {"do": "pause", "on": bool(on)}:
                cups.pause(on)
            case {"do": "reject", "on": bool(on)}:
                cups.reject(on)
            case {"do": "kill"}:
                cups.kill()
            case {"do": "run"}:
                cups.start()
            case _:
                raise Refused(f"no such command: {command}")
        return {}

    try:
        cups.start()
        say("ready", server=cups.server, queue=QUEUE)
        serve_commands(obey)
    finally:
        cups.stop()


if __name__ == "__main__":
    main()
