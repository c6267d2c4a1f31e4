"""Turns what a scanner sees into events, and lends it to a self-test."""

from __future__ import annotations

import time
from threading import Event
from typing import Final

from devices.driver import Link
from devices.errors import Fault
from devices.loan import Loan
from devices.ports import CodeScanned
from devices.scanner.scan import Scan, ScanFault
from devices.scanner.symbology_words import symbology_name
from wording import Text

CODES_KEPT: Final = 64
"""More different codes than anybody holds before a scanner within a minute."""
FAULT_RUN: Final = 5
"""So many bad scans in a row point at the scanner's settings, not at the codes."""

_SEEN: Final = Text(
    "读到一个码：{zh}，{characters} 个字符（内容不显示）",
    "Read a code: {en}, {characters} characters (content not shown)",
)


class ScanReception:
    """What one scanner's driver does with each scan. The driver's thread calls it, except
    :meth:`wait_for_code`, which belongs to a self-test's own thread.
    """

    def __init__(self, device: str, same_code_after_s: float) -> None:
        self._device: Final = device
        self._same_code_after_s: Final = same_code_after_s
        self._repeated_until: Final[dict[str, float]] = {}
        """Until when each code counts as seen again; the one seen longest ago stands first."""
        self._loan: Final = Loan[Scan]()
        self._fault_run = 0

    def take(self, seen: Scan | ScanFault, link: Link) -> None:
        """Count ``seen`` and tell it, unless the same code was told a moment ago."""
        if isinstance(seen, ScanFault):
            link.count(f"scans_{seen}")
            self._fault_run += 1
            if self._fault_run >= FAULT_RUN:
                link.degrade(Fault.CODE_UNREADABLE)
            return
        self._fault_run = 0
        link.degrade(None)
        now = time.monotonic()
        if self._seen_again(seen.text, now):
            link.count("scans_repeated")
            return
        link.count("scans")
        if not self._loan.offer(seen):
            link.emit(CodeScanned(self._device, now, seen.text, seen.kind.symbology, seen.kind.gs1))

    def _seen_again(self, text: str, now: float) -> bool:
        """Note ``text``. A camera may see several codes at once, so each has a time of its own."""
        again = now < self._repeated_until.pop(text, now)
        self._repeated_until[text] = now + self._same_code_after_s
        if len(self._repeated_until) > CODES_KEPT:
            del self._repeated_until[next(iter(self._repeated_until))]
        return again

    def wait_for_code(self, cancel: Event) -> Text:
        """Take the next code away from the listener and say what was read.

        Raises Cancelled when no code came before ``cancel`` was set.
        """
        scan = self._loan.take(cancel)
        name = symbology_name(scan.kind.symbology, gs1=scan.kind.gs1)
        return _SEEN.format(zh=name.zh, en=name.en, characters=len(scan.text))
