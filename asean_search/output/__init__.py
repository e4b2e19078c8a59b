"""Answers to bytes: every way a result, a document or a report is written. Knows no engine.

Start at ``formats``: a format's name gives the function that writes it. ``options`` is what they
take, ``safe_text`` is what every string from a document, a path or a query goes through,
``wording`` has the sentences that go to stderr.
"""
