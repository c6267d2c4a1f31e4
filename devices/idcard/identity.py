"""The text of a resident identity card, second generation, into values. No I/O.

256 bytes of UTF-16LE in fields of fixed length, filled up with spaces. Codes: sex GB/T 2261.1,
ethnicity GB/T 3304, citizen number GB 11643-1999. Nothing of it appears in an error or a
representation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from devices.errors import Fault, ProtocolError

_FIELDS: Final = {
    "name": 15,
    "sex": 1,
    "ethnicity": 2,
    "born": 8,
    "address": 35,
    "number": 18,
    "issuer": 15,
    "valid_from": 8,
    "valid_until": 8,
}
"""Length of each in characters; 14 more are reserved, then comes the kind of document."""
_KIND_AT: Final = 124
"""Character that tells other documents of the same form (residence permits) apart."""
_FOR_EVER: Final = "长期"
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS: Final = "10X98765432"
"""GB 11643-1999, section 4.4 (ISO 7064, MOD 11-2)."""


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"
    NOT_STATED = "not_stated"


_SEXES: Final = {"0": Sex.UNKNOWN, "1": Sex.MALE, "2": Sex.FEMALE, "9": Sex.NOT_STATED}


class NotResidentCard(ProtocolError):
    """A document of the same form, but for others than residents."""

    fault = Fault.ID_CARD_UNSUPPORTED


class IdentityInvalid(ProtocolError):
    """The text contradicts itself or its form."""

    fault = Fault.ID_CARD_UNREADABLE


@dataclass(frozen=True, slots=True)
class ResidentIdentity:
    """What a resident identity card says of its holder. Its representation says nothing."""

    name: str = field(repr=False)
    sex: Sex = field(repr=False)
    ethnicity: str = field(repr=False)
    """Two digits of GB/T 3304."""
    born: date = field(repr=False)
    address: str = field(repr=False)
    number: str = field(repr=False)
    """Citizen number, 18 characters with a valid check character."""
    issuer: str = field(repr=False)
    valid_from: date = field(repr=False)
    valid_until: date | None = field(repr=False)
    """None: without end."""


def resident(text: bytes) -> ResidentIdentity:
    """Decode the 256 bytes of text. Raises IdentityInvalid or NotResidentCard."""
    try:
        characters = text.decode("utf-16-le")
    except UnicodeDecodeError as error:
        raise IdentityInvalid(f"no UTF-16 at byte {error.start}") from None
    if len(text) != 256 or len(characters) != 128:
        # A character outside the basic plane would shift all fields behind it.
        raise IdentityInvalid(f"{len(characters)} characters in {len(text)} bytes of text")
    if characters[_KIND_AT] not in " \0":
        raise NotResidentCard("a document of another kind")
    values, at = {}, 0
    for name, length in _FIELDS.items():
        values[name] = characters[at : at + length].strip(" \0")
        at += length
    return _checked(values)


def check_character(seventeen: str) -> str:
    """The last character of a citizen number, from the digits before it."""
    total = sum(int(digit) * weight for digit, weight in zip(seventeen, _WEIGHTS, strict=True))
    return _CHECK_CHARACTERS[total % 11]


def _checked(values: dict[str, str]) -> ResidentIdentity:
    for name in ("name", "address", "issuer"):
        if not values[name].isprintable() or not values[name]:
            raise IdentityInvalid(f"{name} is empty or not printable")
    born = _date("born", values["born"])
    valid_from = _date("valid_from", values["valid_from"])
    until = values["valid_until"]
    valid_until = None if until == _FOR_EVER else _date("valid_until", until)
    if valid_until is not None and valid_until < valid_from:
        raise IdentityInvalid("valid_until is before valid_from")
    if values["sex"] not in _SEXES:
        raise IdentityInvalid("sex is no code of GB/T 2261.1")
    if len(values["ethnicity"]) != 2 or not _is_digits(values["ethnicity"]):
        raise IdentityInvalid("ethnicity is no code of GB/T 3304")
    return ResidentIdentity(
        name=values["name"],
        sex=_SEXES[values["sex"]],
        ethnicity=values["ethnicity"],
        born=born,
        address=values["address"],
        number=_number(values["number"], values["born"]),
        issuer=values["issuer"],
        valid_from=valid_from,
        valid_until=valid_until,
    )


def _number(number: str, born: str) -> str:
    if len(number) != 18 or not _is_digits(number[:17]):
        raise IdentityInvalid("number has not the form of a citizen number")
    if number[17] != check_character(number[:17]):
        raise IdentityInvalid("number has a wrong check character")
    if number[6:14] != born:
        raise IdentityInvalid("number and date of birth differ")
    return number


def _date(name: str, digits: str) -> date:
    if len(digits) == 8 and _is_digits(digits):
        try:
            return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        except ValueError:
            raise IdentityInvalid(f"{name} is no day of the calendar") from None
    raise IdentityInvalid(f"{name} has not eight digits")


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
