"""Reads untrusted XML: without entities and network, within bounds, and repaired where broken.

Names are compared without their namespaces: ``rss:item``, ``item`` and ``atom:item`` are one.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from asean_search.errors import ExtraMissingError
from asean_search.ingest import decoding
from asean_search.ingest.clean import clean
from asean_search.ingest.decoding import BYTES_MAX, NotTextError, UnreadableError, decoded
from asean_search.ingest.readers import html_fragments

Element = etree._Element

_CHUNK_BYTES = 1 << 16
_LONG_TAG = re.compile(r"[^<>]{20000,}")
_ATTRIBUTES_MAX = 2500
_DECLARED = re.compile(rb"<\?xml[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)[\"']")

_OPTIONS: dict[str, Any] = {
    "recover": True,
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
    "strip_cdata": True,
}


class NotXmlError(UnreadableError):
    """The file cannot be read as XML."""


def parsed(stream: io.BufferedReader) -> Element:
    """The root element of the document in the stream.

    Raises:
        NotXmlError: It is too large, or not XML at all.
    """
    data = stream.read(BYTES_MAX + 1)
    if len(data) > BYTES_MAX:
        raise NotXmlError(f"XML larger than {BYTES_MAX >> 20} MiB, too large for one document")
    declared = _DECLARED.search(data[:1024])
    try:
        text = decoded(data, stated=declared[1].decode() if declared else None)
    except (NotTextError, ExtraMissingError) as problem:
        raise NotXmlError(str(problem)) from None
    if _has_endless_tag(text):
        raise NotXmlError("XML with a tag that has thousands of attributes")
    parser = etree.XMLParser(encoding="utf-8", **_OPTIONS)
    try:
        root = etree.fromstring(text.strip().encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        root = None
    if root is None:
        raise NotXmlError("not XML, or damaged")
    return root


def streamed(stream: io.BufferedReader, is_wanted: Callable[[Element], bool]) -> Iterator[Element]:
    """Yields the wanted elements, each as soon as it is complete.

    An element is emptied when the next one is requested. Elements before damage that cannot be
    repaired are yielded.

    Raises:
        NotXmlError: It is not XML at all.
    """
    parser = etree.XMLPullParser(("end",), **_OPTIONS)
    started = False
    with contextlib.suppress(etree.LxmlError):
        for text in _chunks(stream):
            started = True
            parser.feed(text)
            yield from _finished(parser, is_wanted)
    if not started:
        raise NotXmlError("empty")
    with contextlib.suppress(etree.LxmlError):
        parser.close()
    yield from _finished(parser, is_wanted)


def name(element: Element) -> str:
    """An element's name without namespace and undeclared prefix; "" for a comment."""
    return _local_name(element.tag) if isinstance(element.tag, str) else ""


def namespace(element: Element) -> str:
    """The address of an element's namespace, or its undeclared prefix, or ""."""
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag[: len(tag) - len(_local_name(tag))].strip("{}:")


def every(element: Element, *path: str) -> Iterator[Element]:
    """The descendants at the end of this path of names; each step may skip levels."""
    if len(path) == 1:
        yield from element.iterdescendants(f"{{*}}{path[0]}")
        return
    for inner in element.iterdescendants(f"{{*}}{path[0]}"):
        yield from every(inner, *path[1:])


def children(element: Element, *names: str) -> Iterator[Element]:
    """The child elements with one of these names."""
    return (child for child in element if name(child) in names)


def first(element: Element | None, *path: str) -> Element | None:
    """The first element of ``every``, or None."""
    return next(every(element, *path), None) if element is not None else None


def attribute(element: Element | None, wanted: str) -> str | None:
    """An attribute, in any namespace."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if _local_name(str(key)) == wanted:
            return str(value)
    return None


def words(element: Element | None) -> str:
    """All text in an element, on one line."""
    if element is None:
        return ""
    return " ".join("".join(map(str, element.itertext())).split())


def text(element: Element | None) -> str:
    """The text in an element, a blank line between paragraphs; escaped markup is read, too."""
    if element is None:
        return ""
    if len(element) == 0:
        inner = element.text or ""
        return clean(html_fragments.text_or_markup(inner)).strip()
    markup = etree.tostring(element, encoding="unicode", with_tail=False)
    return clean(html_fragments.text_of(markup)).strip()


def _chunks(stream: io.BufferedReader) -> Iterator[str]:
    """The decoded text in chunks, without leading white space."""
    declared = _DECLARED.search(stream.peek(_CHUNK_BYTES)[:1024])
    encoding = decoding.encoding_of(stream, stated=declared[1].decode() if declared else None)
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    started = False
    while chunk := stream.read(_CHUNK_BYTES):
        text = decoder.decode(chunk)
        text = text if started else text.lstrip("\ufeff \t\r\n")
        if _has_endless_tag(text):
            return
        if text:
            started = True
            yield text


def _has_endless_tag(text: str) -> bool:
    """Whether a tag has more attributes than the parser can compare in reasonable time."""
    return any(match[0].count("=") > _ATTRIBUTES_MAX for match in _LONG_TAG.finditer(text))


def _finished(
    parser: etree.XMLPullParser, is_wanted: Callable[[Element], bool]
) -> Iterator[Element]:
    for _, element in parser.read_events():
        if isinstance(element, etree._Element) and is_wanted(element):
            yield element
            _free(element)


def _local_name(name_in_full: str) -> str:
    """``{http://…}title`` and ``media:title`` with an undeclared prefix -> ``title``."""
    return name_in_full.rpartition("}")[2].rpartition(":")[2]


def _free(element: Element) -> None:
    """Free the memory of an element and those before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
