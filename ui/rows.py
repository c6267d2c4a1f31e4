"""A list for QML whose rows are frozen dataclasses: one role a field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtQml import QmlElement

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0

_FIRST_ROLE: Final = Qt.ItemDataRole.UserRole.value + 1
_ROOT: Final = QModelIndex()


@QmlElement
class Rows(QAbstractListModel):
    """Field ``lane_name`` becomes role ``laneName``.

    :meth:`show` tells views only what changed, so that a delegate, its focus and its animations
    live on while its row is refreshed.
    """

    def __init__(self, row_type: type[DataclassInstance], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._row_type = row_type
        self._names = tuple(field.name for field in fields(row_type))
        self._rows: list[DataclassInstance] = []

    @property
    def rows(self) -> tuple[DataclassInstance, ...]:
        """What is shown now, top first."""
        return tuple(self._rows)

    def show(self, rows: Sequence[DataclassInstance]) -> None:
        """Show ``rows``, each of the type given at the start, from now on."""
        common = min(len(rows), len(self._rows))
        for position in range(common):
            if rows[position] != self._rows[position]:
                self._rows[position] = rows[position]
                self.dataChanged.emit(self.index(position), self.index(position))
        if len(self._rows) > common:
            self.beginRemoveRows(QModelIndex(), common, len(self._rows) - 1)
            del self._rows[common:]
            self.endRemoveRows()
        elif len(rows) > common:
            self.beginInsertRows(QModelIndex(), common, len(rows) - 1)
            self._rows.extend(rows[common:])
            self.endInsertRows()

    def rowCount(  # noqa: N802 - Qt's name
        self, parent: QModelIndex | QPersistentModelIndex = _ROOT
    ) -> int:
        """Called by Qt."""
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole.value,
    ) -> object:
        """Called by Qt."""
        place = role - _FIRST_ROLE
        if not index.isValid() or not 0 <= place < len(self._names):
            return None
        return getattr(self._rows[index.row()], self._names[place])

    def roleNames(self) -> dict[int, QByteArray]:  # noqa: N802 - Qt's name
        """Called by Qt."""
        return {
            _FIRST_ROLE + place: QByteArray(_camel(name).encode())
            for place, name in enumerate(self._names)
        }


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)
