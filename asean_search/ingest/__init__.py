"""Files to documents: reads the files of an archive into the values that an index takes.

``walk`` yields an ``InputFile`` for each file at the given paths, with the defaults that the user
set for its documents. ``extract`` detects its format by its first bytes and its name (``formats``,
``sniff``) and runs the module of that format in ``readers``; files inside files are read in the
same way (``container``). A reader collects candidates for each field with their provenance
(``metadata.candidates``; for web pages ``metadata.html``), and ``metadata.resolve`` makes the
document: it judges the candidates, adds what the text shows, and takes these marks off the body.

A bad file is a value, ``Skipped`` with the reason, and never an exception. ``workers`` runs readers
in processes of their own, so that one that hangs, crashes or eats memory costs one document.

Modules import only those before them: ``clean``, ``decoding``, ``record_fields``,
``record_options``, ``metadata``, ``walk``, ``container``, ``readers`` (by name only), ``sniff``,
``formats``, ``extract``, ``workers``.
"""
