"""asearch: ranked full-text search for archives of dated, sourced documents."""

__version__ = "0.1.0"
