"""The short codes of languages, by their long codes and their names. Data only."""

from __future__ import annotations

from collections.abc import Mapping

_TABLE = """
    ar ara arabic العربية
    bg bul bulgarian български
    bn ben bengali বাংলা
    ca cat catalan català
    cs ces,cze czech čeština
    da dan danish dansk
    de deu,ger german deutsch
    el ell,gre greek ελληνικά
    en eng english
    es spa spanish español,castellano
    et est estonian eesti
    fa fas,per persian,farsi فارسی
    fi fin finnish suomi
    fr fra,fre french français
    he heb hebrew עברית
    hi hin hindi हिन्दी
    hr hrv croatian hrvatski
    hu hun hungarian magyar
    id ind indonesian bahasa-indonesia
    it ita italian italiano
    ja jpn japanese 日本語
    jv jav javanese
    km khm khmer ខ្មែរ
    ko kor korean 한국어
    lo lao lao ລາວ
    lt lit lithuanian lietuvių
    lv lav latvian latviešu
    ms msa,may malay bahasa-melayu
    my mya,bur burmese မြန်မာ
    nb nob norwegian-bokmål
    ne nep nepali
    nl nld,dut dutch nederlands
    nn nno norwegian-nynorsk
    no nor norwegian norsk
    pl pol polish polski
    pt por portuguese português
    ro ron,rum romanian română
    ru rus russian русский
    sk slk,slo slovak slovenčina
    sl slv slovenian,slovene slovenščina
    sq sqi,alb albanian shqip
    sr srp serbian српски
    sv swe swedish svenska
    ta tam tamil தமிழ்
    te tel telugu
    th tha thai ไทย
    tl tgl tagalog
    tr tur turkish türkçe
    uk ukr ukrainian українська
    ur urd urdu اردو
    vi vie vietnamese tiếng-việt
    zh zho,chi chinese 中文,汉语,漢語
"""
"""Short code; long codes; names in English and in the language (``-`` stands for a space)."""

_ROWS = tuple(line.split() for line in _TABLE.strip().splitlines())

LONG_CODES: Mapping[str, str] = {code: row[0] for row in _ROWS for code in row[1].split(",")}
"""``eng`` -> ``en``."""

CODES_BY_NAME: Mapping[str, str] = {
    name.replace("-", " "): row[0]
    for row in _ROWS
    for names in row[2:]
    for name in names.split(",")
} | {"filipino": "tl", "fil": "tl", "iw": "he", "in": "id"}
"""``vietnamese`` -> ``vi``, and the current codes for withdrawn ones: ``iw`` -> ``he``."""
