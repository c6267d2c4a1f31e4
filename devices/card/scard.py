"""The PC/SC calls that are used here, typed, with every result code mapped to one device error.

pyscard's own monitor threads end for good when the daemon restarts, so only its thin ``scard``
layer is used (docs/devices/pcsc.md). The daemon's socket is ``PCSCLITE_CSOCK_NAME``, which
libpcsclite reads once a process.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import TracebackType
from typing import Final

from smartcard import scard

from devices.errors import DeviceError, Fault, NotFound, ProtocolError

_SERVICE_DOWN: Final = frozenset(
    (
        scard.SCARD_E_NO_SERVICE,
        scard.SCARD_E_SERVICE_STOPPED,
        scard.SCARD_E_SYSTEM_CANCELLED,
        scard.SCARD_E_INVALID_HANDLE,  # a context of the daemon before its restart
        scard.SCARD_F_COMM_ERROR,
    )
)
_READER_GONE: Final = frozenset(
    (
        scard.SCARD_E_UNKNOWN_READER,
        scard.SCARD_E_READER_UNAVAILABLE,
        scard.SCARD_E_NO_READERS_AVAILABLE,
    )
)
_CARD_GONE: Final = frozenset((scard.SCARD_E_NO_SMARTCARD, scard.SCARD_W_REMOVED_CARD))
_CARD_TROUBLE: Final = frozenset(
    (
        scard.SCARD_E_NOT_TRANSACTED,
        scard.SCARD_E_PROTO_MISMATCH,
        scard.SCARD_E_SHARING_VIOLATION,
        scard.SCARD_W_RESET_CARD,
        scard.SCARD_W_UNPOWERED_CARD,
        scard.SCARD_W_UNRESPONSIVE_CARD,
        scard.SCARD_W_UNSUPPORTED_CARD,
    )
)
_READER_UNUSABLE: Final = (
    scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE | scard.SCARD_STATE_IGNORE
)
EVENT_COUNTER_SHIFT: Final = 16
"""pcsc-lite counts insertions and removals in the upper half of a reader's state."""


class CardGone(DeviceError):
    """The card left before it was read; its removal is reported by the reader's state."""

    fault = Fault.CARD_UNREADABLE


@dataclass(frozen=True, slots=True)
class ReaderStatus:
    """What a reader's field holds. ``raw`` is passed back to wait for the next change."""

    raw: int
    present: bool
    mute: bool
    """A card is present but did not answer the reset."""
    changes: int
    """Insertions and removals so far, modulo 65536."""
    atr: bytes = field(repr=False)


UNAWARE: Final = ReaderStatus(scard.SCARD_STATE_UNAWARE, False, False, 0, b"")
"""Status before the first look: waiting from it returns at once."""


def _check(code: int, doing: str) -> None:
    if code == scard.SCARD_S_SUCCESS:
        return
    detail = f"{doing}: {scard.SCardGetErrorMessage(code).strip()}"
    if code in _SERVICE_DOWN:
        raise NotFound(detail, Fault.CARD_SERVICE_DOWN)
    if code in _READER_GONE:
        raise NotFound(detail, Fault.CARD_READER_GONE)
    if code in _CARD_GONE:
        raise CardGone(detail)
    if code in _CARD_TROUBLE:
        raise ProtocolError(detail, Fault.CARD_UNREADABLE)
    raise ProtocolError(detail)


class Context:
    """A conversation with the daemon. Use each from one thread at a time."""

    def __init__(self) -> None:
        """Raises NotFound (card service down)."""
        code, self._handle = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        _check(code, "reaching the card service")

    def release(self) -> None:
        """Ends the conversation; the daemon may be gone already, so its answer does not matter."""
        scard.SCardReleaseContext(self._handle)

    def readers(self) -> list[str]:
        """Names of all readers, sorted. Raises NotFound (card service down)."""
        code, names = scard.SCardListReaders(self._handle, [])
        if code == scard.SCARD_E_NO_READERS_AVAILABLE:
            return []
        _check(code, "listing the readers")
        return sorted(names)

    def wait_for_change(self, reader: str, known: ReaderStatus, wait_s: float) -> ReaderStatus:
        """The reader's status once it differs from ``known``, or ``known`` after ``wait_s``.

        Raises NotFound when the reader or the daemon goes away.
        """
        code, states = scard.SCardGetStatusChange(
            self._handle, int(wait_s * 1000), [(reader, known.raw)]
        )
        if code == scard.SCARD_E_TIMEOUT:
            return known
        _check(code, f"watching {reader}")
        _, raw, atr = states[0]
        if raw & _READER_UNUSABLE:
            raise NotFound(f"{reader} is gone", Fault.CARD_READER_GONE)
        return ReaderStatus(
            raw=raw & ~scard.SCARD_STATE_CHANGED,
            present=bool(raw & scard.SCARD_STATE_PRESENT),
            mute=bool(raw & scard.SCARD_STATE_MUTE),
            changes=raw >> EVENT_COUNTER_SHIFT,
            atr=bytes(atr),
        )

    def connect(self, reader: str) -> Card:
        """Raises CardGone, ProtocolError (card unreadable) or NotFound."""
        code, handle, protocol = scard.SCardConnect(
            self._handle,
            reader,
            scard.SCARD_SHARE_SHARED,
            scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1,
        )
        _check(code, f"reaching the card in {reader}")
        return Card(handle, protocol)


class Card:
    """A card in the field, as a context manager; one that failed is reset for the next try."""

    def __init__(self, handle: object, protocol: int) -> None:
        self._handle: Final = handle
        self._protocol: Final = protocol

    @property
    def active_t1(self) -> bool:
        return bool(self._protocol == scard.SCARD_PROTOCOL_T1)

    def transmit(self, command: bytes) -> bytes:
        """Raises CardGone, ProtocolError (card unreadable) or NotFound."""
        pci = scard.SCARD_PCI_T1 if self.active_t1 else scard.SCARD_PCI_T0
        code, answer = scard.SCardTransmit(self._handle, pci, list(command))
        _check(code, "speaking to the card")
        return bytes(answer)

    def __enter__(self) -> Card:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        after = scard.SCARD_LEAVE_CARD if error is None else scard.SCARD_RESET_CARD
        scard.SCardDisconnect(self._handle, after)
