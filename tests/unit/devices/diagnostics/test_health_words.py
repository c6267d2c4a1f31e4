"""Events of devices in a technician's words."""

from __future__ import annotations

import pytest

from devices.diagnostics.health_words import of_event
from devices.ports import CodeScanned, Symbology
from wording import Text


@pytest.mark.parametrize(
    ("symbology", "gs1", "said"),
    [
        (Symbology.QR, False, Text("扫到码：QR 码，4 个字符", "code: QR code, 4 characters")),
        (
            Symbology.DATA_MATRIX,
            True,
            Text(
                "扫到码：Data Matrix（GS1 数据），4 个字符",
                "code: Data Matrix (GS1 data), 4 characters",
            ),
        ),
    ],
)
def test_a_code_is_told_by_its_kind_and_never_its_content(
    symbology: Symbology, gs1: bool, said: Text
) -> None:
    assert of_event(CodeScanned("scanner", 0.0, "PASS", symbology, gs1)) == said
