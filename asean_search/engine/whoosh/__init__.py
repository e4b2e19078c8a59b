"""The embedded engine: an index in one folder, which Whoosh can read, and its catalog."""
