"""The console's configuration file: TOML, checked before anything starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from devices.printer.configs import PrinterConfig
from toml_file import ConfigProblem, check, read_toml
from ui.agents.address import AddressError, AgentAddress, read_address
from ui.app import Panel
from wording import Language

EXAMPLE: Final = """\
language = "zh_CN"                     # zh_CN or en; Ctrl+L changes it on the screen
sound_player = ""                      # a program that plays a WAV file; empty finds one itself
# hand_over_folder = "hand-over"       # where summaries of shifts are saved; else Documents/yanhu

[panel]
dpi = 92.0                             # dots per inch, as measured
full_screen = true

# [printer]                            # prints summaries of shifts; without it they are only saved
# driver = "ipp"                       # or "cups" with queue = "NAME"
# uri = "ipp://192.0.2.11/ipp/print"

[[agent]]                              # one table a gate, in the order of the function keys
url = "http://127.0.0.1:8750"
token_file = "guard.token"             # relative to this file
# ca_file = "campus-ca.pem"            # for https with an authority of your own (PEM)
"""

AGENTS_AT_MOST: Final = 8
"""As many as there are lanes on one screen."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class PanelSection(_Section):
    """The screen it is shown on."""

    dpi: Annotated[float, Field(ge=40, le=600)] = 96.0
    full_screen: bool = True


class AgentSection(_Section):
    """One gate agent."""

    url: str
    token_file: Path
    ca_file: Path | None = None


class ConsoleFile(_Section):
    """The whole file."""

    language: Language = Language.ZH
    sound_player: str = ""
    hand_over_folder: Path | None = None
    panel: PanelSection = PanelSection()
    printer: PrinterConfig | None = None
    agent: Annotated[tuple[AgentSection, ...], Field(min_length=1, max_length=AGENTS_AT_MOST)]


@dataclass(frozen=True, slots=True)
class ConsoleConfig:
    """What the console needs to start."""

    agents: tuple[AgentAddress, ...]
    language: Language = Language.ZH
    sound_player: str = ""
    """Program that plays a WAV file; empty for the first that is installed."""
    panel: Panel = field(default_factory=Panel)
    hand_over_folder: Path | None = None
    """Where summaries of shifts are saved; None: in the documents of whoever runs the console."""
    printer: PrinterConfig | None = None
    """What prints them; None: nothing does."""


def load_config(path: Path) -> ConsoleConfig:
    """Read and check ``path`` and the files it names. Raises ConfigProblem."""
    file = check(path, read_toml(path), ConsoleFile)
    folder = path.resolve().parent
    return ConsoleConfig(
        agents=addresses(
            [agent.url for agent in file.agent],
            [folder / agent.token_file for agent in file.agent],
            [None if agent.ca_file is None else folder / agent.ca_file for agent in file.agent],
        ),
        language=file.language,
        sound_player=file.sound_player,
        panel=Panel(dpi=file.panel.dpi, full_screen=file.panel.full_screen),
        hand_over_folder=None if file.hand_over_folder is None else folder / file.hand_over_folder,
        printer=file.printer,
    )


def addresses(
    urls: Sequence[str], token_files: Sequence[Path], ca_files: Sequence[Path | None]
) -> tuple[AgentAddress, ...]:
    """Each address with its files, in order. Raises ConfigProblem."""
    if not urls or len(urls) != len(token_files):
        raise ConfigProblem(
            f"{len(urls)} agent addresses and {len(token_files)} token files: "
            "give each --agent its own --token-file, at least one"
        )
    if len(urls) > AGENTS_AT_MOST:
        raise ConfigProblem(f"{len(urls)} agents: at most {AGENTS_AT_MOST} fit on one screen")
    try:
        return tuple(map(read_address, urls, token_files, ca_files))
    except AddressError as error:
        raise ConfigProblem(str(error)) from error
