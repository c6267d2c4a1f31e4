"""``yanhu face``: how well these models tell people apart, measured on a folder of your own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Final

import typer

from devices.face.engine import FaceEngine
from devices.face.evaluation import ErrorRates, OperatingPoint, TooFewScores, error_rates
from devices.face.labelled_people import (
    ENROLLED,
    FolderUnfit,
    Gallery,
    Preparation,
    compare_one,
    compare_three,
    read_gallery,
)
from devices.face.models import FaceModelInvalid, FaceModels

EXIT_USAGE: Final = 2

Rates = dict[int, ErrorRates | None]
"""By the number of templates that are compared."""

app = typer.Typer(no_args_is_help=True, help="Measure face recognition.")


@app.callback()
def face() -> None:
    """Measure face recognition."""


@app.command()
def evaluate(
    folder: Annotated[Path, typer.Argument(help="One sub-folder a person, pictures inside.")],
    models: Annotated[Path, typer.Option(help="Folder of the two model files.")] = Path(
        "var/models"
    ),
    upscale: Annotated[
        float, typer.Option(min=0.1, max=8.0, help="Enlarge each picture so many times.")
    ] = 1.0,
    pad: Annotated[
        int, typer.Option(min=0, max=1000, help="Border in pixels, for tight crops.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON value.")] = False,
) -> None:
    """Print TAR at FAR 1e-2 to 1e-4, EER and DET points, for one and for three templates.

    Nothing of the pictures is kept.

    Example: yanhu face evaluate people/ --upscale 2 --pad 60 --json
    """
    try:
        engine = FaceEngine(FaceModels.load(models))
        gallery = read_gallery(folder, engine, Preparation(upscale, pad))
        rates: Rates = {1: error_rates(*compare_one(gallery)), ENROLLED: _of_three(gallery)}
    except (FolderUnfit, FaceModelInvalid, TooFewScores) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(EXIT_USAGE) from error
    except OSError as error:
        typer.echo(f"{error.filename}: {error.strerror}", err=True)
        raise typer.Exit(EXIT_USAGE) from error
    if as_json:
        typer.echo(json.dumps(_row(gallery, rates)))
        return
    typer.echo(
        f"{len(gallery.people)} people, {gallery.pictures} pictures, "
        f"{gallery.not_acquired} without a face"
    )
    for templates, measured in rates.items():
        typer.echo(_lines(templates, measured))


def _of_three(gallery: Gallery) -> ErrorRates | None:
    """None when nobody has a picture more than the three."""
    try:
        return error_rates(*compare_three(gallery))
    except TooFewScores:
        return None


def _row(gallery: Gallery, rates: Rates) -> dict[str, object]:
    return {
        "people": len(gallery.people),
        "pictures": gallery.pictures,
        "not_acquired": gallery.not_acquired,
        "templates": {
            str(templates): None if one is None else _rates_row(one)
            for templates, one in rates.items()
        },
    }


def _rates_row(rates: ErrorRates) -> dict[str, object]:
    return {
        "genuine": rates.genuine,
        "impostor": rates.impostor,
        "at_far": {
            f"{far:g}": None if point is None else _point_row(point) for far, point in rates.at_far
        },
        "eer": rates.equal_error_rate,
        "eer_threshold": rates.equal_error_threshold,
        "det": [_point_row(point) for point in rates.det],
    }


def _point_row(point: OperatingPoint) -> dict[str, float]:
    return {
        "threshold": point.threshold,
        "far": point.far,
        "frr": point.frr,
        "tar": point.tar,
    }


def _lines(templates: int, rates: ErrorRates | None) -> str:
    if rates is None:
        return f"\n{templates} templates: nobody has more pictures than these"
    lines = [
        "",
        f"{templates} template(s): {rates.genuine} genuine, {rates.impostor} impostor comparisons",
    ]
    for far, point in rates.at_far:
        said = (
            "too few impostors to tell"
            if point is None
            else f"TAR {point.tar:.4f} at threshold {point.threshold:.3f}"
        )
        lines.append(f"  FAR {far:g}: {said}")
    lines.append(
        f"  EER {rates.equal_error_rate:.4f} at threshold {rates.equal_error_threshold:.3f}"
    )
    lines.append("  DET  threshold  FAR       FRR")
    lines += [
        f"       {point.threshold:9.3f}  {point.far:.2e}  {point.frr:.2e}" for point in rates.det
    ]
    return "\n".join(lines)
