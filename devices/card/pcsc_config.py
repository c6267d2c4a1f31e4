"""The ``[devices.NAME]`` table of a PC/SC reader, and the way of asking cards that it chooses."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from devices.card.apdu import NUMBER_BYTES
from devices.card.campus_cpu import KEY_NUMBERS, CampusCpu
from devices.card.desfire import Desfire, Generation, Protection
from devices.card.number_source import NumberSource, OpenFile, Uid
from devices.key_file import KeyPath, load_key

_ApplicationId = Annotated[str, StringConstraints(pattern=r"^([0-9A-Fa-f]{2}){5,16}$")]
_NumberLength = Annotated[int, Field(ge=NUMBER_BYTES[0], le=NUMBER_BYTES[-1])]
_FIRST_OFFSET_OUTSIDE: Final = 1 << 15


class NumberFile(BaseModel):
    """Where a card keeps its number when that is not its UID."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    application: _ApplicationId
    """Application identifier in hexadecimal."""
    offset: Annotated[int, Field(ge=0, lt=_FIRST_OFFSET_OUTSIDE)] = 0
    length: _NumberLength = 8


class CampusCpuCard(BaseModel):
    """The campus CPU card's application (docs/devices/campus-card.md)."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    application: _ApplicationId = "F0000000CA5502"
    """Application identifier in hexadecimal."""
    key_number: Annotated[int, Field(ge=KEY_NUMBERS[0], le=KEY_NUMBERS[-1])] = 1


class DesfireCard(BaseModel):
    """A MIFARE DESFire application with the card's number in a file (docs/devices/desfire.md)."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    application: Annotated[str, StringConstraints(pattern=r"^[0-9A-Fa-f]{6}$")]
    """Application identifier in hexadecimal, as it is usually written: high byte first."""
    key_number: Annotated[int, Field(ge=0, le=13)]
    """Key that may read the file."""
    file: Annotated[int, Field(ge=0, le=31)]
    offset: Annotated[int, Field(ge=0, lt=_FIRST_OFFSET_OUTSIDE)] = 0
    length: _NumberLength = 8
    generation: Annotated[Generation, Field(strict=False)] = Generation.EV2
    protection: Annotated[Protection, Field(strict=False)] = Protection.ENCIPHERED
    """The file's communication mode; a plain one would protect nothing."""
    diversified_for: (
        Annotated[str, StringConstraints(pattern=r"^([0-9A-Fa-f]{2}){1,18}$")] | None
    ) = None
    """System identifier in hexadecimal: each card has a key of its own, derived from its UID.
    None when all cards share the key in the file."""


class PcscConfig(BaseModel):
    """A reader below the PC/SC daemon (pcsc-lite on Linux)."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    driver: Literal["pcsc"]
    reader: Annotated[str, StringConstraints(min_length=1, max_length=128)]
    """The reader's PC/SC name, or its beginning up to a space. pcsc-lite appends two numbers that
    change with the order of plugging: leave them out. The first match in name order serves."""
    number_file: NumberFile | None = None
    """None reads the UID."""
    authenticate: Literal["campus-cpu", "desfire"] | None = None
    """Believe only cards that prove themselves; any other is refused."""
    key_file: KeyPath | None = None
    """File with the campus' key, for ``authenticate``."""
    campus_cpu: CampusCpuCard = CampusCpuCard()
    desfire: DesfireCard | None = None

    @model_validator(mode="after")
    def _authentication_is_whole(self) -> Self:
        if (self.authenticate is None) != (self.key_file is None):
            raise ValueError("authenticate and key_file belong together")
        if self.authenticate is not None and self.number_file is not None:
            raise ValueError("number_file is for cards that prove nothing; leave one of them out")
        if (self.authenticate == "desfire") != (self.desfire is not None):
            raise ValueError('authenticate = "desfire" and the table desfire belong together')
        return self

    def source(self) -> NumberSource:
        """How cards are asked. Raises KeyUnusable."""
        if self.key_file is None:
            return self._open_source()
        key = load_key(self.key_file)
        if self.desfire is not None:
            return _desfire(key, self.desfire)
        applet = self.campus_cpu
        return CampusCpu(key, bytes.fromhex(applet.application), applet.key_number)

    def _open_source(self) -> NumberSource:
        file = self.number_file
        if file is None:
            return Uid()
        return OpenFile(bytes.fromhex(file.application), file.offset, file.length)


def _desfire(key: bytes, card: DesfireCard) -> Desfire:
    system = card.diversified_for
    return Desfire(
        key,
        application=bytes.fromhex(card.application)[::-1],
        key_number=card.key_number,
        file=card.file,
        offset=card.offset,
        length=card.length,
        generation=card.generation,
        protection=card.protection,
        system=None if system is None else bytes.fromhex(system),
    )
