"""Entity tags, and lists of them, as RFC 9110 compares them (sections 8.8.3 and 13.1)."""

import hashlib
import re

LISTED = re.compile(r'(W/)?("[^"]*")')


def of(version: int) -> str:
    """The strong tag of a version."""
    return f'"{version}"'


def of_content(content: bytes) -> str:
    """The strong tag of what has no version: of these bytes."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def is_among(tag: str, listed: str, weakly: bool = False) -> bool:
    """Whether a strong tag is in a list, `*` being any; a weak one of the list is equal only `weakly`."""
    return listed.strip() == "*" or any(found == tag and (weakly or not weak) for weak, found in LISTED.findall(listed))
