"""Values to bytes: every format in which answers, documents and reports are written.

Start at ``formats``, the table of formats and their writers. ``options`` are the options of the
writers, ``safe_text`` makes strings from documents, paths and queries safe to show, and
``wording`` has the sentences for people. Nothing here knows an engine.
"""
