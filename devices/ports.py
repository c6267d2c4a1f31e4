"""What a device can do (one Protocol a capability) and the frozen events that devices emit.

Times called ``at`` are seconds of :func:`time.monotonic`. Events are put into the queue that the
rig was started with; a device never calls back into a rule or a screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from threading import Event
from typing import TYPE_CHECKING, Protocol, TypeAlias

from devices.errors import Fault
from devices.idcard.identity import ResidentIdentity
from devices.latency import Latency
from devices.printer.options import AS_CONFIGURED, PrintOptions
from devices.receipt.content import Receipt
from wording import Text

if TYPE_CHECKING:  # numpy loads slowly, and only who looks at pictures needs it
    import numpy as np
    import numpy.typing as npt

Picture: TypeAlias = "npt.NDArray[np.uint8]"
"""An image of shape (height, width, 3), BGR, 8 bits a channel."""


class DeviceKind(StrEnum):
    CARD_READER = "card_reader"
    CODE_SCANNER = "code_scanner"
    ID_CARD_READER = "id_card_reader"
    CAMERA = "camera"
    BARRIER = "barrier"
    INDICATOR = "indicator"
    DOCUMENT_PRINTER = "document_printer"
    RECEIPT_PRINTER = "receipt_printer"


class DeviceState(StrEnum):
    CONNECTING = "connecting"
    READY = "ready"
    DEGRADED = "degraded"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class DeviceHealth:
    """What a technician sees of one device at a glance."""

    name: str
    kind: DeviceKind
    driver: str
    port: str
    state: DeviceState
    since: datetime
    fault: Fault | None = None
    next_try: datetime | None = None
    firmware: str = ""
    last_event: datetime | None = None
    counters: Mapping[str, int] = field(default_factory=dict)
    latencies: tuple[Latency, ...] = ()
    """How long each of its operations took so far."""


class CardProtocol(StrEnum):
    T0 = "T=0"
    T1 = "T=1"
    CONTACTLESS = "contactless"
    ANNOUNCED = "announced"
    """The reader tells a number by itself; how it speaks to the card is its own affair."""


class CardAssurance(StrEnum):
    """What speaks for a card's number."""

    NUMBER_ONLY = "number_only"
    """Nothing: whoever knows the number can make such a card."""
    GENUINE = "genuine"
    """The card proved that it has the campus' key for this number."""


@dataclass(frozen=True, slots=True)
class CardPresented:
    """A card came into the field. ``uid`` is 4 to 10 bytes and never printed."""

    device: str
    at: float
    uid: bytes = field(repr=False)
    atr: bytes
    protocol: CardProtocol
    assurance: CardAssurance = CardAssurance.NUMBER_ONLY


@dataclass(frozen=True, slots=True)
class CardUnreadable:
    """A card is in the field, but its number could not be read, or is not to be believed."""

    device: str
    at: float
    fault: Fault = Fault.CARD_UNREADABLE
    """CARD_UNREADABLE, or CARD_NOT_GENUINE when the card failed to prove itself."""


@dataclass(frozen=True, slots=True)
class CardRemoved:
    device: str
    at: float


class Symbology(StrEnum):
    """Kinds of printed or displayed codes."""

    QR = "qr"
    DATA_MATRIX = "data_matrix"
    AZTEC = "aztec"
    PDF_417 = "pdf_417"
    CODE_128 = "code_128"
    CODE_39 = "code_39"
    ITF = "itf"
    EAN_UPC = "ean_upc"
    GS1_DATABAR = "gs1_databar"
    OTHER = "other"
    UNTOLD = "untold"
    """The scanner does not say."""


@dataclass(frozen=True, slots=True)
class CodeScanned:
    """A code was read. ``text`` may be somebody's pass and is never printed."""

    device: str
    at: float
    text: str = field(repr=False)
    symbology: Symbology
    gs1: bool
    """Whether ``text`` is GS1 data: application identifiers, separated by U+001D."""


@dataclass(frozen=True, slots=True)
class IdCardRead:
    """A resident identity card was read, as somebody had asked for. Never printed or stored."""

    device: str
    at: float
    identity: ResidentIdentity = field(repr=False)


@dataclass(frozen=True, slots=True)
class IdCardUnreadable:
    """A document lies there that is of no use; ``fault`` says why. The next one is waited for."""

    device: str
    at: float
    fault: Fault


class Sensor(StrEnum):
    """Inputs of a lane."""

    PASSAGE = "passage"
    FORCED = "forced"
    FIRE = "fire"


@dataclass(frozen=True, slots=True)
class SensorChanged:
    device: str
    at: float
    sensor: Sensor
    active: bool


@dataclass(frozen=True, slots=True)
class HealthChanged:
    device: str
    at: float
    health: DeviceHealth


DeviceEvent = (
    CardPresented
    | CardUnreadable
    | CardRemoved
    | CodeScanned
    | IdCardRead
    | IdCardUnreadable
    | SensorChanged
    | HealthChanged
)


class CardReader(Protocol):
    """Emits CardPresented and CardRemoved; has no further command."""

    @property
    def name(self) -> str: ...


class CodeScanner(Protocol):
    """Emits CodeScanned; has no further command."""

    @property
    def name(self) -> str: ...


