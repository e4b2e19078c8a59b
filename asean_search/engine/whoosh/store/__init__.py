"""The files of an index as plain arrays, and the Whoosh codec that reads and writes them."""
