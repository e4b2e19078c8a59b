"""The names under which the meta tags of pages state things, for each field in order of trust.

Compared in lower case, with ``_``, ``:`` and blanks as ``.``; a name that ends in ``.`` begins
those of its kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from asean_search.ingest.stated import Field

META: Mapping[Field, Sequence[str]] = {
    "title": (
        "og.title", "parsely-title", "sailthru.title", "twitter.title", "dc.title",
        "dcterms.title", "citation.title", "eprints.title", "headline", "title", "article.title",
        "fb.title", "rnews.headline", "cxenseparse.recs.title", "mediator.theme",
    ),
    "date": (
        "article.published.time", "article.published", "og.article.published.time",
        "og.published.time", "parsely-pub-date", "sailthru.date", "citation.publication.date",
        "citation.online.date", "citation.date", "article.published.date", "article.date",
        "article.date.original", "article.created", "dc.date.issued", "dcterms.issued",
        "dcterms.date", "dcterms.created", "dc.date.created", "dc.created", "dc.issued",
        "prism.publicationdate", "rnews.datepublished", "datepublished", "date.published",
        "publish-date", "publish.date", "publishdate", "published.date", "published",
        "published-date", "publication.date", "publication-date", "publicationdate",
        "published.time", "publishedtime", "publishtime", "pubdate", "pub.date", "pub-date",
        "ptime", "dateofpublication", "originalpublicationdate", "original-publish-date",
        "displaydate", "display.date", "cxenseparse.recs.publishtime", "cxenseparse.publishtime",
        "cxense-publishtime", "bt.pubdate", "shareaholic.article.published.time",
        "vr.published.time", "mediator.published.time", "lp.article.published.time",
        "eprints.date", "issued", "created", "date.created", "datecreated", "date-created",
        "creation.date", "createdate", "dc.date", "date", "timestamp", "doc.date",
        "exif.datetimeoriginal", "article.publishedtime", "wp.datepublished", "posted", "dcsext.articlefirstpublished", "video.release.date", "og.pubdate", "og.regdate", "og.publish.date", "nyt.pdate", "pdate", "hdl.p", "gentime", "release.date", "firstpublished", "first.published", "contentdate", "article.publish.date", "article.create.date",
    ),
    "source": (
        "og.site.name", "og.sitename", "parsely-site", "citation.journal.title",
        "prism.publicationname", "dc.source", "article.source", "publisher.name",
        "cre", "source", "dc.publisher", "dcterms.publisher", "citation.publisher",
        "application-name", "apple-mobile-web-app-title", "copyright.holder", "al.android.app.name", "publisher",
    ),
    "author": (
        "parsely-author", "sailthru.author", "citation.author", "article.author.name", "dc.creator",
        "dcterms.creator", "byl", "byline", "author", "article.author", "og.article.author",
        "dc.contributor", "rnews.author", "twitter.creator.name",
    ),
    "language": (
        "og.locale", "dc.language", "dcterms.language", "citation.language", "content-language",
        "language", "lang",
    ),
    "url": ("og.url", "parsely-link", "citation.fulltext.html.url", "twitter.url", "dc.identifier"),
}  # fmt: skip
