"""Who gets the next reading: a self-test that waits for it, or the listener."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from devices.errors import Cancelled
from devices.loan import Loan
from tests.helpers.waiting import wait_until


def test_nobody_waits_by_default() -> None:
    loan = Loan[str]()
    assert not loan.wanted
    assert not loan.offer("card")


def test_waiting_test_gets_exactly_one_reading() -> None:
    loan, cancel = Loan[str](), Event()
    with ThreadPoolExecutor(1) as technician:
        taken = technician.submit(loan.take, cancel)
        wait_until(lambda: loan.wanted, "the test waits")
        assert loan.offer("first")
        assert not loan.offer("second")
        assert taken.result() == "first"
    assert not loan.wanted


def test_cancelled_test_takes_nothing() -> None:
    loan, cancel = Loan[str](), Event()
    with ThreadPoolExecutor(1) as technician:
        taken = technician.submit(loan.take, cancel)
        wait_until(lambda: loan.wanted, "the test waits")
        cancel.set()
        assert not loan.wanted
        assert not loan.offer("card")
        with pytest.raises(Cancelled):
            taken.result()
