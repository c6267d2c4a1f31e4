"""The `yanhu` command: the one place where all programs of the project meet."""
