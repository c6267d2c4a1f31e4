"""The zip that a support bundle is, made and read."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from errno import ENOENT
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from pydantic import TypeAdapter

from devices.diagnostics.disk_trouble import disk_trouble
from wording import Text

GAPS: Final = "missing.json"
"""What :class:`Bundle` says of gaps, in both languages."""
UNPACKED_LIMIT_BYTES: Final = 256 * 1024 * 1024
"""Of all files together, as they are announced: no more is ever unpacked."""
_UNREADABLE: Final = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError)
"""What the standard library says of a zip that is damaged, encrypted or packed in another way."""
_MISSING: Final = "missing"
_NONE_YET: Final = "none_yet"
_GAPS_MODEL: Final = TypeAdapter(dict[str, tuple[Text, ...]])


_THERE_ALREADY: Final = Text(
    "{out} 已经存在，未改动。换一个名字；如果是以前的支持包，可加 --replace 替换",
    "{out} exists already and was left alone. Choose another name, or replace an earlier bundle "
    "by --replace",
)
_OTHER_FILE: Final = Text(
    "{out} 不是支持包，不会被替换。换一个名字",
    "{out} is no support bundle and is not replaced. Choose another name",
)
_FOLDER: Final = Text(
    "{out} 是文件夹。请写上文件名，例如 {out}/support.zip",
    "{out} is a folder. Name a file in it, as {out}/support.zip",
)


class NoBundle(Exception):
    """The bytes are no whole support bundle."""


class BundleNotKept(Exception):
    """A bundle can't be put where it was wanted."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text: Final = text
        """Why, and what to do."""


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
            if sum(file.file_size for file in archive.infolist()) > UNPACKED_LIMIT_BYTES:
                raise NoBundle("more than a bundle ever holds")
            damaged = archive.testzip()
            if damaged is not None:
                raise NoBundle(f"{damaged} is damaged")
            gaps = _GAPS_MODEL.validate_json(archive.read(GAPS))
            parts = tuple(archive.namelist())
    except (*_UNREADABLE, KeyError, ValueError) as error:
        raise NoBundle("no support bundle") from error
    return Bundle(raw, parts, gaps.get(_MISSING, ()), gaps.get(_NONE_YET, ()))


def check_place(out: Path, *, replace: bool = False) -> None:
    """Whether a bundle can be put there, before it is collected. Raises BundleNotKept.

    No file is ever overwritten but, with ``replace``, an earlier bundle.
    """
    if out.is_dir():
        raise BundleNotKept(_FOLDER.format(out=out))
    if not out.parent.is_dir():
        raise BundleNotKept(disk_trouble(out, FileNotFoundError(ENOENT, "")))
    if not out.exists() and not out.is_symlink():
        return
    if not replace:
        raise BundleNotKept(_THERE_ALREADY.format(out=out))
    if not _is_bundle(out):
        raise BundleNotKept(_OTHER_FILE.format(out=out))


def keep_bundle(bundle: Bundle, out: Path, *, replace: bool = False) -> None:
    """Write it to ``out``, mode 0600, whole or not at all. Raises as :func:`check_place`."""
    check_place(out, replace=replace)
    try:
        with NamedTemporaryFile(dir=out.parent, prefix=f".{out.name}.", delete=False) as draft:
            try:
                draft.write(bundle.zipped)
                draft.flush()
                os.fsync(draft.fileno())  # the stick may be pulled out at once
                Path(draft.name).replace(out)
            finally:
                Path(draft.name).unlink(missing_ok=True)
    except OSError as error:
        raise BundleNotKept(disk_trouble(out, error)) from error


def _is_bundle(file: Path) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return GAPS in archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return False
