"""Gates of one site tell each other what anti-passback, single use and revocation rest on."""
