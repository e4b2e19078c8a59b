"""The catalog: which files an index has read, and which acronyms they define."""
