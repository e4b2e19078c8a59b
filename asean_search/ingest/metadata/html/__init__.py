"""The metadata of web pages."""
