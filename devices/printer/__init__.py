"""Printers: drivers, and what their states mean."""
