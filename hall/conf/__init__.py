"""How the hall is put together: configuration, keys, Django settings, server."""
