"""Processes that read files within limits, and what is said to them."""
