"""Rendering a certificate: typst to PDF/A-2b (ISO 19005-2), Chinese and English on one page."""

from __future__ import annotations

import io
import json
import threading
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

import segno
import typst

from toml_file import ConfigProblem

from .codes import shown
from .content import EnrolmentContent

_LAYOUT: Final = Path(__file__).parent / "layout"
CHINESE_FONTS: Final = ("Noto Serif CJK SC", "Noto Sans CJK SC")
PDF_STANDARD: Final = "a-2b"


class RenderFailed(Exception):
    """The layout could not be rendered; carries the layout's place, not the content."""


class Renderer:
    """One warm compiler, used by one thread at a time."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        fonts = typst.Fonts()
        missing = [name for name in CHINESE_FONTS if name not in fonts.families()]
        if missing:
            raise ConfigProblem(
                f"certificates need the fonts {', '.join(missing)}: install `fonts-noto-cjk`"
            )
        self._compiler = typst.Compiler(root=_LAYOUT, font_paths=fonts)

    def enrolment(self, content: EnrolmentContent, verify_url: str, issued_at: datetime) -> bytes:
        """The unsigned PDF. Raises RenderFailed."""
        inputs = content.model_dump(mode="json") | {"code_shown": shown(content.code)}
        with self._one_at_a_time:
            try:
                pdf = self._compiler.compile(
                    input=_LAYOUT / "enrolment.typ",
                    format="pdf",
                    sys_inputs={"content": json.dumps(inputs), "qr": _qr_svg(verify_url)},
                    pdf_standards=[PDF_STANDARD],
                    timestamp=issued_at.replace(microsecond=0),
                )
            except typst.TypstError as error:
                raise RenderFailed(error.message) from error
        if not isinstance(pdf, bytes):
            raise RenderFailed("the compiler answered no document")
        return pdf


@cache
def renderer() -> Renderer:
    """The process's one renderer. Raises ConfigProblem when a font is missing."""
    return Renderer()


def _qr_svg(url: str) -> str:
    """A QR code (ISO/IEC 18004) with 15 % error correction, as SVG."""
    drawn = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        drawn, kind="svg", border=0, dark="#1B2430", xmldecl=False, svgns=True
    )
    return drawn.getvalue().decode()
