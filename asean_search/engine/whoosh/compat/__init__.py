"""What Whoosh needs to read an index of asearch: a schema, a codec and matchers. It cannot write."""
