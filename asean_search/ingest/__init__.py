"""Files to documents: what an archive holds, as the values that an index takes.

``sources`` walks the given paths and yields a ``Source`` for each file, with what the folders above
it say of its documents (``ignoring``, ``sidecar``, ``surroundings``, ``given``). ``extract`` tells
a file's format by its first bytes and its name (``formats``, ``sniff``) and has the module
``from_NAME`` of that format read it; files inside files come through the same door (``container``).
Such a module says what it finds, with how it is known (``stated``), and ``metadata`` makes the
document: it judges the candidates (``valid``, ``days``), adds what the text shows itself
(``marks``, ``datelines``, ``letterhead``), and takes such marks off the body.

A bad file is a value, ``Skipped`` with the reason, and never an exception. ``pool`` reads files in
worker processes, so that a parser that hangs, crashes or eats memory costs one document.
"""
