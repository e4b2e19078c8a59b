"""Reads packages (ZIP files of XML, such as office documents and EPUB books) within bounds."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from asean_search.ingest import container
from asean_search.ingest.decoding import UnreadableError

BYTES_MAX = 256 << 20
"""All members together may unpack to this size."""
MEMBER_BYTES_MAX = 64 << 20
MEMBERS_MAX = 20_000

FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError)
"""What reading a damaged package may raise beside OSError and ``BadPackageError``."""


class BadPackageError(UnreadableError):
    """The package cannot be read."""


def opened(stream: io.BufferedReader) -> zipfile.ZipFile:
    """The package in a stream.

    Raises:
        BadPackageError: It is damaged, encrypted, or unpacks to too much.
    """
    try:
        package = zipfile.ZipFile(container.seekable(stream))
    except FAULTS:
        raise BadPackageError("damaged: its parts cannot be found") from None
    members = package.infolist()
    if len(members) > MEMBERS_MAX or sum(one.file_size for one in members) > BYTES_MAX:
        raise BadPackageError(f"unpacks to more than {BYTES_MAX >> 20} MiB")
    if any(one.flag_bits & 1 for one in members):
        raise BadPackageError("encrypted; it opens only with its password")
    return package


def part(package: zipfile.ZipFile, name: str) -> bytes | None:
    """A member's bytes, or None if there is none of that name.

    Raises:
        BadPackageError: It is damaged, or larger than it says.
    """
    try:
        with package.open(name) as member:
            data = member.read(MEMBER_BYTES_MAX + 1)
    except KeyError:
        return None
    except FAULTS:
        raise BadPackageError(f"damaged: {name} in it cannot be unpacked") from None
    if len(data) > MEMBER_BYTES_MAX:
        raise BadPackageError(f"{name} in it is larger than {MEMBER_BYTES_MAX >> 20} MiB")
    return data


def xml_part(package: zipfile.ZipFile, name: str) -> etree._Element | None:
    """The root element of a member, or None if there is none of that name.

    Raises:
        BadPackageError: It is damaged, or not XML.
    """
    data = part(package, name)
    if data is None:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError):
        root = None
    if root is None:
        raise BadPackageError(f"damaged: {name} in it is not XML")
    return root


def elements(root: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The elements with these names in any namespace, in the order of the document."""
    return root.iter(*(f"{{*}}{name}" for name in names))


def first_text(root: etree._Element | None, *names: str) -> str | None:
    """The first text that is not empty in an element with one of these names."""
    for element in elements(root, *names) if root is not None else ():
        if words := " ".join("".join(map(str, element.itertext())).split()):
            return words
    return None
