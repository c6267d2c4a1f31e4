"""Lights and sounds that tell people at a lane what was decided."""
