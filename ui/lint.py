"""``python -m ui.lint``: check all QML with qmllint, the types that Python brings included.

Qt's tools read the decorated Python classes and write their QML type descriptions into a scratch
folder, so a misspelt property of a view model is found like any other.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import PySide6

_UI: Final = Path(__file__).parent
_METATYPES: Final = Path(PySide6.__file__).parent / "Qt" / "metatypes"
_FOREIGN: Final = ("qt6core", "qt6qml", "qt6quick")
_MODULE: Final = re.compile(r'^QML_IMPORT_NAME(?::[^=]*)? = "([\w.]+)"$', re.MULTILINE)
_TOOL_LIMIT_S: Final = 180.0
"""A Qt tool that takes longer than this is stuck."""

_PYTHON_TO_QML: Final = {
    "dict": "QVariantMap",
    "float": "double",
    "list": "QVariantList",
    "str": "QString",
}
"""Value types that the dump leaves in Python's words."""


def main() -> int:
    """Lint; returns 0 when clean."""
    with TemporaryDirectory(prefix="yanhu-qmltypes-") as scratch:
        describe(Path(scratch))
        return lint(Path(scratch), qml_files())


def describe(scratch: Path) -> None:
    """Write a QML module description for each module that Python classes make up."""
    modules: dict[str, list[Path]] = defaultdict(list)
    for source in sorted(_UI.rglob("*.py")):
        named = _MODULE.search(source.read_text())
        if named:
            modules[named[1]].append(source)
    for module, python_files in modules.items():
        folder = scratch.joinpath(*module.split("."))
        folder.mkdir(parents=True)
        description = folder / "types.qmltypes"
        _tool(
            "qmltyperegistrar",
            f"--generate-qmltypes={description}",
            "-o",
            str(scratch / "unused.cpp"),
            "--import-name",
            module,
            "--major-version",
            "1",
            "--minor-version",
            "0",
            "--foreign-types",
            ",".join(str(_METATYPES / f"{name}_metatypes.json") for name in _FOREIGN),
            *(str(_dump(source, scratch)) for source in python_files),
        )
        (folder / "qmldir").write_text(
            f"module {module}\ntypeinfo {description.name}\ndepends QtQuick\nimport QtQuick\n"
        )


def qml_files() -> list[Path]:
    """All QML of the project."""
    return sorted(_UI.rglob("*.qml"))


def lint(scratch: Path, files: Sequence[Path]) -> int:
    """Run qmllint over ``files``; returns its exit code."""
    done = _tool(
        "qmllint",
        "--max-warnings",
        "0",
        "-I",
        str(_UI.parent),
        "-I",
        str(scratch),
        *(str(path) for path in files),
        check=False,
    )
    sys.stdout.write(done.stdout + done.stderr)
    return done.returncode


def _dump(source: Path, scratch: Path) -> Path:
    """The classes of one Python file as a meta-type file, its value types in Qt's own names."""
    target = scratch / f"{'_'.join(source.relative_to(_UI).with_suffix('').parts)}.json"
    _tool("metaobjectdump", str(source), "-o", str(target))
    content = json.loads(target.read_text())
    for unit in content:
        for described in unit["classes"]:
            for member in described.get("properties", ()):
                member["type"] = _PYTHON_TO_QML.get(member["type"], member["type"])
                # The dump leaves `constant` out; what never tells of a change is meant constant.
                member["constant"] = "notify" not in member
    target.write_text(json.dumps(content))
    return target


def _tool(name: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / f"pyside6-{name}"
    return subprocess.run(  # noqa: S603 - Qt's own tool from this environment
        [str(program), *arguments],
        capture_output=True,
        text=True,
        timeout=_TOOL_LIMIT_S,
        check=check,
    )


if __name__ == "__main__":
    sys.exit(main())
