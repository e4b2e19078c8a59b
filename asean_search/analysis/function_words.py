"""Words that hold a sentence together and say nothing about its subject.

The closed classes of English grammar, and no other words: a list made from what is frequent in
some archive would be tuned to that archive. Left out are those that are also names a reader of
news looks for: *us*, *may*, *will*, *mine*.
"""

from __future__ import annotations

_BY_CLASS = """
    a an the
    i me my myself we our ours ourselves you your yours yourself yourselves he him his himself
    she her hers herself it its itself they them their theirs themselves one ones oneself
    this that these those each every either neither both all any some such no none other others
    another own same few many much more most less least several
    anybody anyone anything everybody everyone everything nobody nothing somebody someone something
    who whom whose which what when where why how whoever whatever whichever whenever wherever
    about above across after against along among amongst around as at before behind below beneath
    beside besides between beyond by despite down during except for from in inside into like near
    of off on onto out outside over per since through throughout till to toward towards under
    underneath until unto up upon via with within without regarding concerning
    and but or nor so yet if unless whether while whilst because although though than lest whereas
    am is are was were be been being has have had having do does did doing done
    can could cannot might must shall should would ought
    not never only just also too very quite rather almost even ever else again already always often
    here there now then once still thus hence therefore however moreover furthermore nevertheless
    otherwise instead indeed perhaps etc
"""

FUNCTION_WORDS = frozenset(_BY_CLASS.split())


def is_function_word(text: str) -> bool:
    """Whether a word of a question, as typed, is one. Whether *US* is *us* is for others to say."""
    return text.casefold() in FUNCTION_WORDS
