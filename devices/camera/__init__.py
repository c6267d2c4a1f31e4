"""Cameras: drivers, and what a picture tells about its camera."""
