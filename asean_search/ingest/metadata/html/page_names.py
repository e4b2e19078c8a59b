"""The names under which the meta tags of pages state things, for each field in order of trust.

Compared in lower case, with ``_``, ``:`` and blanks as ``.``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast, get_args

from asean_search.ingest.metadata.candidates import Field

_TABLE = """
    title   og.title parsely-title sailthru.title twitter.title dc.title dcterms.title
            citation.title eprints.title headline title article.title fb.title rnews.headline
            cxenseparse.recs.title
    date    article.published.time article.published og.article.published.time og.published.time
            parsely-pub-date sailthru.date citation.publication.date citation.online.date
            citation.date article.published.date article.publish.date article.create.date
            article.date article.date.original article.created article.publishedtime
            dc.date.issued dcterms.issued dcterms.date dcterms.created dc.date.created dc.created
            dc.issued prism.publicationdate rnews.datepublished datepublished date.published
            date-published publish-date publish.date publishdate published.date published
            published-date publication.date publication-date publicationdate published.time
            publishedtime publishtime pubdate pub.date pub-date ptime pdate nyt.pdate
            dateofpublication originalpublicationdate original-publish-date firstpublished
            first.published displaydate display.date cxenseparse.recs.publishtime
            cxenseparse.publishtime cxense-publishtime bt.pubdate vr.published.time
            shareaholic.article.published.time mediator.published.time lp.article.published.time
            dcsext.articlefirstpublished wp.datepublished eprints.date og.pubdate og.regdate
            og.publish.date release.date video.release.date issued posted gentime contentdate
            created date.created datecreated date-created creation.date createdate
            dc.date doc.date date timestamp exif.datetimeoriginal
    source  og.site.name og.sitename parsely-site citation.journal.title prism.publicationname
            article.source publisher.name
    author  parsely-author sailthru.author citation.author dc.creator dcterms.creator byl byline
            author article.author og.article.author rnews.author dc.contributor
    language og.locale dc.language dcterms.language citation.language content-language language
            lang
    url     og.url parsely-link twitter.url dc.identifier
"""


WEAK_SOURCES = (
    "dc.source",
    "dc.publisher", "dcterms.publisher", "citation.publisher", "publisher", "cre", "source",
    "application-name", "apple-mobile-web-app-title", "copyright.holder", "al.android.app.name",
)  # fmt: skip
"""Names that mean the source on some pages and something else on others."""


def _read(table: str) -> Mapping[Field, Sequence[str]]:
    fields = frozenset(get_args(Field))
    names: dict[Field, list[str]] = {}
    for word in table.split():
        if word in fields and word not in names:
            names[cast("Field", word)] = said = []
        else:
            said.append(word)
    return names


META: Mapping[Field, Sequence[str]] = _read(_TABLE)
