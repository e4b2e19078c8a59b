"""How the formats of newsrooms, of mail and of archives begin."""

from __future__ import annotations

_TAR_MARK, _TAR_MARK_AT = b"ustar", 257


def is_tar(head: bytes) -> bool:
    """Whether it is a tar archive of any kind but the oldest."""
    return head[_TAR_MARK_AT:].startswith(_TAR_MARK)
