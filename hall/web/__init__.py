"""The web pages: shared layout, sign-in, language, failures."""
