"""A query tree straight to arrays: which documents of a segment match, and their scores."""
