"""How a document is to be printed, as IPP job attributes (RFC 8011, 5.2; PWG 5100.13). Pure.

What is plain (one side, black, one copy) every printer does, whether it says so or not. Anything
else is refused by name when the printer does not list it, instead of coming out otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from devices.errors import CommandFailed, Fault

MOST_COPIES: Final = 99
"""A mistake in a number shall not empty the tray."""


class Sides(StrEnum):
    """``sides``."""

    ONE = "one-sided"
    LONG_EDGE = "two-sided-long-edge"
    """As pages of a book: for upright documents."""
    SHORT_EDGE = "two-sided-short-edge"
    """As a calendar: for documents on their side."""


class Colour(StrEnum):
    """``print-color-mode``."""

    MONOCHROME = "monochrome"
    COLOUR = "color"


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """How a document is to be printed. Raises ValueError for an impossible number of copies.

    What is None is left to whatever stands beneath: a printer's own configuration, at last PLAIN.
    """

    sides: Sides | None = None
    colour: Colour | None = None
    copies: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.copies <= MOST_COPIES:
            raise ValueError(f"1 to {MOST_COPIES} copies, not {self.copies}")

    def over(self, beneath: PrintOptions) -> PrintOptions:
        """The same, and what is left open as ``beneath`` has it."""
        return PrintOptions(self.sides or beneath.sides, self.colour or beneath.colour, self.copies)


AS_CONFIGURED: Final = PrintOptions()
PLAIN: Final = PrintOptions(Sides.ONE, Colour.MONOCHROME)


class OptionUnsupported(CommandFailed):
    """The printer can't print as it was asked to."""

    fault = Fault.PRINT_OPTION_UNSUPPORTED


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a printer lists; empty or 1 where it lists nothing."""

    sides: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    most_copies: int = 1


NOTHING_LISTED: Final = Capabilities()


def job_attributes(options: PrintOptions, can: Capabilities) -> dict[str, object]:
    """The job attributes that ``options`` take on a printer that can do ``can``.

    Raises OptionUnsupported.
    """
    attributes: dict[str, object] = {}
    sides, colour = options.sides or Sides.ONE, options.colour or Colour.MONOCHROME
    if sides in can.sides:
        attributes["sides"] = sides.value
    elif sides is not PLAIN.sides:
        raise _unsupported("sides", sides, can.sides)
    if colour in can.colours:
        attributes["print-color-mode"] = colour.value
    elif colour is not PLAIN.colour:
        raise _unsupported("print-color-mode", colour, can.colours)
    if options.copies > can.most_copies:
        raise _unsupported("copies", str(options.copies), (f"1 to {can.most_copies}",))
    if options.copies != PLAIN.copies:
        attributes["copies"] = options.copies
    return attributes


def _unsupported(name: str, wanted: str, supported: tuple[str, ...]) -> OptionUnsupported:
    listed = ", ".join(supported) or "nothing"
    return OptionUnsupported(f"{name}={wanted}; the printer lists {listed}")
