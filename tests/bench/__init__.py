"""Measurements with goals, each beside its reference in the same run: ``make bench AREA=devices``.

An area is a package here with ``PARTS``: name -> function from Settings to rows.
"""
