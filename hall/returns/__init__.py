"""Return to campus: what a student declares, what the policy says, what the counsellor decides."""
