"""What an IPP printer's configuration accepts."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from devices.printer.configs import IppConfig
from devices.printer.ipp import Ipp
from devices.printer.options import PLAIN, Colour, PrintOptions, Sides


@pytest.mark.parametrize(
    "uri", ["ipp://10.0.0.7/ipp/print", "ipps://printer.example:631/ipp/print"]
)
def test_printer_addresses(uri: str) -> None:
    assert Ipp("printer", IppConfig(driver="ipp", uri=uri)).port == uri


@pytest.mark.parametrize(
    "uri", ["http://h/ipp", "ipp://host", "ipp://user:pw-for-the-test@h/ipp", "ipp:// h/ipp"]
)
def test_other_addresses_are_refused_without_repeating_them(uri: str) -> None:
    with pytest.raises(ValidationError, match="must be ipp://host/path") as refusal:
        IppConfig(driver="ipp", uri=uri)
    assert "for-the-test" not in str(refusal.value)


def test_defaults_are_read_as_toml_writes_them() -> None:
    table = {"driver": "ipp", "uri": "ipp://h/p"}
    assert IppConfig.model_validate(table).options == PLAIN
    both = IppConfig.model_validate({**table, "sides": "two-sided-long-edge", "colour": True})
    assert both.options == PrintOptions(Sides.LONG_EDGE, Colour.COLOUR)
    with pytest.raises(ValidationError, match="one-sided"):
        IppConfig.model_validate({**table, "sides": "duplex"})


def test_wrong_type_is_refused() -> None:
    with pytest.raises(ValidationError, match="timeout_s"):
        IppConfig.model_validate({"driver": "ipp", "uri": "ipp://h/p", "timeout_s": "5"})
