"""Use cases that ask an open index."""
