"""A technician reads words, not the names that programs have for kinds of codes."""

from __future__ import annotations

import pytest

from devices.ports import Symbology
from devices.scanner.symbology_words import symbology_name


@pytest.mark.parametrize("symbology", list(Symbology))
def test_every_kind_has_a_name(symbology: Symbology) -> None:
    name = symbology_name(symbology, gs1=False)
    assert name.zh
    assert name.en
    assert symbology.value not in (name.zh, name.en)


def test_gs1_data_is_told() -> None:
    name = symbology_name(Symbology.QR, gs1=True)
    assert (name.zh, name.en) == ("QR 码（GS1 数据）", "QR code (GS1 data)")
