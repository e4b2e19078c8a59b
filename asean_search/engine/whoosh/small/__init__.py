"""Queries that touch little, answered in plain Python: loading NumPy would cost more."""
