"""The technician's screen: every device of the kiosk and of gates, and a self-test of each.

A terminal is either the machine itself (:class:`ui.diagnostics.own_terminal.OwnTerminal`), a rig of
devices, or a gate behind its agent (:class:`ui.diagnostics.gate_terminal.GateTerminal`).
"""
