"""Certificates: rendered, sealed, signed, printed once, and verifiable by anybody."""
