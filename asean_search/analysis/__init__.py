"""Placeholder docstring: the owner of this folder writes it."""
