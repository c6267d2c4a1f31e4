"""Relay boards: one port, one module a protocol. Barriers and lamps are built on them."""