class IdCardReader(Protocol):
    """Reads resident identity cards, and only when asked to. Emits IdCardRead, IdCardUnreadable."""

    @property
    def name(self) -> str: ...

    def read_next(self, within_s: float) -> None:
        """Read the next card that is laid down within ``within_s`` seconds (1 to 300).

        Returns at once. Ends with the first IdCardRead; a lost reader goes on when it is back.
        Cards at any other time are left unread.
        """
        ...

    def dismiss(self) -> None:
        """Wait for a card no longer, as when somebody walks away."""
        ...


@dataclass(frozen=True, slots=True)
class Frame:
    """The newest picture of a camera. ``number`` counts from 1 over one connection."""

    picture: Picture = field(repr=False)
    number: int
    at: float


class Camera(Protocol):
    """A one-slot mailbox that always holds the newest frame."""

    @property
    def name(self) -> str: ...

    def latest(self) -> Frame | None:
        """The newest frame, or None while the camera is not delivering. Never blocks."""
        ...


class Barrier(Protocol):
    """A lane's barrier and its inputs. Emits SensorChanged."""

    @property
    def name(self) -> str: ...

    def open_for(self, seconds: float) -> None:
        """Open now and close by itself after ``seconds`` (0.1 to 60), also if this process dies.

        Raises DeviceError when the board does not confirm.
        """
        ...

    def close(self) -> None:
        """Close now; a held barrier stays open. Raises DeviceError as :meth:`open_for`."""
        ...

    def hold_open(self) -> None:
        """Open and stay open until :meth:`release`, as in a fire, also over a lost connection.

        Meanwhile :meth:`open_for` and :meth:`close` change nothing. Raises DeviceError when the
        board does not confirm; the hold stands nevertheless and is carried out as soon as it can
        be. A program that dies forgets it.
        """
        ...

    def release(self) -> None:
        """End a hold, and close now. Raises DeviceError as :meth:`open_for`."""
        ...

    def inputs(self) -> Mapping[Sensor, bool]:
        """The inputs as last read."""
        ...

    @property
    def self_test_moves(self) -> bool:
        """Whether its self-test opens it for a moment, as its configuration allows."""
        ...


class Signal(StrEnum):
    """What people at a lane are told by light or sound."""

    IDLE = "idle"
    GRANTED = "granted"
    DENIED = "denied"
    ATTENTION = "attention"


class Indicator(Protocol):
    """A lamp or a loudspeaker."""

    @property
    def name(self) -> str: ...

    def show(self, signal: Signal) -> None:
        """Show ``signal`` until the next one. Never blocks, never fails.

        A lamp that is down shows the newest signal once it is back; a sound is not played late.
        """
        ...


class JobState(StrEnum):
    """IPP job states that matter here (RFC 8011, section 5.3.7)."""

    PENDING = "pending"
    PROCESSING = "processing"
    STOPPED = "stopped"
    CANCELLED = "canceled"
    ABORTED = "aborted"
    COMPLETED = "completed"

    @property
    def final(self) -> bool:
        return self in (JobState.CANCELLED, JobState.ABORTED, JobState.COMPLETED)


@dataclass(frozen=True, slots=True)
class JobProgress:
    """One observation of a print job."""

    job: int
    state: JobState
    impressions: int
    fault: Fault | None
    """Why it waits, when it waits."""


class DocumentPrinter(Protocol):
    """Prints PDF documents."""

    @property
    def name(self) -> str: ...

    @property
    def defaults(self) -> PrintOptions:
        """How it prints what asks for nothing else."""
        ...

    def print_document(
        self, pdf: bytes, title: str, cancel: Event, options: PrintOptions = AS_CONFIGURED
    ) -> Iterator[JobProgress]:
        """Submit ``pdf`` and follow the job: yields each change, the last one final.

        The first value names the job before the document is sent, so that a caller can write it
        down before any paper moves.

        Setting ``cancel`` cancels the job at the printer. Raises DeviceError when the printer
        can't be reached, refuses the job, or can't print as ``options`` say.
        """
        ...

    def find_job(self, job: int, title: str) -> JobProgress | None:
        """The job as the printer knows it now; None when it has none of that number and title.

        Lets a restarted program learn what became of a job it had submitted (IPP
        Get-Job-Attributes, RFC 8011, section 4.3.4). Raises DeviceError when the printer can't be
        reached.
        """
        ...


class ReceiptPrinter(Protocol):
    """Prints slips of paper: numbers in a queue, proofs of a submission."""

    @property
    def name(self) -> str: ...

    def print_receipt(self, receipt: Receipt) -> None:
        """Print and cut; returns when it is on paper.

        Raises DeviceError with a fault that says why not; what was not printed by then is
        forgotten, so that a second try does not print twice. A part may be on paper. A printer that
        answers nothing counts as having printed when it took all the bytes.
        """
        ...


class SelfTestOutcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    TIMED_OUT = "timed_out"


@dataclass(frozen=True, slots=True)
class SelfTestResult:
    """What a self-test found. ``detail`` says what was seen, never a card number."""

    device: str
    outcome: SelfTestOutcome
    detail: Text
    started_at: datetime
    took_ms: float
