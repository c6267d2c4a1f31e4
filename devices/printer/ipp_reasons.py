"""Which fault a printer has, by what it says about itself. Pure.

``printer-state-reasons`` are keywords (RFC 8011, section 5.4.12; PWG 5100.9) that may end in
``-error``, ``-warning`` or ``-report``. How severe a printer calls a thing is of little use: one
that waits for paper calls that a warning, another gives no ending at all. So the keyword counts,
but for an empty tray, which is a fault only when no other tray has paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from devices.errors import Fault
from devices.printer.ipp_attributes import PrinterState, PrinterStatus

_SEVERITIES: Final = ("-error", "-warning", "-report")
_BY_KEYWORD: Final = (
    (Fault.PRINTER_JAM, {"media-jam"}),
    (Fault.PRINTER_COVER_OPEN, {"cover-open", "door-open", "interlock-open"}),
    (Fault.PRINTER_MEDIA_EMPTY, {"media-needed", "input-tray-missing"}),
    (Fault.PRINTER_SUPPLY_EMPTY, {"toner-empty", "marker-supply-empty", "developer-empty"}),
    (Fault.PRINTER_STOPPED, {"paused", "shutdown", "offline", "timed-out", "output-area-full"}),
)
"""What to mend first stands first."""
_LOW_BY_KEYWORD: Final = (
    (Fault.PRINTER_MEDIA_LOW, {"media-low"}),
    (Fault.PRINTER_SUPPLY_LOW, {"toner-low", "marker-supply-low", "developer-low"}),
)
LOW: Final = frozenset(fault for fault, _ in _LOW_BY_KEYWORD)
"""With these it still prints."""
PLENTY_SHEETS: Final = 50
"""A tray with as many lasts for a while, whatever another one runs out of."""


def printer_fault(status: PrinterStatus) -> Fault | None:
    """The fault to be mended first, or None. What is only low (:data:`LOW`) comes last."""
    keywords = {_without_severity(reason) for reason in status.reasons}
    if "media-empty" in keywords and _no_paper_left(status):
        keywords.add("media-needed")
    for fault, meaning in _BY_KEYWORD:
        if keywords & meaning:
            return fault
    if status.state is PrinterState.STOPPED:
        return Fault.PRINTER_STOPPED
    if any(level >= PLENTY_SHEETS for level in status.tray_levels):
        keywords.discard("media-low")
    return next((fault for fault, meaning in _LOW_BY_KEYWORD if keywords & meaning), None)


def hindrance(fault: Fault | None) -> Fault | None:
    """``fault`` if it keeps the printer from printing, else None."""
    return None if fault in LOW else fault


def _no_paper_left(status: PrinterStatus) -> bool:
    return status.state is PrinterState.STOPPED or _all_empty(status.tray_levels)


def _all_empty(levels: Sequence[int]) -> bool:
    """Also when no tray counts its sheets: then the keyword is all there is to go by."""
    return not any(levels)


def _without_severity(reason: str) -> str:
    for severity in _SEVERITIES:
        reason = reason.removesuffix(severity)
    return reason
