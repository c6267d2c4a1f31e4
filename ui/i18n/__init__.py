"""Translations: sources are English, Chinese is kept in ``.ts`` catalogues."""
