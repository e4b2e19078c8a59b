"""Domains of addresses that only carry mail, for whoever wants an address. Data only."""

from __future__ import annotations

CARRIERS = frozenset(
    (
        *("126.com", "163.com", "aim.com", "aol.com", "att.net", "bigpond.com", "bluewin.ch"),
        *("btinternet.com", "comcast.net", "cox.net", "daum.net", "earthlink.net", "fastmail.com"),
        *("foxmail.com", "free.fr", "freenet.de", "gmail.com", "gmx.at", "gmx.ch", "gmx.com"),
        *("gmx.de", "gmx.net", "googlemail.com", "hanmail.net", "hey.com", "hotmail.co.uk"),
        *("hotmail.com", "hotmail.de", "hotmail.fr", "hotmail.it", "icloud.com", "laposte.net"),
        *("libero.it", "live.co.uk", "live.com", "live.fr", "mac.com", "mail.com", "mail.ru"),
        *("me.com", "msn.com", "naver.com", "ntlworld.com", "optusnet.com.au", "orange.fr"),
        *("outlook.com", "outlook.fr", "pm.me", "posteo.de", "proton.me", "protonmail.com"),
        *("qq.com", "rambler.ru", "rediffmail.com", "rocketmail.com", "sbcglobal.net", "sfr.fr"),
        *("shaw.ca", "sina.com", "sohu.com", "sympatico.ca", "t-online.de", "telus.net"),
        *("tiscali.it", "tutanota.com", "ukr.net", "verizon.net", "virgilio.it", "wanadoo.fr"),
        *("web.de", "yahoo.ca", "yahoo.co.id", "yahoo.co.in", "yahoo.co.jp", "yahoo.co.uk"),
        *("yahoo.com", "yahoo.com.au", "yahoo.com.br", "yahoo.com.ph", "yahoo.com.sg"),
        *("yahoo.com.vn", "yahoo.de", "yahoo.es", "yahoo.fr", "yahoo.it", "yandex.com"),
        *("yandex.ru", "ymail.com", "zoho.com"),
    )
)
