"""QML controls that all screens share."""
