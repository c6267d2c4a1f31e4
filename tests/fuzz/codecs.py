"""The codecs to fuzz: every module of a package with a ``CODEC`` name and a ``one_input``.

``one_input(data)`` returns for any ``data``: a codec's named errors are its own affair, anything
else that it raises is a finding. An optional ``SEEDS`` holds good inputs, from which a fuzzer
reaches behind checksums. An optional ``LONGEST_INPUT`` says how many bytes are worth a try, several
times the longest frame: shorter inputs are more inputs.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

LONGEST_INPUT: Final = 8192
"""Bytes, for a codec that says nothing of its own."""


@dataclass(frozen=True, slots=True)
class FuzzedCodec:
    name: str
    module: str
    one_input: Callable[[bytes], None]
    seeds: tuple[bytes, ...]
    longest_input: int


def fuzzed_codecs(package: str) -> tuple[FuzzedCodec, ...]:
    """All codecs of ``package``, by name. Raises ValueError when two share a name."""
    found: dict[str, FuzzedCodec] = {}
    for info in pkgutil.iter_modules(importlib.import_module(package).__path__, f"{package}."):
        module = importlib.import_module(info.name)
        name = getattr(module, "CODEC", None)
        if name is None:
            continue
        if name in found:
            raise ValueError(f"{info.name} and {found[name].module} are both called {name}")
        seeds = tuple(getattr(module, "SEEDS", ()))
        longest = getattr(module, "LONGEST_INPUT", LONGEST_INPUT)
        found[name] = FuzzedCodec(name, info.name, module.one_input, seeds, longest)
    return tuple(found[name] for name in sorted(found))
