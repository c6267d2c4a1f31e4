"""Printing each document exactly once, with evidence."""
