"""From the paths that were given to the files to be read, and what they are called."""
