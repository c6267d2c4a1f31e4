"""Wire-level peers: they speak the real protocol over the real transport. Imports no driver."""
