"""One reader for each format: bytes -> text and what is stated beside it."""
