"""The names of the months in every language in which dates are read."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

ENGLISH = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_NAMES = """
    january february march april may june july august september october november december
    janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
    januar februar marz april mai juni juli august september oktober november dezember
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
    gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
    januari februari maart april mei juni juli augustus september oktober november december
    januari februari maret april mei juni juli agustus september oktober november desember
    januari februari mac april mei jun julai ogos september oktober november disember
    enero pebrero marso abril mayo hunyo hulyo agosto setyembre oktubre nobyembre disyembre
    januar februar marts april maj juni juli august september oktober november december
    januari februari mars april maj juni juli augusti september oktober november december
    januar februar mars april mai juni juli august september oktober november desember
    stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia
    styczen luty marzec kwiecien maj czerwiec lipiec sierpien wrzesien pazdziernik listopad grudzien
    ledna unora brezna dubna kvetna cervna cervence srpna zari rijna listopadu prosince
    leden unor brezen duben kveten cerven cervenec srpen zari rijen listopad prosinec
    ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik
    ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
    januar februar marcius aprilis majus junius julius augusztus szeptember oktober november december
    tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesakuuta heinakuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta
    tammikuu helmikuu maaliskuu huhtikuu toukokuu kesakuu heinakuu elokuu syyskuu lokakuu marraskuu joulukuu
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря
    январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
    січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
    січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень
    ιανουαριου φεβρουαριου μαρτιου απριλιου μαιου ιουνιου ιουλιου αυγουστου σεπτεμβριου οκτωβριου νοεμβριου δεκεμβριου
    ιανουαριος φεβρουαριος μαρτιος απριλιος μαιος ιουνιος ιουλιος αυγουστος σεπτεμβριος οκτωβριος νοεμβριος δεκεμβριος
    يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر
    มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม
"""  # noqa: E501 - a row is a language, or a case of it
"""A row for each language; where months are declined, the genitive and the nominative."""

_SHORT_NAMES = """
    jan feb mar apr may jun jul aug sep oct nov dec
    - - - - - - - - sept - - -
    janv fevr - avr - - juil - - - - -
    janner feber maerz - - - - - - okt - dez
    jaen - mrz - - - - - - - - -
    ene - - abr - - - ago setiembre - - dic
    - fev - - - - - - set out - -
    gen - - - mag giu lug - - ott - -
    - - mrt - - - - - - - - -
    - pebruari - - - - - agu - - nopember des
    - - - - - - - - - - - dis
    янв фев мар апр май июн июл авг сен окт ноя дек
"""
"""Short forms and variants; ``-`` where there is none."""

_THAI = range(0x0E00, 0x0E80)
_BUDDHIST_YEARS = range(2440, 2640)
_BUDDHIST_AHEAD = 543
_CHARS_MIN = 3


def unaccented(text: str) -> str:
    """``text`` in lower case, without accents and other nonspacing marks."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.lower())
    kept = "".join(mark for mark in apart if unicodedata.category(mark) != "Mn")
    return unicodedata.normalize("NFC", kept)


def _numbers(table: str) -> dict[str, int]:
    return {
        unaccented(name): number
        for row in table.strip().splitlines()
        for number, name in enumerate(row.split(), start=1)
        if name != "-"
    }


@lru_cache(maxsize=1)
def full_names() -> Mapping[str, int]:
    """The number of each month by its full name, unaccented: ``juin`` gives 6."""
    return _numbers(_NAMES)


@lru_cache(maxsize=1)
def all_names() -> Mapping[str, int]:
    """``full_names`` and the short forms. No name means two months."""
    return {**_numbers(_SHORT_NAMES), **full_names()}


def english_month(name: str) -> int | None:
    """The number of a month by the beginning of its English name, of three letters at least."""
    name = name.lower()
    if len(name) < _CHARS_MIN:
        return None
    starts = (number for number, full in enumerate(ENGLISH, 1) if full.lower().startswith(name))
    return 9 if name == "sept" else next(starts, None)


def month_number(name: str) -> int | None:
    """The number of a month by its name in any language, or by the beginning of the English one."""
    return english_month(name) or all_names().get(unaccented(name))


def gregorian_year(year: int, name: str) -> int:
    """The year of our era, where a Thai month's ``name`` stands with a Buddhist year."""
    if year in _BUDDHIST_YEARS and name and ord(name[0]) in _THAI:
        return year - _BUDDHIST_AHEAD
    return year
