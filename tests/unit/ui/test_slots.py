"""What a signal calls on a QObject is declared as its slot.

For a method that is not, PySide gives that one instance a meta-object of its own. It is freed with
the instance, while QML goes on keeping the properties' places under its address: the next instance
of any class that is given the same address is then read by another class's places, and a whole
panel comes up empty.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SOURCES = sorted(path for folder in ("ui", "demo") for path in (ROOT / folder).rglob("*.py"))


def objects(tree: ast.Module) -> Iterator[ast.ClassDef]:
    """The classes that derive from one of Qt's."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and any(
            ast.unparse(b).startswith("Q") for b in node.bases
        ):
            yield node


def connected(node: ast.AST, owner: str) -> set[str]:
    """The methods that signals are connected to of ``self``, or of what it keeps (``self.``)."""
    return {
        call.args[0].attr
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "connect"
        and call.args
        and isinstance(call.args[0], ast.Attribute)
        and ast.unparse(call.args[0].value).startswith(owner)
    }


def is_slot(method: ast.FunctionDef) -> bool:
    return any(
        isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id == "Slot"
        for mark in method.decorator_list
    )


def undeclared(sources: dict[str, str]) -> list[str]:
    trees = {name: ast.parse(text) for name, text in sources.items()}
    others = set[str]().union(*(connected(tree, "self.") for tree in trees.values()))
    return [
        f"{name}:{method.lineno} {owner.name}.{method.name}"
        for name, tree in trees.items()
        for owner in objects(tree)
        for method in owner.body
        if isinstance(method, ast.FunctionDef)
        and method.name in others | connected(owner, "self")
        and not is_slot(method)
    ]


def test_what_signals_call_is_declared_as_a_slot() -> None:
    assert undeclared({str(path.relative_to(ROOT)): path.read_text() for path in SOURCES}) == []


@pytest.mark.parametrize(("mark", "found"), [("", ["panel.py:5 Panel._show"]), ("@Slot()", [])])
def test_an_undeclared_slot_is_found(mark: str, found: list[str]) -> None:
    source = f"""class Panel(QObject):
    def __init__(self, speaker):
        speaker.language_changed.connect(self._show, QueuedConnection)
    {mark}
    def _show(self):
        pass
"""
    assert undeclared({"panel.py": source}) == found
