"""Whoosh reads our segments: the codec, matcher and schema that its own searcher needs."""
