"""The columns that hold conditions, wherever an approval or a rule has them."""

from __future__ import annotations

from django.db import models

from sync.wire import Direction

from .conditions import Conditions


class Conditioned(models.Model):
    """A row with :class:`Conditions`."""

    gates = models.JSONField(default=list)
    campuses = models.JSONField(default=list)
    directions = models.JSONField(default=list)
    entries = models.PositiveIntegerField(null=True)

    class Meta:
        abstract = True

    @property
    def conditions(self) -> Conditions:
        return Conditions(
            gates=tuple(self.gates),
            campuses=tuple(self.campuses),
            directions=tuple(Direction(way) for way in self.directions),
            entries=self.entries,
        )

    @conditions.setter
    def conditions(self, given: Conditions) -> None:
        self.gates, self.campuses = list(given.gates), list(given.campuses)
        self.directions = [way.value for way in given.directions]
        self.entries = given.entries
