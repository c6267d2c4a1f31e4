"""The look: tokens (``Theme.qml``), icons and the type faces."""
