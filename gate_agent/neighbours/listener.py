"""What a neighbour's word does here: it makes the gate know more, and open no more."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from gate_agent.conditions import Area, Conditions
from gate_agent.journal.pass_book import PassBook
from gate_agent.neighbours.facts import Passed, PassUsed
from gate_agent.records.book import RecordBook
from gate_agent.rules.told import ToldPassages
from sync.errors import StoreError
from sync.signing import UntrustedRecord

OWED: Final = 4096
"""Withdrawals that wait for the disk; the hall sends each of them as well."""


class Listener:
    """Called on the neighbours' thread."""

    def __init__(
        self,
        campus: str | None,
        told: ToldPassages,
        book: RecordBook,
        passes: PassBook,
        conditions: Conditions,
    ) -> None:
        """``campus``: where this gate stands; zones of other campuses have other insides."""
        self._campus: Final = campus
        self._told: Final = told
        self._book: Final = book
        self._passes: Final = passes
        self._conditions: Final = conditions
        self._owed: Final[OrderedDict[str, None]] = OrderedDict()

    def passed(self, origin: str, fact: Passed) -> None:
        if fact.campus == self._campus:
            self._told.passed(origin, fact.holder, fact.zone, fact.inside, fact.at, fact.event)

    def pass_used(self, fact: PassUsed) -> None:
        self._passes.used(fact.pass_id, fact.at)

    def withdrawn(self, jws: str) -> None:
        """Raises UntrustedRecord."""
        try:
            self._book.learn(jws)
        except StoreError as error:
            self._conditions.report(Area.RECORDS, error.text)
            self._owed[jws] = None
            if len(self._owed) > OWED:
                self._owed.popitem(last=False)
        else:
            self._owed.pop(jws, None)

    def settle(self) -> None:
        """Learn what the records could not take; to be called now and then."""
        for jws in tuple(self._owed):
            try:
                self._book.learn(jws)
            except UntrustedRecord:
                pass  # The hall has replaced the key of it since, and sent it anew.
            except StoreError as error:
                self._conditions.report(Area.RECORDS, error.text)
                return
            del self._owed[jws]
