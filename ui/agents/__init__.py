"""Speaking to gate agents over their local API (docs/gate-api.md). No Qt in here.

:mod:`ui.agents.address` says who is called, :mod:`ui.agents.client` makes one call,
:mod:`ui.agents.link` stays connected.
"""
