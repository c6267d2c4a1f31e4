"""Every codec under a few hundred inputs, always the same, and the long run's own verdicts."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.fuzz import flood
from tests.fuzz.codecs import FuzzedCodec, fuzzed_codecs
from tests.fuzz.run import main

INPUTS = 300
LONGEST = 600
CODECS = fuzzed_codecs("tests.fuzz")


def mangled(seeds: tuple[bytes, ...], chance: random.Random) -> bytes:
    """Random bytes, or a good input with some of it lost, doubled, changed or put into noise."""
    noise = chance.randbytes(chance.randrange(LONGEST))
    if not seeds or chance.random() < 0.3:
        return noise
    good = bytearray(chance.choice(seeds))
    start, end = sorted(chance.randrange(len(good) + 1) for _ in range(2))
    match chance.randrange(5):
        case 0:
            del good[start:end]
        case 1:
            good[start:start] = good[start:end]
        case 2 if good:
            good[chance.randrange(len(good))] ^= 1 << chance.randrange(8)
        case 3:
            good[start:end] = noise[: end - start]
        case _:
            good = bytearray(noise[:start]) + good + good + bytearray(noise[start:end])
    return bytes(good)


@pytest.mark.parametrize("codec", CODECS, ids=lambda codec: codec.name)
def test_codec_takes_whatever_comes(codec: FuzzedCodec) -> None:
    chance = random.Random(codec.name)
    for data in (b"", *codec.seeds, *(mangled(codec.seeds, chance) for _ in range(INPUTS))):
        codec.one_input(data)


def test_ten_megabytes_of_noise_are_stood() -> None:
    """``make fuzz`` gives them to every codec."""
    assert flood.main(["osdp-packet", "receipt-status", "scan", "idcard-sdt"]) == 0


def test_long_run_counts_and_ends_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = CODECS[0].name
    assert main(["--runs", "500", "--only", name, "--keep", str(tmp_path)]) == 0
    assert "500 inputs in 1 codecs" in capsys.readouterr().out


def test_long_run_fails_and_keeps_what_crashed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep = str(tmp_path)
    assert main(["--runs", "200000", "--keep", keep, "--package", "tests.fuzz.faulty"]) == 1
    assert "FAILED" in capsys.readouterr().out
    (crash,) = (tmp_path / "crashes").glob("crash-*")
    assert crash.read_bytes().startswith(b"BAD")


def test_unknown_codec_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as refusal:
        main(["--runs", "1", "--only", "no-such", "--keep", str(tmp_path)])
    assert refusal.value.code == 2
