"""Sentences and rows that several output formats share."""
