"""The embedded engine: an index in one folder, kept by Whoosh, with a catalog of files beside it."""
