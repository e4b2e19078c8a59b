"""The usual names of the columns of records. Data only.

Names are compared without case, spaces and punctuation: ``pub_date``, ``Pub Date`` and
``pubDate`` are one. If a record has several columns for a field, the first one in this order
that is not empty is used.
"""

from __future__ import annotations

from collections.abc import Mapping

_TABLE = """
    id: id _id guid uuid identifier doc_id docno document_id article_id story_id news_id item_id
        message_id uid uri key
    title: title headline head_line hl1 article_title news_title heading main_headline
        title_text subject name
    text: text body content body_text full_text article_text article_body article_content
        content_text raw_text plain_text main_text story story_text article body_html
        content_html content_encoded html article_html story_html text_html body_xhtml message
        transcript paragraphs sentences tweet selftext post description description_text
        description_html summary abstract excerpt snippet standfirst lead lede teaser caption
    date: date published pub_date publish_date published_date published_at publication_date
        date_published date_publish published_on published_time date_of_publication datetime
        date_time date_time_published issued date_issued issue_date first_created firstcreated
        version_created web_publication_date posted posted_at post_date date_posted created
        created_at created_utc date_created creation_date day timestamp time sent sent_at
        release_date display_date crawled_date
    source: source publisher publication source_name news_source outlet media_outlet newspaper
        news_paper journal agency news_agency provider site_name site website media media_name
        channel organization organisation origin feed feed_title credit credit_line
        source_domain domain hostname
    author: author authors byline by_line author_name creator dc_creator writer reporter
        journalist correspondent by from
    place: place dateline_place dateline_location town city location
    dateline: dateline
    language: language lang language_code locale iso_language
    url: url link permalink canonical_url article_url web_url source_url page_url news_url
        external_url href address original_url uri
"""

_ROWS = (row.partition(":") for row in _TABLE.strip().replace("\n        ", " ").split("\n"))

COLUMNS: Mapping[str, tuple[str, ...]] = {
    field.strip(): tuple(names.split()) for field, _, names in _ROWS
}
"""The names for each field; ``id`` is the record's own name, and ``text`` the body."""
