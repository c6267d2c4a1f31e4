"""Readers of the resident identity card: codec and one driver a protocol."""
