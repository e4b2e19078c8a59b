"""The date, source, title and other metadata of documents, with their provenance."""
