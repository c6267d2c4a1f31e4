"""A mistake in a configuration is named by file, key and what is allowed."""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from typer.testing import CliRunner

from gate_agent.config import GateFile
from hall.conf.config import HallConfig
from kiosk.config import KioskConfig
from toml_file import PATTERNS, ConfigProblem, check, read_toml
from ui.gate_console.config import ConsoleFile


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Cable(_Table):
    driver: Literal["cable"]
    length: int


class Plug(_Table):
    pins: int


class Radio(_Table):
    driver: Literal["radio"]
    plug: Plug


class File(_Table):
    name: str
    devices: dict[str, Annotated[Cable | Radio, Field(discriminator="driver")]] = {}
    plugs: tuple[Plug, ...] = ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name = 1", "name: must be a text in quotes"),
        ("name = 'a'\nnmae = 'b'", "nmae: unknown key; allowed here: name, devices, plugs"),
        ("name = 'a'\n[[plugs]]\npins = 3\ncolour = 1", "plugs 1.colour: unknown key; allowed"),
        (
            "name = 'a'\n[devices.c]\ndriver = 'cable'\nlength = 1\nheight = 2",
            "devices.c.height: unknown key; allowed here: driver, length",
        ),
        (
            "name = 'a'\n[devices.r]\ndriver = 'radio'\nplug = { pins = 2, colour = 1 }",
            "devices.r.plug.colour: unknown key; allowed here: pins",
        ),
        (
            "name = 'a'\n[devices.x]\ndriver = 'drum'",
            "devices.x.driver: 'drum' is unknown; allowed: 'cable', 'radio'",
        ),
        ("name = ", "not TOML in UTF-8"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "some.toml"
    file.write_text(text)
    with pytest.raises(ConfigProblem) as problem:
        check(file, read_toml(file), File)
    assert f"{file}: {told}" in str(problem.value)


def _patterns(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(pattern := schema.get("pattern"), str):
            yield pattern
        schema = list(schema.values())
    if isinstance(schema, list):
        for part in schema:
            yield from _patterns(part)


@pytest.mark.parametrize("file", [GateFile, KioskConfig, ConsoleFile, HallConfig])
def test_every_form_that_a_text_must_have_is_put_into_words(file: type[BaseModel]) -> None:
    asked = set(_patterns(TypeAdapter(file).json_schema()))
    assert asked
    assert asked <= PATTERNS.keys()


def test_each_mistake_has_its_line(tmp_path: Path) -> None:
    file = tmp_path / "some.toml"
    with pytest.raises(ConfigProblem) as problem:
        check(file, {"nmae": "b", "plugs": [{"pins": "many"}]}, File)
    assert len(str(problem.value).splitlines()) == 3


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblem, match="cannot be read"):
        read_toml(tmp_path / "none.toml")


def test_what_is_right_comes_back(tmp_path: Path) -> None:
    assert check(tmp_path, {"name": "a"}, File) == File(name="a")
    assert check(tmp_path, {"p": {"pins": 3}}, dict[str, Plug], "plugs") == {"p": Plug(pins=3)}


@pytest.mark.parametrize(
    "program", ["gate_agent.commands.gate", "hall.cli", "ui.kiosk.cli", "ui.gate_console.cli"]
)
def test_every_program_prints_the_example_that_a_missing_file_is_answered_with(
    program: str,
) -> None:
    printed = CliRunner().invoke(importlib.import_module(program).app, ["example-config"])
    assert printed.exit_code == 0
    assert tomllib.loads(printed.stdout)
