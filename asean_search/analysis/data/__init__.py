"""Data tables of analysis: characters, languages, stop words, spellings."""
