"""The zip that a support bundle is, made and read."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from wording import Text

GAPS: Final = "missing.json"
"""What :class:`Bundled` says of gaps, in both languages."""
_MISSING: Final = "missing"
_NONE_YET: Final = "none_yet"
_GAPS_MODEL: Final = TypeAdapter(dict[str, tuple[Text, ...]])


class NoBundle(Exception):
    """The bytes are no whole support bundle."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A support bundle that is nowhere yet."""

    zipped: bytes
    parts: tuple[str, ...]
    """Names of the files in it."""
    missing: tuple[Text, ...]
    """What could not be collected, one sentence each; the bundle has it in English as well."""
    none_yet: tuple[Text, ...]
    """What there is none of so far, which is no fault of a fresh terminal; likewise."""


def zipped(parts: Mapping[str, str], missing: Sequence[Text], none_yet: Sequence[Text]) -> Bundle:
    """The bundle with these files and gaps; blocks for some tenths of a second."""
    gaps = {_MISSING: tuple(missing), _NONE_YET: tuple(none_yet)}
    files = {**parts, GAPS: _GAPS_MODEL.dump_json(gaps, indent=2).decode()}
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return Bundle(packed.getvalue(), tuple(files), tuple(missing), tuple(none_yet))


def read_bundle(raw: bytes) -> Bundle:
    """The bundle that ``raw`` is, as another machine made it. Raises NoBundle."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            damaged = archive.testzip()
            if damaged is not None:
                raise NoBundle(f"{damaged} is damaged")
            gaps = _GAPS_MODEL.validate_json(archive.read(GAPS))
            parts = tuple(archive.namelist())
    except (zipfile.BadZipFile, KeyError, ValidationError, json.JSONDecodeError) as error:
        raise NoBundle("no support bundle") from error
    return Bundle(raw, parts, gaps.get(_MISSING, ()), gaps.get(_NONE_YET, ()))


def keep_bundle(bundle: Bundle, out: Path) -> None:
    """Write it to ``out``, mode 0600, whole or not at all. Raises OSError."""
    draft = out.with_name(f".{out.name}.part")
    draft.touch(mode=0o600)
    try:
        draft.write_bytes(bundle.zipped)
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)
