"""``yanhu gate``: each group of commands in its module."""
