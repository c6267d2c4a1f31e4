"""Barriers and lane inputs: one driver a protocol."""
