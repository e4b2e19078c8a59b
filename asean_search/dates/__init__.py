"""Days, months and years: how they are written, in queries and in documents."""
