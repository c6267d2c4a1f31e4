"""Wire-level peers: they speak a device's real protocol over its real transport.

Each ``python -m devices.sim.NAME`` prints one JSON ready line, takes commands as JSON lines on
stdin, answers each with one JSON line, and ends on SIGTERM or when stdin closes.
:class:`devices.sim.peer.PeerProcess` is the other end of that. Nothing here imports a driver.
"""
