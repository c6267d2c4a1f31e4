"""The receipt that a technician prints to see whether everything comes out as it should."""

from __future__ import annotations

from devices.receipt.content import Align, Paragraph, QrCode, Receipt, Rule


def sample_receipt(device: str) -> Receipt:
    """Chinese and Latin text in every style, and a code that holds the device's name."""
    return Receipt(
        (
            Paragraph("砚湖 Yanhu", Align.CENTRE, bold=True, large=True),
            Paragraph("打印机自检 printer test", Align.CENTRE),
            Rule(),
            Paragraph("左 left"),
            Paragraph("中 centre", Align.CENTRE),
            Paragraph("右 right", Align.RIGHT),
            Paragraph("加粗 bold", bold=True),
            Paragraph("大字 large", large=True),
            Paragraph("生僻字 rare characters: 㐂 𠮷"),
            Rule(),
            QrCode(f"YANHU TEST {device}"),
            Paragraph(""),
            Paragraph("文字完整、二维码可扫、纸已切断即为正常", Align.CENTRE),
            Paragraph("well if all text is there, the code scans, and it is cut", Align.CENTRE),
        )
    )
