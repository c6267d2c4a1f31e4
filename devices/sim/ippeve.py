"""An IPP Everywhere printer (PWG 5100.14): OpenPrinting's ``ippeveprinter``, kept in one folder.

    python -m devices.sim.ippeve --dir DIR [--announce]

The ready line holds its ``uri`` and the folder ``printed``, where each document ends up that it
printed. Commands on stdin::

    {"do": "fault", "name": "media-empty", "present": true}   see PrinterFault
    {"do": "hold", "on": true}      print no further until {"on": false}: a slow job
    {"do": "kill"}                  end it as a power cut would
    {"do": "run"}                   start it again on the same port; it has forgotten its jobs

``ippeveprinter`` wants a D-Bus system bus even when it announces nothing, so it gets a private one;
root is not needed, and Avahi (:mod:`devices.sim.avahi`) only to announce it by multicast DNS on the
loopback interface. Needs the Debian packages cups-ipp-utils, dbus and poppler-utils.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from enum import StrEnum
from pathlib import Path
from typing import Final

from devices.sim import child
from devices.sim.avahi import AvahiPeer
from devices.sim.console import Command, Refused, say, serve_commands
from devices.sim.free_port import free_port

READY_LIMIT_S: Final = 10.0
LOOK_S: Final = 0.02
"""How often the start-up is looked at."""
STOP_LIMIT_S: Final = 3.0
FORM_LIMIT_S: Final = 5.0
LOG_END: Final = 400
"""Characters of the log that are told when it ends at once."""
FULL_TRAYS: Final = (250, 25)
"""Sheets in the main and in the by-pass tray; one empty tray is enough to hold a job up."""
LOW_TRAYS: Final = (20, 20)
EMPTY_TRAYS: Final = (0, 0)
TONER_PERCENT: Final = 75
LOW_TONER_PERCENT: Final = 8

_A4: Final = "iso_a4_210x297mm"
_BUS_CONFIG: Final = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:tmpdir={folder}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/> <allow own="*"/> <allow send_destination="*"/> <allow receive_sender="*"/>
  </policy>
</busconfig>
"""

# What happens to a document inside the printer: see "COMMAND OUTPUT" in ippeveprinter(1).
_PRINT_COMMAND: Final = """\
#!/bin/sh
cd "{folder}" || exit 1
pages=$(pdfinfo "$1" | awk '/^Pages:/ {{print $2}}')
[ -n "$pages" ] || {{ echo "ERROR: not a PDF document" >&2; exit 1; }}
echo "ATTR: job-impressions=$pages" >&2
for fault in media-jam cover-open; do
  [ -e "faults/$fault" ] || continue
  echo "STATE: +$fault" >&2
  while [ -e "faults/$fault" ]; do sleep 0.05; done
  echo "STATE: -$fault" >&2
done
while [ -e faults/hold ]; do sleep 0.05; done
name=$(date +%s%N)
env | grep -E '^IPP_(SIDES|COPIES|PRINT_COLOR_MODE)=' > "printed/$name.options"
cp "$1" "printed/.$name" && mv "printed/.$name" "printed/$name.pdf"
echo "ATTR: job-impressions-completed=$pages" >&2
"""


class PrinterFault(StrEnum):
    """Faults that can be brought about; named by their printer-state-reasons keyword (RFC 8011)."""

    MEDIA_EMPTY = "media-empty"
    MEDIA_JAM = "media-jam"
    """Shows only while a job is in the printer, and holds that job up; so does the next."""
    COVER_OPEN = "cover-open"
    TONER_EMPTY = "toner-empty"
    MEDIA_LOW = "media-low"
    TONER_LOW = "toner-low"


