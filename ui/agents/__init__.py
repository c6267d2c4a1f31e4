"""Speaking to gate agents over their local API (docs/gate-api.md).

:mod:`ui.agents.address` says who is called, :mod:`ui.agents.client` makes one call and
:mod:`ui.agents.link` stays connected, all without Qt; :mod:`ui.agents.fleet` and
:mod:`ui.agents.errands` carry the answers to the GUI thread.
"""
