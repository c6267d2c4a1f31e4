"""All kinds of messages of a package, so that none is left out when one is added."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel

_Model = TypeVar("_Model", bound=BaseModel)


def kinds_of(base: type[_Model], package: str) -> tuple[type[_Model], ...]:
    """The models below ``base`` that modules of ``package`` define, in a fixed order."""
    found = {base}
    fresh = {base}
    while fresh:
        fresh = {kind for one in fresh for kind in one.__subclasses__()} - found
        found |= fresh
    within = (kind for kind in found if f"{kind.__module__}.".startswith(f"{package}."))
    return tuple(sorted(within, key=lambda kind: (kind.__module__, kind.__qualname__)))
