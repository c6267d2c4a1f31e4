"""The sheets over the list: which one is open, and what it is about."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final, assert_never

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from devices.ports import DeviceKind
from gate_agent.wire.schema import SelfTestResult
from sync.wire import Bilingual
from ui.agents.errands import Errands
from ui.diagnostics.bundle_panel import BundlePanel
from ui.diagnostics.exports import Exports
from ui.diagnostics.inputs_panel import InputsPanel
from ui.diagnostics.live_panel import LivePanel
from ui.diagnostics.own_file import OwnFile
from ui.diagnostics.ports_panel import PortsPanel
from ui.diagnostics.readiness_desk import ReadinessDesk
from ui.diagnostics.readiness_panel import ReadinessPanel
from ui.diagnostics.reading_panel import ReadingPanel
from ui.diagnostics.runs import Target
from ui.diagnostics.sample_panel import SamplePanel
from ui.diagnostics.terminals import Terminal
from ui.diagnostics.work import Subject
from ui.speaker import Speaker

QML_IMPORT_NAME: Final = "ui.native"
QML_IMPORT_MAJOR_VERSION: Final = 1
QML_IMPORT_MINOR_VERSION: Final = 0


class Sheet(StrEnum):
    """What can lie over the list; the values are what QML sees."""

    NONE = ""
    LIVE = "live"
    READING = "reading"
    INPUTS = "inputs"
    SAMPLE = "sample"
    PORTS = "ports"
    BUNDLE = "bundle"
    READINESS = "readiness"


BY_KIND: Final = {
    DeviceKind.CAMERA: Sheet.LIVE,
    DeviceKind.CARD_READER: Sheet.READING,
    DeviceKind.CODE_SCANNER: Sheet.READING,
    DeviceKind.BARRIER: Sheet.INPUTS,
    DeviceKind.DOCUMENT_PRINTER: Sheet.SAMPLE,
    DeviceKind.RECEIPT_PRINTER: Sheet.SAMPLE,
}
"""Which sheet lets a technician try a device by hand; other kinds have their self-test only."""


def sheet_of(kind: str) -> Sheet:
    """NONE too for a kind that this version doesn't know."""
    return BY_KIND.get(DeviceKind(kind), Sheet.NONE) if kind in set(DeviceKind) else Sheet.NONE


@QmlElement
class Tools(QObject):
    """Opens one sheet at a time. Lives in the GUI thread."""

    changed = Signal()

    def __init__(
        self,
        errands: Errands,
        speaker: Speaker,
        note: Callable[[Target, SelfTestResult], None],
        own: OwnFile | None,
        desk: ReadinessDesk | None,
        exports: Exports,
        parent: QObject | None = None,
    ) -> None:
        """``note`` keeps what a technician found by hand beside the self-tests' results; ``own``
        is None where no file of this machine is open, ``desk`` where no readiness run can be made;
        bundles go to ``exports``.
        """
        super().__init__(parent)
        self._sheet = Sheet.NONE
        self._live: Final = LivePanel(errands, speaker, self)
        self._reading: Final = ReadingPanel(errands, speaker, self)
        self._inputs: Final = InputsPanel(errands, speaker, self)
        self._sample: Final = SamplePanel(errands, speaker, note, self)
        self._ports: Final = PortsPanel(own, errands, speaker, self)
        self._bundle: Final = BundlePanel(own, exports, errands, speaker, self)
        self._readiness: Final = ReadinessPanel(desk, errands, speaker, self)

    def open_for(self, subject: Subject) -> None:
        """Try the device of ``subject`` by hand; ignored for kinds that have no sheet."""
        sheet = sheet_of(subject.kind)
        panel = self._panel(sheet)
        if panel is not None:
            self.close()
            panel.open(subject)
            self._set(sheet)

    def open_ports(self, subject: Subject) -> None:
        """Find the port of ``subject``'s device."""
        self.close()
        self._ports.open(subject)
        self._set(Sheet.PORTS)

    def open_bundle(self, terminal: Terminal, name: Bilingual) -> None:
        """Write a support bundle of ``terminal``, which is called ``name``."""
        self.close()
        self._bundle.open(terminal, name)
        self._set(Sheet.BUNDLE)

    @Slot()
    def open_readiness(self) -> None:
        """Make a readiness run, or look at earlier ones."""
        self.close()
        self._readiness.open()
        self._set(Sheet.READINESS)

    @Slot()
    def close(self) -> None:
        """Back to the list; what the sheet was doing ends."""
        panel = self._panel(self._sheet)
        if panel is not None:
            panel.close()
        self._ports.close()
        self._bundle.close()
        self._readiness.close()
        self._set(Sheet.NONE)

    def _panel(self, sheet: Sheet) -> LivePanel | ReadingPanel | InputsPanel | SamplePanel | None:
        """The one with which a device is tried by hand."""
        match sheet:
            case Sheet.NONE | Sheet.PORTS | Sheet.BUNDLE | Sheet.READINESS:
                return None
            case Sheet.LIVE:
                return self._live
            case Sheet.READING:
                return self._reading
            case Sheet.INPUTS:
                return self._inputs
            case Sheet.SAMPLE:
                return self._sample
            case _:
                assert_never(sheet)

    def _set(self, sheet: Sheet) -> None:
        if sheet is not self._sheet:
            self._sheet = sheet
            self.changed.emit()

    def _get_sheet(self) -> str:
        return self._sheet

    def _get_live(self) -> LivePanel:
        return self._live

    def _get_reading(self) -> ReadingPanel:
        return self._reading

    def _get_inputs(self) -> InputsPanel:
        return self._inputs

    def _get_sample(self) -> SamplePanel:
        return self._sample

    def _get_ports(self) -> PortsPanel:
        return self._ports

    def _get_bundle(self) -> BundlePanel:
        return self._bundle

    def _get_readiness(self) -> ReadinessPanel:
        return self._readiness

    readiness = Property(ReadinessPanel, _get_readiness, constant=True)
    ports = Property(PortsPanel, _get_ports, constant=True)
    bundle = Property(BundlePanel, _get_bundle, constant=True)
    sheet = Property(str, _get_sheet, notify=changed)
    live = Property(LivePanel, _get_live, constant=True)
    reading = Property(ReadingPanel, _get_reading, constant=True)
    inputs = Property(InputsPanel, _get_inputs, constant=True)
    sample = Property(SamplePanel, _get_sample, constant=True)
