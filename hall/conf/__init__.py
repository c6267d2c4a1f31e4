"""What the apps of the hall stand on: configuration, keys, Django settings, refusals."""
