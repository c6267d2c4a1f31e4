"""IPP attributes, as the client library hands them over, into values of known types. Pure.

Names and syntaxes: RFC 8011 (printer and job status), PWG 5100.13 (``printer-supply``,
``printer-input-tray``, ``job-uuid``), CUPS implementation of IPP (``device-uri``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, assert_never

from devices.ports import JobState
from devices.printer.ipp_answer import GarbledAnswer
from devices.printer.options import NOTHING_LISTED, Capabilities

Attributes = Mapping[str, object]
"""One group: a list for a set of several values, the bare value for a set of one."""

PRINTER_ATTRIBUTES: Final = (
    "printer-state",
    "printer-state-reasons",
    "printer-make-and-model",
    "printer-firmware-string-version",
    "printer-supply",
    "printer-input-tray",
    "media-ready",
    "document-format-supported",
    "printer-is-accepting-jobs",
    "sides-supported",
    "print-color-mode-supported",
    "copies-supported",
    "device-uri",
)
QUEUE_ATTRIBUTES: Final = ("printer-name", "printer-info", "printer-make-and-model")
JOB_ATTRIBUTES: Final = (
    "job-state",
    "job-state-reasons",
    "job-impressions-completed",
    "job-name",
    "job-uuid",
)

_AWAITS_DOCUMENT: Final = frozenset({"job-data-insufficient", "job-incoming"})
"""Printers say the first, CUPS the second (RFC 8011, section 5.3.8)."""


class PrinterState(IntEnum):
    """``printer-state`` (RFC 8011, section 5.4.11)."""

    IDLE = 3
    PROCESSING = 4
    STOPPED = 5


class _IppJobState(IntEnum):
    """``job-state`` (RFC 8011, section 5.3.7)."""

    PENDING = 3
    PENDING_HELD = 4
    PROCESSING = 5
    PROCESSING_STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9


@dataclass(frozen=True, slots=True)
class Supply:
    """Something that a printer uses up."""

    name: str
    percent: int | None
    """None when the printer doesn't know."""


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """A printer at one moment."""

    state: PrinterState
    reasons: tuple[str, ...]
    """``printer-state-reasons`` keywords, without ``none``."""
    model: str
    supplies: tuple[Supply, ...]
    tray_levels: tuple[int, ...]
    """Sheets in each tray that counts them; trays that don't are left out."""
    media: tuple[str, ...]
    """Loaded media, as ``iso_a4_210x297mm``."""
    formats: tuple[str, ...]
    """Document formats it accepts."""
    accepts_jobs: bool = True
    can: Capabilities = NOTHING_LISTED
    device: str = ""
    """Address of the printer behind a CUPS queue; empty at a printer."""


@dataclass(frozen=True, slots=True)
class JobStatus:
    """A job at one moment."""

    state: JobState
    impressions: int
    """Sides printed so far."""
    awaits_document: bool
    """The job was created, but its document has not arrived."""
    title: str
    """``job-name``; empty when the printer doesn't tell."""
    uuid: str
    """Tells this job from a later one of the same number; empty when the printer has none."""


def printer_status(attributes: Attributes) -> PrinterStatus:
    """The answer of Get-Printer-Attributes. Raises GarbledAnswer."""
    model = _texts(attributes, "printer-make-and-model")
    firmware = _texts(attributes, "printer-firmware-string-version")
    return PrinterStatus(
        state=_printer_state(_number(attributes, "printer-state")),
        reasons=tuple(r for r in _texts(attributes, "printer-state-reasons") if r != "none"),
        model=" ".join(text for text in (*model, *firmware) if text),
        supplies=tuple(_supplies(_texts(attributes, "printer-supply"))),
        tray_levels=tuple(_tray_levels(_texts(attributes, "printer-input-tray"))),
        media=tuple(dict.fromkeys(_texts(attributes, "media-ready"))),
        formats=_texts(attributes, "document-format-supported"),
        accepts_jobs=attributes.get("printer-is-accepting-jobs") is not False,
        can=Capabilities(
            sides=_texts(attributes, "sides-supported"),
            colours=_texts(attributes, "print-color-mode-supported"),
            most_copies=_most_copies(attributes.get("copies-supported")),
        ),
        device=next(iter(_texts(attributes, "device-uri")), ""),
    )


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue of a CUPS server."""

    name: str
    about: str
    """Its description, else the printer's model."""


