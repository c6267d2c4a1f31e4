"""Which kind of code it was, in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from devices.ports import Symbology
from wording import Text


def _name(name: str) -> Text:
    return Text(name, name)


_SYMBOLOGIES: Final[Mapping[Symbology, Text]] = MappingProxyType(
    {
        Symbology.QR: Text("QR 码", "QR code"),
        Symbology.DATA_MATRIX: _name("Data Matrix"),
        Symbology.AZTEC: _name("Aztec"),
        Symbology.PDF_417: _name("PDF417"),
        Symbology.CODE_128: _name("Code 128"),
        Symbology.CODE_39: _name("Code 39"),
        Symbology.ITF: _name("ITF"),
        Symbology.EAN_UPC: _name("EAN/UPC"),
        Symbology.GS1_DATABAR: _name("GS1 DataBar"),
        Symbology.OTHER: Text("其他码制", "another kind"),
        Symbology.UNTOLD: Text("未知（扫码器未报）", "kind not told by the scanner"),
    }
)
_GS1: Final = Text("{zh}（GS1 数据）", "{en} (GS1 data)")


def symbology_name(symbology: Symbology, *, gs1: bool) -> Text:
    """``symbology`` for a technician, and whether what it holds is GS1 data."""
    name = _SYMBOLOGIES[symbology]
    return _GS1.format(zh=name.zh, en=name.en) if gs1 else name
