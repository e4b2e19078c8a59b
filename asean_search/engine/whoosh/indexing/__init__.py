"""Documents into segments, many at a time: analysis, inversion, merging, committing."""
