"""The technician's screen: every device of the kiosk and of gates, and a self-test of each.

A terminal is either the machine itself (:class:`ui.diagnostics.terminals.OwnTerminal`, a rig of
devices) or a gate behind its agent's local API (:class:`ui.diagnostics.terminals.GateTerminal`).
"""
