"""``make demo``: plays the story with real processes and leaves its evidence in a folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from demo import report
from demo.campus import CommandFailed
from demo.hold import hold as hold_open
from demo.report import StepResult
from demo.story import STEPS, Step, leading_to, play
from demo.wiretap import Tampering
from demo.world import CAMPUS_ZONE, Staging, World
from devices.sim.peer import PeerFailed
from wording import Language

PROJECT: Final = Path(__file__).resolve().parent.parent
EXIT_MISSING: Final = 1


class Breakage(StrEnum):
    """What to break, to see that the demonstration notices."""

    PRINTER = "printer"
    SIGNATURE = "signature"


def main(
    hold: Annotated[bool, typer.Option("--hold", help="Leave all running at the end.")] = False,
    offscreen: Annotated[
        bool, typer.Option("--offscreen", help="Open no window, though there is a display.")
    ] = False,
    language: Annotated[
        Language, typer.Option(help="Language of screens and table.")
    ] = Language.ZH,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the evidence; default var/demo/TIME.")
    ] = None,
    patience: Annotated[
        float, typer.Option(min=1.0, help="Factor on time limits, for a machine that is busy.")
    ] = 1.0,
    step: Annotated[
        str | None, typer.Option(help="Play only this step, after those that it needs.")
    ] = None,
    broken: Annotated[
        Breakage | None, typer.Option("--break", help="Break one part: the story must fail there.")
    ] = None,
) -> None:
    """Play the story of a return day on this machine.

    \b
    Examples:
      python -m demo
      python -m demo --language en --offscreen
      python -m demo --hold
      python -m demo --step 5
      python -m demo --break printer        (exit code 1, at step 8)
    """
    steps = _steps(step)
    has_display = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    now = datetime.now(CAMPUS_ZONE)
    staging = Staging(
        evidence=(out or PROJECT / "var" / "demo" / f"{now:%Y%m%d-%H%M%S}").resolve(),
        models=PROJECT / "var" / "models",
        photos=PROJECT / "var" / "demo-photos",
        language=language,
        watched=has_display and not offscreen,
        patience=patience,
    )
    staging.evidence.mkdir(parents=True, exist_ok=True)
    raise typer.Exit(_perform(staging, steps, broken, hold=hold))


def _steps(wanted: str | None) -> Sequence[Step]:
    if wanted is None:
        return STEPS
    try:
        return leading_to(wanted)
    except LookupError:
        numbers = ", ".join(step.number for step in STEPS)
        raise typer.BadParameter(
            f"there is no step {wanted}; there are {numbers}", param_hint="--step"
        ) from None


def _perform(
    staging: Staging, steps: Sequence[Step], broken: Breakage | None, *, hold: bool
) -> int:
    language = staging.language

    def told(result: StepResult) -> None:
        mark = "✔" if result.found else "✘"
        typer.echo(f"{mark} {result.number:<3} {result.title.speak(language)}", err=True)

    try:
        with World(staging) as world:
            _break(world, broken)
            results = play(world, steps, told)
            world.keep_records()
            report.write(results, staging.evidence)
            typer.echo(report.table(results, language))
            typer.echo(f"\n{staging.evidence}")
            if hold and all(result.found for result in results):
                hold_open(world)
    except (PeerFailed, CommandFailed, OSError) as problem:
        typer.echo(f"the demonstration could not be set up: {problem}", err=True)
        return EXIT_MISSING
    complete = len(results) == len(steps) and all(result.found for result in results)
    return 0 if complete else EXIT_MISSING


def _break(world: World, broken: Breakage | None) -> None:
    match broken:
        case Breakage.PRINTER:
            world.peers.printer.ask(do="kill")
        case Breakage.SIGNATURE:
            world.tampering = Tampering.BREAK_SIGNATURES
        case None:
            pass


if __name__ == "__main__":
    typer.run(main)
