"""Searches that touch few postings, in plain Python: loading NumPy would cost more."""
