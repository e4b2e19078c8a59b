"""How a value is known: the words that ``*_from`` may hold.

In order of trust, roughly; what counts is the order in which an extractor says its candidates.
"""

FRONT_MATTER = "front matter"
RECORD = "record"
JSON_LD = "JSON-LD"
META = "meta tag"
MARKUP = "markup"
WIRE = "wire header"
FEED = "feed"
MAIL = "mail header"
PROPERTIES = "document properties"
HEADER = "header"
DATELINE = "dateline"
SIGN_OFF = "sign-off"
BYLINE = "byline"
HEADING = "heading"
PAGE = "page text"
URL = "URL"
FILE_NAME = "file name"
FIRST_SENTENCE = "first sentence"
TEXT = "text"
