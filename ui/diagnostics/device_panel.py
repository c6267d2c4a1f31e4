"""The selected device in detail, as QML reads it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from ui.diagnostics.bench_rows import Detail, Fact
from ui.rows import Rows

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0


@QmlElement
class DevicePanel(QObject):
    """Shows one :class:`~ui.diagnostics.bench_rows.Detail`."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._detail = Detail()
        self._facts = Rows(Fact, self)

    def show(self, detail: Detail) -> None:
        """Show ``detail`` from now on."""
        if detail != self._detail:
            self._detail = detail
            self._facts.show(detail.facts)
            self.changed.emit()

    def _get_title(self) -> str:
        return self._detail.title

    def _get_symbol(self) -> str:
        return self._detail.symbol

    def _get_level(self) -> int:
        return self._detail.level

    def _get_condition(self) -> str:
        return self._detail.condition

    def _get_fault(self) -> str:
        return self._detail.fault

    def _get_remedy(self) -> str:
        return self._detail.remedy

    def _get_testable(self) -> bool:
        return self._detail.testable

    def _get_by_hand(self) -> str:
        return self._detail.by_hand

    def _get_facts(self) -> Rows:
        return self._facts

    title = Property(str, _get_title, notify=changed)
    symbol = Property(str, _get_symbol, notify=changed)
    level = Property(int, _get_level, notify=changed)
    condition = Property(str, _get_condition, notify=changed)
    fault = Property(str, _get_fault, notify=changed)
    remedy = Property(str, _get_remedy, notify=changed)
    testable = Property(bool, _get_testable, notify=changed)
    byHand = Property(str, _get_by_hand, notify=changed)  # noqa: N815 - QML's way to write it
    facts = Property(Rows, _get_facts, notify=changed)
