"""Reasons of a guard's orders are journalled by code and shown in words."""

from __future__ import annotations

from typing import get_args

import pytest

from gate_agent.rules.guard_reasons import WORDS, GuardReason, in_words
from gate_agent.wire.schema import OpenByGuard
from wording import Text

EVERY = [reason for kind in get_args(GuardReason) for reason in kind]


@pytest.mark.parametrize("reason", EVERY)
def test_every_reason_fits_the_journal_and_has_words(reason: GuardReason) -> None:
    assert OpenByGuard(reason=reason.value).reason == reason
    assert in_words(reason.value) is WORDS[reason]


def test_no_two_reasons_share_a_code() -> None:
    assert len({reason.value for reason in EVERY}) == len(EVERY)


def test_a_guards_own_words_stay() -> None:
    assert in_words("校长陪同") == Text("校长陪同", "校长陪同")
