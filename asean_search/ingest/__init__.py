"""Files to documents: what an archive holds, as the values that an index takes.

``walk`` goes through the given paths and yields a ``InputFile`` for each file, with what the folders
above it say of its documents. ``extract`` tells a file's format by its first bytes and its name
(``formats``, ``sniff``) and has the module of that format in ``readers`` read it; files inside
files come through the same door (``container``). A reader says what it finds, with how it is known
(``provenance.stated``; for web pages see ``pages``), and ``provenance.metadata`` makes the
document: it judges the candidates, adds what the text shows, and takes such marks off the body.

A bad file is a value, ``Skipped`` with the reason, and never an exception. ``workers`` reads files
in processes of their own, so that a parser that hangs, crashes or eats memory costs one document.
"""
