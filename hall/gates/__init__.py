"""What the gates get and give: the feed of signed access records, and the events that return."""
