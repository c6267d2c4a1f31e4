"""What a receipt may hold."""

from __future__ import annotations

import pytest

from devices.receipt.content import (
    LONGEST_CODE_BYTES,
    LONGEST_TEXT,
    MOST_PARTS,
    Paragraph,
    QrCode,
    Receipt,
    Rule,
)


@pytest.mark.parametrize("text", ["a\nb", "a\x1b@", "\x00", "a\tb"])
def test_control_characters_would_be_commands(text: str) -> None:
    with pytest.raises(ValueError, match="printable"):
        Paragraph(text)
    with pytest.raises(ValueError, match="printable"):
        QrCode(text)


def test_bounds() -> None:
    assert Paragraph("字" * LONGEST_TEXT).text
    with pytest.raises(ValueError, match="500 at most"):
        Paragraph("字" * (LONGEST_TEXT + 1))
    with pytest.raises(ValueError, match="1 to 1000"):
        QrCode("")
    with pytest.raises(ValueError, match="1 to 1000"):
        QrCode("字" * (LONGEST_CODE_BYTES // 3 + 1))
    with pytest.raises(ValueError, match="3 to 12 dots"):
        QrCode("x", dots=2)
    with pytest.raises(ValueError, match="1 to 200"):
        Receipt(())
    with pytest.raises(ValueError, match="1 to 200"):
        Receipt((Rule(),) * (MOST_PARTS + 1))


def test_wide_space_of_chinese_texts_is_allowed() -> None:
    assert Paragraph("姓名\u3000张三").text


def test_content_is_in_no_representation() -> None:
    receipt = Receipt((Paragraph("somebody's name"), QrCode("somebody's number")))
    assert "somebody" not in repr(receipt)
