"""The guard's screen: every lane of one or several gates, and opening a lane by hand.

Everything shown is derived from the agents' states (docs/gate-api.md); the screen keeps nothing.
"""
