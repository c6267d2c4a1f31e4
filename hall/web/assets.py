"""The one style sheet, served by the hall itself under a name that changes with its content."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from django.http import HttpRequest, HttpResponse

_STYLE: Final = (Path(__file__).parent / "assets" / "hall.css").read_bytes()
STYLE_PATH: Final = f"/assets/hall-{hashlib.sha256(_STYLE).hexdigest()[:12]}.css"
_A_YEAR: Final = "public, max-age=31536000, immutable"


def style_sheet(request: HttpRequest) -> HttpResponse:
    """The style sheet; browsers may keep it, since another content has another name."""
    return HttpResponse(
        _STYLE, content_type="text/css; charset=utf-8", headers={"Cache-Control": _A_YEAR}
    )
