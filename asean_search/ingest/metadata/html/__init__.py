"""What web pages state of themselves: in JSON-LD, in meta elements, in what is seen."""