def queue_of(attributes: Attributes) -> Queue:
    """One group of the answer of CUPS-Get-Printers. Raises GarbledAnswer."""
    names = _texts(attributes, "printer-name")
    if not names:
        raise GarbledAnswer("a queue without a name")
    said = (*_texts(attributes, "printer-info"), *_texts(attributes, "printer-make-and-model"))
    return Queue(names[0], next((text for text in said if text and text != names[0]), ""))


def job_status(attributes: Attributes) -> JobStatus:
    """The answer of Get-Job-Attributes. Raises GarbledAnswer."""
    impressions = attributes.get("job-impressions-completed", 0)
    if not isinstance(impressions, int) or impressions < 0:
        impressions = 0  # "unknown" is an out-of-band value in RFC 8011
    return JobStatus(
        state=_job_state(_number(attributes, "job-state")),
        impressions=impressions,
        awaits_document=not _AWAITS_DOCUMENT.isdisjoint(_texts(attributes, "job-state-reasons")),
        title=next(iter(_texts(attributes, "job-name")), ""),
        uuid=next(iter(_texts(attributes, "job-uuid")), ""),
    )


def job_number(attributes: Attributes) -> int:
    """The answer of Create-Job. Raises GarbledAnswer."""
    return _number(attributes, "job-id")


def _number(attributes: Attributes, name: str) -> int:
    value = attributes.get(name)
    if not isinstance(value, int):
        raise GarbledAnswer(f"the printer gave no number as {name}")
    return int(value)


def _texts(attributes: Attributes, name: str) -> tuple[str, ...]:
    value = attributes.get(name)
    values = value if isinstance(value, list) else [value]
    return tuple(text for text in values if isinstance(text, str))


def _most_copies(value: object) -> int:
    """``copies-supported`` is a range: its end; 1 when the printer tells none."""
    end = value[-1] if isinstance(value, list | tuple) and value else value
    return end if isinstance(end, int) and end > 0 else 1


def _printer_state(number: int) -> PrinterState:
    try:
        return PrinterState(number)
    except ValueError as exc:
        raise GarbledAnswer(f"{number} is no printer-state") from exc


def _job_state(number: int) -> JobState:
    try:
        state = _IppJobState(number)
    except ValueError as exc:
        raise GarbledAnswer(f"{number} is no job-state") from exc
    match state:
        case _IppJobState.PENDING | _IppJobState.PENDING_HELD:
            return JobState.PENDING
        case _IppJobState.PROCESSING:
            return JobState.PROCESSING
        case _IppJobState.PROCESSING_STOPPED:
            return JobState.STOPPED
        case _IppJobState.CANCELED:
            return JobState.CANCELLED
        case _IppJobState.ABORTED:
            return JobState.ABORTED
        case _IppJobState.COMPLETED:
            return JobState.COMPLETED
        case _:
            assert_never(state)


def _fields(text: str) -> dict[str, str]:
    """``name=value;`` pairs of PWG 5100.13."""
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if name.strip()}


def _whole(text: str | None) -> int | None:
    """A level or capacity; None for "unknown" and the like, which are negative."""
    try:
        value = int(text or "")
    except ValueError:
        return None
    return value if value >= 0 else None


def _supplies(texts: tuple[str, ...]) -> list[Supply]:
    supplies = []
    for text in texts:
        fields = _fields(text)
        if fields.get("class") != "supplyThatIsConsumed":
            continue  # a waste tank is filled, not used up
        level, capacity = _whole(fields.get("level")), _whole(fields.get("maxcapacity"))
        percent = round(100 * level / capacity) if level is not None and capacity else None
        name = " ".join(fields[part] for part in ("colorantname", "type") if part in fields)
        supplies.append(Supply(name or "?", percent))
    return supplies


def _tray_levels(texts: tuple[str, ...]) -> list[int]:
    levels = (_whole(_fields(text).get("level")) for text in texts)
    return [level for level in levels if level is not None]
