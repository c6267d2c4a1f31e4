"""Style sheet and script, served by the hall itself under names that change with the content."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from django.http import HttpRequest, HttpResponse

_FOLDER: Final = Path(__file__).parent / "assets"
_STYLE: Final = (_FOLDER / "hall.css").read_bytes()
STYLE_PATH: Final = f"/assets/hall-{hashlib.sha256(_STYLE).hexdigest()[:12]}.css"
_PASS_SCRIPT: Final = (_FOLDER / "pass.js").read_bytes()
PASS_SCRIPT_PATH: Final = f"/assets/pass-{hashlib.sha256(_PASS_SCRIPT).hexdigest()[:12]}.js"
_A_YEAR: Final = "public, max-age=31536000, immutable"


def style_sheet(request: HttpRequest) -> HttpResponse:
    """The style sheet; browsers may keep it, since another content has another name."""
    return HttpResponse(
        _STYLE, content_type="text/css; charset=utf-8", headers={"Cache-Control": _A_YEAR}
    )


def pass_script(request: HttpRequest) -> HttpResponse:
    """What keeps the pass on a telephone fresh: the only script of the pages."""
    return HttpResponse(
        _PASS_SCRIPT,
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": _A_YEAR},
    )
