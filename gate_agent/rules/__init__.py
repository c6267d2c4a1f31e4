"""Who may pass, who may order what, and why: pure, and the same for the hall's questions."""
