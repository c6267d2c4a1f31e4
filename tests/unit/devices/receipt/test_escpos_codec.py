"""Receipts as ESC/POS commands, beside those of an independent library."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.receipt.content import LONGEST_TEXT, Align, Paragraph, Part, QrCode, Receipt, Rule
from devices.receipt.escpos_codec import Charset, Cut, columns_of, encode, wrapped
from devices.sim.escpos_paper import Printer

# In a process of its own: the library sets up logging and leaves a folder behind when imported.
REFERENCE = """
import sys
from escpos.printer import Dummy
printer = Dummy()
printer.hw("INIT")
printer.set(align="center", bold=True, custom_size=True, width=2, height=2)
printer._raw(b"|")
printer.qr("https://hall.example/q", ec=1, size=6, native=True)
printer._raw(b"|")
printer.cut(feed=False)
sys.stdout.buffer.write(printer.output)
"""

printable = st.text(
    st.characters(codec="gb18030", exclude_categories=("C", "Z")) | st.just(" "),
    max_size=LONGEST_TEXT,
)
parts = st.one_of(
    st.builds(Paragraph, printable, st.sampled_from(Align), st.booleans(), st.booleans()),
    st.builds(QrCode, printable.map(lambda text: text[:200] or "-"), st.integers(3, 12)),
    st.just(Rule()),
)


def encoded(*some: Part, cut: Cut = Cut.PARTIAL, charset: Charset = Charset.GB18030) -> bytes:
    return encode(Receipt(some), columns=48, charset=charset, cut=cut)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    folder = tmp_path_factory.mktemp("reference")
    said = subprocess.run(
        [sys.executable, "-c", REFERENCE],
        env={**os.environ, "TMPDIR": str(folder)},
        cwd=Path.cwd(),
        capture_output=True,
        check=True,
    )
    return said.stdout.split(b"|")


def test_style_code_and_cut_are_those_of_another_implementation(reference: list[bytes]) -> None:
    style, code, cut = reference
    ours = encoded(
        Paragraph("x", Align.CENTRE, bold=True, large=True), QrCode("https://hall.example/q")
    )
    initialise, settings = style[:2], style[2:]
    assert ours.startswith(initialise)
    assert sorted(settings_of(settings)) == sorted(settings_of(b"\x1ba\x01\x1bE\x01\x1d!\x11"))
    assert b"\x1ba\x01\x1bE\x01\x1d!\x11x\n" in ours
    assert code in ours
    assert ours.endswith(cut)


def settings_of(commands: bytes) -> list[bytes]:
    """Three-byte commands, without those that set what is the default anyway."""
    every = [commands[at : at + 3] for at in range(0, len(commands), 3)]
    return [command for command in every if command[2] not in b"\x00"]


def test_chinese_text_is_gb18030_with_four_bytes_where_needed() -> None:
    assert "砚湖".encode("gb18030") + b"\n" in encoded(Paragraph("砚湖"))
    assert bytes.fromhex("8139ee39") + b"\n" in encoded(Paragraph("㐀"))


def test_older_printer_gets_question_marks_for_what_it_lacks() -> None:
    assert b"\xd6\xd0?\n" in encoded(Paragraph("中𠮷"), charset=Charset.GBK)


@pytest.mark.parametrize(
    ("cut", "ending"), [(Cut.FULL, "1d564100"), (Cut.PARTIAL, "1d564200"), (Cut.NONE, "1b6405")]
)
def test_cuts(cut: Cut, ending: str) -> None:
    assert encoded(Rule(), cut=cut).endswith(bytes.fromhex(ending))


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("", 8, [""]),
        ("hello", 8, ["hello"]),
        ("hello world again", 8, ["hello", "world", "again"]),
        ("hello w", 5, ["hello", "w"]),
        ("砚湖服务大厅", 5, ["砚湖", "服务", "大厅"]),
        ("号码ABC", 6, ["号码", "ABC"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("到3号窗口", 6, ["到3号", "窗口"]),
    ],
)
def test_lines_break_where_people_would(text: str, columns: int, lines: list[str]) -> None:
    assert list(wrapped(text, columns)) == lines


@given(printable, st.integers(2, 64))
def test_no_line_is_too_wide_and_nothing_but_spaces_is_lost(text: str, columns: int) -> None:
    lines = list(wrapped(text, columns))
    assert all(columns_of(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(st.lists(parts, min_size=1, max_size=6))
def test_printer_knows_every_command(some: list[Part]) -> None:
    printer = Printer()
    answers: list[bytes] = []
    printer.answer = answers.append
    printer.hear(encoded(*some) + b"\x1dr\x01")
    assert answers == [b"\x00"]
    (slip,) = slips_of(printer)
    assert slip["cut"] == "partial"


def slips_of(printer: Printer) -> list[dict[str, object]]:
    slips = printer.obey({"do": "slips"})["slips"]
    assert isinstance(slips, list)
    return slips
