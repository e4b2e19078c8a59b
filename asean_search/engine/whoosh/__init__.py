"""The embedded engine: an index in one folder, kept by Whoosh, with a ledger of files beside it."""
