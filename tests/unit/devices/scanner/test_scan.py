"""What a serial scanner sends, good, bad and cut anywhere."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.ports import Symbology
from devices.scanner.scan import SCAN_LIMIT, Encoding, End, Scan, ScanDecoder, ScanFault, ScanFormat
from devices.scanner.symbology import UNTOLD, CodeKind, kind_of

ENDS = {End.CRLF: b"\r\n", End.CR: b"\r", End.LF: b"\n"}

ends = st.sampled_from(sorted(ENDS))
contents = st.text(
    st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), min_size=1, max_size=60
)


def scanned(text: str) -> Scan:
    return Scan(text, UNTOLD)


@given(ends, st.lists(contents, max_size=4), st.lists(st.integers(0, 400), max_size=6))
def test_every_content_comes_back_however_it_is_cut(
    end: End, texts: list[str], cuts: list[int]
) -> None:
    stream = b"".join(text.encode() + ENDS[end] for text in texts)
    places = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    decoder = ScanDecoder(ScanFormat(end))
    seen = [one for start, stop in pairwise(places) for one in decoder.feed(stream[start:stop])]
    assert seen == [scanned(text) for text in texts]
    assert decoder.pause() == []


@given(ends, st.binary(max_size=200), contents)
def test_good_scan_after_noise_and_a_pause_is_read(end: End, noise: bytes, text: str) -> None:
    decoder = ScanDecoder(ScanFormat(end))
    decoder.feed(noise)
    decoder.pause()
    assert decoder.feed(text.encode() + ENDS[end]) == [scanned(text)]


@given(contents)
def test_silence_can_be_the_end(text: str) -> None:
    decoder = ScanDecoder(ScanFormat(End.PAUSE))
    assert decoder.feed(text.encode()) == []
    assert decoder.pause() == [scanned(text)]
    assert decoder.pause() == []


@pytest.mark.parametrize("end", list(End))
def test_a_flood_stays_small_is_named_once_and_ends(end: End) -> None:
    decoder = ScanDecoder(ScanFormat(end))
    seen = [one for _ in range(20) for one in decoder.feed(b"x" * SCAN_LIMIT)]
    assert seen == [ScanFault.OVERLONG]
    assert all(len(held) <= SCAN_LIMIT for held in vars(decoder).values() if hasattr(held, "pop"))
    after = decoder.feed(ENDS.get(end, b""))
    assert after + decoder.pause() == []
    assert (decoder.feed(b"good" + ENDS.get(end, b"")) or decoder.pause()) == [scanned("good")]


def test_end_that_straddles_two_reads_closes_an_overlong_scan() -> None:
    decoder = ScanDecoder(ScanFormat(End.CRLF))
    assert decoder.feed(b"x" * SCAN_LIMIT + b"x\r") == [ScanFault.OVERLONG]
    assert decoder.feed(b"\ngood\r\n") == [scanned("good")]


@pytest.mark.parametrize(
    ("settings", "raw", "expected"),
    [
        (ScanFormat(), b"abc", scanned("abc")),
        (ScanFormat(prefix=b"<", suffix=b">"), b"<abc>", scanned("abc")),
        (ScanFormat(prefix=b"<", suffix=b">"), b"<abc", ScanFault.AFFIX),
        (ScanFormat(prefix=b"<", suffix=b">"), b"abc>", ScanFault.AFFIX),
        (ScanFormat(prefix=b"ab", suffix=b"ba"), b"aba", ScanFault.AFFIX),
        (ScanFormat(identifiers=True), b"]Q3x", Scan("x", CodeKind(Symbology.QR, gs1=True))),
        (ScanFormat(identifiers=True), b"abc", ScanFault.IDENTIFIER),
        (ScanFormat(identifiers=True), b"]Q", ScanFault.IDENTIFIER),
        (ScanFormat(identifiers=True), b"]", ScanFault.IDENTIFIER),
        (ScanFormat(), b"\xc4\xe3\xba\xc3", ScanFault.ENCODING),
        (ScanFormat(encoding=Encoding.GB18030), b"\xc4\xe3\xba\xc3", scanned("你好")),
    ],
)
def test_settings(settings: ScanFormat, raw: bytes, expected: Scan | ScanFault) -> None:
    assert settings.read(raw) == expected


@pytest.mark.parametrize(
    ("identifier", "kind"),
    [
        ("]Q1", CodeKind(Symbology.QR, gs1=False)),
        ("]d2", CodeKind(Symbology.DATA_MATRIX, gs1=True)),
        ("]C0", CodeKind(Symbology.CODE_128, gs1=False)),
        ("]E0", CodeKind(Symbology.EAN_UPC, gs1=False)),
        ("]e0", CodeKind(Symbology.GS1_DATABAR, gs1=True)),
        ("]X0", CodeKind(Symbology.OTHER, gs1=False)),
        ("]Q", None),
        ("]Q1x", None),
        ("]Q ", None),
        ("]11", None),
        ("]码1", None),
        ("QQ1", None),
    ],
)
def test_identifiers(identifier: str, kind: CodeKind | None) -> None:
    assert kind_of(identifier) == kind


def test_content_is_in_no_representation() -> None:
    assert "secret" not in repr(scanned("secret"))
