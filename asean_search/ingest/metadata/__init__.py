"""What documents state of themselves, date, source, title, and where they state it."""
