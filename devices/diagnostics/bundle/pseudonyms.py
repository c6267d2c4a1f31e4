"""Numbers instead of the names of guards and technicians, so that what they did can still be told
apart in a log that goes to strangers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

_GUARDS: Final = ("api", "guard")
_NAMED: Final = re.compile(r'"technician": "((?:[^"\\]|\\.)+)"')
"""How our own log says who did something (yanhu.logs)."""
_PERSON: Final = "(person {number})"


class Pseudonyms:
    """One number for each of ``names``, in their order."""

    def __init__(self, names: Iterable[str]) -> None:
        known = enumerate(dict.fromkeys(name for name in names if name), start=1)
        self._said: Final = {name: _PERSON.format(number=number) for number, name in known}
        longest_first = sorted(self._said, key=len, reverse=True)
        self._any: Final = re.compile("|".join(map(_alone, longest_first)))

    def scrub(self, text: str) -> str:
        """``text`` without the names."""
        if not self._said:
            return text
        return self._any.sub(lambda found: self._said[found[0]], text)


def _alone(name: str) -> str:
    """The pattern of ``name``, not within a longer word; Chinese puts no spaces between words."""
    return rf"(?<!\w){re.escape(name)}(?!\w)" if name.isascii() else re.escape(name)


def technicians_in_log(text: str) -> Iterator[str]:
    """Whom lines of our own log name, as it spells them: no file need know them any more."""
    for found in _NAMED.finditer(text):
        yield found[1]


def guards_in(document: Mapping[str, object]) -> Iterator[str]:
    """The names of a gate's guards, by its configuration."""
    api = document.get(_GUARDS[0])
    guards = api.get(_GUARDS[1]) if isinstance(api, Mapping) else None
    for guard in guards if isinstance(guards, list) else ():
        if isinstance(guard, Mapping) and isinstance(name := guard.get("name"), str):
            yield name
