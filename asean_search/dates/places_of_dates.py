"""Dates that addresses and file names hold: ``/2020/06/30/``, ``2020-06-30-talks.txt``."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

_YEARS = r"1[89]\d\d|20\d\d"
_YEAR = rf"(?P<year>{_YEARS})"
_MONTH = r"(?P<month>0?[1-9]|1[0-2])"
_MONTH_2 = r"(?P<month>0[1-9]|1[0-2])"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_DAY_2 = r"(?P<day>0[1-9]|[12]\d|3[01])"
_ANY_YEAR = re.compile(_YEARS)
_IN_FOLDERS = re.compile(rf"/{_YEAR}/{_MONTH}/{_DAY}(?=/|$|[-_.])")
_BY_NAME = re.compile(rf"/{_YEAR}/(?P<name>[a-z]{{3,9}})/{_DAY}(?=/|$|[-_.])", re.IGNORECASE)
_WRITTEN = re.compile(rf"(?<!\d){_YEAR}(?P<gap>[-_./]){_MONTH_2}(?P=gap){_DAY_2}(?!\d)")
_COMPACT = re.compile(rf"(?<![\da-zA-Z]){_YEAR}{_MONTH_2}{_DAY_2}(?![\da-zA-Z])")
_OF_MONTH = re.compile(rf"/{_YEAR}[/-]{_MONTH_2}/")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def of_url(url: str) -> str | None:
    """The day, or at least the month, that the path of an address holds."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return None
    if not _ANY_YEAR.search(path):
        return None
    for form in (_IN_FOLDERS, _WRITTEN, _COMPACT):
        if match := form.search(path):
            return f"{match['year']}-{int(match['month']):02}-{int(match['day']):02}"
    if (match := _BY_NAME.search(path)) and match["name"][:3].lower() in _MONTHS:
        month = _MONTHS.index(match["name"][:3].lower()) + 1
        return f"{match['year']}-{month:02}-{int(match['day']):02}"
    if match := _OF_MONTH.search(path):
        return f"{match['year']}-{match['month']}"
    return None


def of_file_name(path: str) -> str | None:
    """The day that a file's name holds, written ``2020-06-30`` or ``20200630``."""
    name = path.rpartition("/")[2]
    if not _ANY_YEAR.search(name):
        return None
    match = _WRITTEN.search(name) or _COMPACT.search(name)
    return f"{match['year']}-{match['month']}-{match['day']}" if match else None
