"""Faces: detection, quality, templates, comparison. Nothing here keeps a picture."""
