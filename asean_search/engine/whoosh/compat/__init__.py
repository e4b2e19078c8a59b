"""What Whoosh needs to read (not to write) an index of asearch: schema, codec and matchers."""
