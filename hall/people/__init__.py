"""Who belongs to the campus: departments, classes, students, their cards, and the staff."""