class IppPrinterPeer:
    """One printer with everything it owns below ``folder``. Use as a context manager."""

    def __init__(
        self,
        folder: Path,
        name: str = "Yanhu test printer",
        *,
        announce: bool = False,
        colour: bool = False,
    ) -> None:
        """Does nothing yet; the port is chosen now and kept over power cuts."""
        self._colour: Final = colour
        self._folder: Final = folder.resolve()
        self._name: Final = name
        self._announce: Final = announce
        self._avahi: AvahiPeer | None = None
        self._port: Final = free_port()
        self._bus: subprocess.Popen[str] | None = None
        self._bus_address = ""
        self._printer: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        return f"ipp://127.0.0.1:{self._port}/ipp/print"

    @property
    def printed_folder(self) -> Path:
        return self._folder / "printed"

    def printed(self) -> list[Path]:
        """The documents that were printed, oldest first."""
        return sorted(self.printed_folder.glob("*.pdf"))

    def options(self, document: Path) -> dict[str, str]:
        """The job attributes that a printed document came with, as ``IPP_SIDES``."""
        lines = document.with_suffix(".options").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)

    def log(self) -> str:
        """What the printer wrote about the requests that it had."""
        return (self._folder / "printer.log").read_text(errors="replace")

    def start(self) -> None:
        """Start, load A4 and wait until it answers. Raises Refused."""
        for part in ("printed", "faults", "spool", "keys"):
            (self._folder / part).mkdir(parents=True, exist_ok=True)
        command = self._folder / "print-command"
        command.write_text(_PRINT_COMMAND.format(folder=self._folder))
        command.chmod(0o700)
        try:
            if self._bus is None:
                self._start_bus()
            if self._announce and self._avahi is None:
                self._avahi = AvahiPeer(self._folder, self._bus_address)
                self._avahi.start()
            self._start_printer(command)
            self._wait_until_it_answers()
            self._load_paper(FULL_TRAYS)
        except Refused:
            self.stop()
            raise

    def set_fault(self, fault: PrinterFault, present: bool) -> None:
        """Bring a fault about, or mend it. Raises Refused when the printer is off."""
        match fault:
            case PrinterFault.MEDIA_EMPTY:
                self._load_paper(EMPTY_TRAYS if present else FULL_TRAYS)
            case PrinterFault.MEDIA_LOW:
                self._load_paper(LOW_TRAYS if present else FULL_TRAYS)
            case PrinterFault.TONER_EMPTY:
                self._fill_toner(0 if present else TONER_PERCENT)
            case PrinterFault.TONER_LOW:
                self._fill_toner(LOW_TONER_PERCENT if present else TONER_PERCENT)
            case PrinterFault.MEDIA_JAM | PrinterFault.COVER_OPEN:
                self._mark(fault.value, present)

    def hold(self, on: bool) -> None:
        """Keep jobs from being finished, or let them go on."""
        self._mark("hold", on)

    def kill(self) -> None:
        """A power cut: the printer and the job inside it are gone."""
        printer, self._printer = self._printer, None
        if printer is not None and printer.poll() is None:
            os.killpg(printer.pid, signal.SIGKILL)
            printer.wait()

    def stop(self) -> None:
        """End everything that was started; harmless when nothing runs."""
        for mark in (self._folder / "faults").glob("*"):
            mark.unlink()
        self.kill()
        avahi, self._avahi = self._avahi, None
        if avahi is not None:
            avahi.stop()
        bus, self._bus = self._bus, None
        if bus is not None:
            child.end(bus, STOP_LIMIT_S)
            if bus.stdout is not None:
                bus.stdout.close()

    def __enter__(self) -> IppPrinterPeer:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def _start_bus(self) -> None:
        config = self._folder / "bus.conf"
        config.write_text(_BUS_CONFIG.format(folder=tempfile.gettempdir()))
        command = ["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile"]
        self._bus = subprocess.Popen(
            [*command, "--print-address"], stdout=subprocess.PIPE, text=True
        )
        assert self._bus.stdout is not None
        self._bus_address = self._bus.stdout.readline().strip()
        if not self._bus_address:
            raise Refused("the private D-Bus daemon ended at once")

    def _start_printer(self, command: Path) -> None:
        arguments = ["ippeveprinter", "-n", "localhost", "-p", str(self._port)]
        arguments += [] if self._announce else ["-r", "off"]
        arguments += ["-d", str(self._folder / "spool"), "-K", str(self._folder / "keys")]
        arguments += ["-c", str(command), "-f", "application/pdf", "-2", "-v"]
        arguments += ["-s", "20,20" if self._colour else "20,0"]
        arguments += ["-M", "Yanhu", "-m", "Test Printer", self._name]
        with (self._folder / "printer.log").open("ab") as log:
            self._printer = subprocess.Popen(
                arguments,
                stdout=log,
                stderr=log,
                env={**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": self._bus_address},
                start_new_session=True,  # its print commands die with it
            )

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + READY_LIMIT_S
        while time.monotonic() < deadline:
            if self._printer is None or self._printer.poll() is not None:
                raise Refused(f"ippeveprinter ended at once: {self.log()[-LOG_END:]}")
            try:
                self._submit("media")
            except Refused:
                time.sleep(LOOK_S)
            else:
                return
        raise Refused(f"ippeveprinter did not answer within {READY_LIMIT_S} s")

    def _load_paper(self, sheets: tuple[int, int]) -> None:
        main = {"size1": _A4, "type1": "stationery", "level1": sheets[0]}
        # The form numbers a printer's media sources; that of the second tray depends on the kind.
        other = "2" if self._colour else "3"
        by_pass = {f"size{other}": _A4, f"type{other}": "stationery", f"level{other}": sheets[1]}
        self._submit("media", **main, **by_pass)

    def _fill_toner(self, percent: int) -> None:
        self._submit("supplies", supply0=25, supply1=percent)

    def _submit(self, form: str, **values: object) -> None:
        """Fill in one of the printer's own web forms."""
        address = f"http://127.0.0.1:{self._port}/{form}?{urllib.parse.urlencode(values)}"
        try:
            with urllib.request.urlopen(address, timeout=FORM_LIMIT_S) as answer:
                answer.read()
        except (urllib.error.URLError, OSError) as exc:
            raise Refused(f"the printer's {form} form does not answer") from exc

    def _mark(self, name: str, present: bool) -> None:
        mark = self._folder / "faults" / name
        if present:
            mark.touch()
        else:
            mark.unlink(missing_ok=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m devices.sim.ippeve")
    parser.add_argument("--dir", type=Path, required=True, help="private folder, made if missing")
    parser.add_argument("--announce", action="store_true", help="by multicast DNS on loopback")
    args = parser.parse_args()
    printer = IppPrinterPeer(args.dir, announce=args.announce)

    def obey(command: Command) -> Command:
        match command:
            case {"do": "fault", "name": str(name), "present": bool(present)}:
                printer.set_fault(PrinterFault(name), present)
            case {"do": "hold", "on": bool(on)}:
                printer.hold(on)
            case {"do": "kill"}:
                printer.kill()
            case {"do": "run"}:
                printer.start()
            case _:
                raise Refused(f"no such command: {command}")
        return {}

    try:
        printer.start()
        say("ready", uri=printer.uri, printed=str(printer.printed_folder))
        serve_commands(obey)
    finally:
        printer.stop()


if __name__ == "__main__":
    main()
