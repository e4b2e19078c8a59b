"""Data tables of analysis: languages, stop words, spellings."""
