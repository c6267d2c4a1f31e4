"""The site that the apps make up: its addresses, its doors, its server."""
