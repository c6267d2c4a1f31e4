"""Passes on telephones: which telephone is whose, and the short-lived codes it shows."""
