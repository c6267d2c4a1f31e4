"""Technicians and their proofs, in a real file."""

from __future__ import annotations

import secrets
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from devices.diagnostics.readiness.technicians import (
    FILE_NAME,
    LOCKED_FOR,
    TRIES,
    PinUnfit,
    ProofKind,
    ProofRefused,
    Proven,
    Technicians,
    TechniciansUnreadable,
)

NAME = "Wang Lin"


def new_pin() -> str:
    """Eight random digits, not all the same."""
    return f"{secrets.randbelow(10**7):07d}" + "x0123456789"[1 + secrets.randbelow(9)]


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 9, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def test_right_pin_proves_and_wrong_ones_do_not(tmp_path: Path) -> None:
    pin = new_pin()
    technicians = Technicians(tmp_path)
    technicians.set_pin(NAME, pin)
    assert technicians.check_pin(NAME, pin) == Proven(NAME, ProofKind.PIN)
    for wrong in (pin[:-1], pin + "0", "", "零一二三四五"):
        with pytest.raises(ProofRefused):
            technicians.check_pin(NAME, wrong)
    assert dict(technicians.proofs()) == {NAME: {ProofKind.PIN}}


def test_unknown_name_is_refused_in_the_same_words(tmp_path: Path) -> None:
    technicians = Technicians(tmp_path)
    technicians.set_pin(NAME, new_pin())
    with pytest.raises(ProofRefused, match="not the PIN of Somebody"):
        technicians.check_pin("Somebody", new_pin())
    with pytest.raises(ProofRefused, match="not the card of Wang Lin"):
        technicians.check_card(NAME, secrets.token_bytes(7))
    assert dict(technicians.proofs()) == {NAME: {ProofKind.PIN}}


def test_card_and_pin_stand_beside_each_other(tmp_path: Path) -> None:
    pin, number = new_pin(), secrets.token_bytes(7)
    technicians = Technicians(tmp_path)
    technicians.set_pin(NAME, pin)
    technicians.set_card(NAME, number)
    technicians.check_pin(NAME, pin)
    technicians.check_card(NAME, number)
    with pytest.raises(ProofRefused):
        technicians.check_card(NAME, secrets.token_bytes(7))


def test_new_pin_replaces_the_old_one(tmp_path: Path) -> None:
    old, new = "135790", "246801"
    technicians = Technicians(tmp_path)
    technicians.set_pin(NAME, old)
    technicians.set_pin(NAME, new)
    technicians.check_pin(NAME, new)
    with pytest.raises(ProofRefused):
        technicians.check_pin(NAME, old)


def test_many_wrong_tries_lock_for_a_while_even_the_right_pin(tmp_path: Path) -> None:
    clock = Clock()
    pin = new_pin()
    Technicians(tmp_path).set_pin(NAME, pin)
    for _ in range(TRIES):
        with pytest.raises(ProofRefused, match="not the PIN"):
            Technicians(tmp_path, clock).check_pin(NAME, "000001")
    with pytest.raises(ProofRefused, match="wait 300 s"):
        Technicians(tmp_path, clock).check_pin(NAME, pin)
    clock.now += LOCKED_FOR - timedelta(seconds=1)
    with pytest.raises(ProofRefused, match="wait 1 s"):
        Technicians(tmp_path, clock).check_pin(NAME, pin)
    clock.now += timedelta(seconds=1)
    Technicians(tmp_path, clock).check_pin(NAME, pin)


@pytest.mark.parametrize("pin", ["12345", "1234567890123", "12345a", "１２３４５６", "777777", ""])
def test_unfit_pin_is_refused(tmp_path: Path, pin: str) -> None:
    with pytest.raises(PinUnfit):
        Technicians(tmp_path).set_pin(NAME, pin)
    assert not (tmp_path / FILE_NAME).exists()


def test_file_is_the_owners_alone_and_holds_no_proof(tmp_path: Path) -> None:
    pin, number = new_pin(), secrets.token_bytes(7)
    technicians = Technicians(tmp_path / "diagnostics")
    technicians.set_pin(NAME, pin)
    technicians.set_card(NAME, number)
    path = tmp_path / "diagnostics" / FILE_NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    content = path.read_text()
    assert pin not in content
    assert number.hex() not in content


def test_damaged_and_public_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_text('{"technicians": {"Wang Lin": {"proofs": 7}}}')
    path.chmod(0o600)
    with pytest.raises(TechniciansUnreadable, match="damaged"):
        Technicians(tmp_path).proofs()
    path.chmod(0o644)
    with pytest.raises(TechniciansUnreadable, match="chmod 600"):
        Technicians(tmp_path).check_pin(NAME, "123456")
