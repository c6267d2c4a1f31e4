"""Line-oriented relay boards: readable commands, an echo, a ``>`` prompt. No I/O.

The host sends ``relay on 3`` and a carriage return. The board echoes the command, sends a line end,
the result if there is one and a line end again, and then its prompt.
"""

from __future__ import annotations

from typing import Final

from devices.errors import CommandFailed, ProtocolError

PROMPT: Final = b">"
ANSWER_LIMIT: Final = 128
"""Longest good answer: the echo, one short value and line ends, with room to spare."""
LAST_INDEX: Final = 15
"""Relays and inputs are named by one hexadecimal digit."""
VERSION: Final = "ver"

_SWITCHED: Final = {"on": True, "off": False}
_LEVELS: Final = {"1": True, "0": False}


def switch(relay: int, *, on: bool) -> str:
    """Raises ValueError for a relay beyond :data:`LAST_INDEX`."""
    return f"relay {'on' if on else 'off'} {_digit(relay)}"


def ask_relay(relay: int) -> str:
    """Raises ValueError as :func:`switch`."""
    return f"relay read {_digit(relay)}"


def ask_input(index: int) -> str:
    """Raises ValueError as :func:`switch`."""
    return f"gpio read {_digit(index)}"


def result(command: str, answer: bytes) -> str:
    """What the board says to ``command``; ``answer`` ends with the prompt.

    Raises ProtocolError when it answers something else, or not in this dialect.
    """
    if len(answer) > ANSWER_LIMIT or not answer.endswith(PROMPT):
        raise ProtocolError(f"{len(answer)} bytes that are no answer to {command!r}")
    try:
        text = answer[: -len(PROMPT)].decode("ascii")
    except UnicodeDecodeError as error:
        raise ProtocolError(f"no ASCII in the answer to {command!r}") from error
    echo, *rest = [line for part in text.split("\n") if (line := part.strip())] or [""]
    if echo != command:
        raise ProtocolError(f"an answer to something other than {command!r}")
    if len(rest) > 1:
        raise ProtocolError(f"{len(rest)} results for {command!r}")
    return rest[0] if rest else ""


def checked_done(command: str, said: str) -> None:
    """A switching command is answered by nothing. Raises CommandFailed for anything else."""
    if said:
        raise CommandFailed(f"{command!r} was refused")


def relay_state(said: str) -> bool:
    """Raises ProtocolError unless ``said`` is on or off."""
    return _meaning(said, _SWITCHED)


def input_state(said: str) -> bool:
    """Raises ProtocolError unless ``said`` is 1 or 0."""
    return _meaning(said, _LEVELS)


def _meaning(said: str, meanings: dict[str, bool]) -> bool:
    if said not in meanings:
        raise ProtocolError(f"answered neither {' nor '.join(meanings)}")
    return meanings[said]


def _digit(index: int) -> str:
    if not 0 <= index <= LAST_INDEX:
        raise ValueError(f"relays and inputs are 0 to {LAST_INDEX}, not {index}")
    return f"{index:X}"
