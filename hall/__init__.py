"""The service hall: what students, counsellors, kiosks and gates are served by."""
