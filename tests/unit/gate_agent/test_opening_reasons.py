"""Reasons to open by hand are journalled by code and shown in words."""

from __future__ import annotations

import pytest

from gate_agent.api.schema import OpenByGuard
from gate_agent.opening_reasons import WORDS, OpenReason, in_words
from wording import Text


@pytest.mark.parametrize("reason", list(OpenReason))
def test_every_reason_fits_the_journal_and_has_words(reason: OpenReason) -> None:
    assert OpenByGuard(reason=reason.value).reason == reason
    assert in_words(reason.value) is WORDS[reason]


def test_a_guards_own_words_stay() -> None:
    assert in_words("校长陪同") == Text("校长陪同", "校长陪同")
