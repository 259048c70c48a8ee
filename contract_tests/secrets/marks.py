"""The markers, and the search for them however they are written."""

import base64
import re
from functools import cache

STEMS = ("zqkwvx", "902718364550")
"""What every marker begins with; four digits, or three, follow. A text that was cut short still has its stem."""
MARK = re.compile(rb"zqkwvx\d{4}|902718364550\d{3}")


@cache
def spellings() -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """The stems in base64, at each of the three places; and what is left of other ways to write them, see `bare`."""
    coded, written = [], [STEMS[0].encode()]
    for raw in (stem.encode() for stem in STEMS):
        for lead in range(3):
            # Only the letters that the stem alone decides.
            letters = base64.b64encode(b"\0" * lead + raw)
            coded.append(letters[-(-lead * 8 // 6) : (lead + len(raw)) * 8 // 6])
        for form in ("{:02x}", "u{:04x}", "x{:02x}", "0x{:02x}", "{}"):
            written.append("".join(form.format(byte) for byte in raw).encode())
    return tuple(coded), tuple(written)


def bare(text: bytes) -> bytes:
    """Letters and digits alone: without the escapes, brackets, line breaks, NULs and commas of any encoding."""
    return re.sub(rb"[^a-z0-9]", b"", re.sub(rb"\\+[nrt]", b"", text.lower()))


def found(text: bytes, may: frozenset[str] = frozenset()) -> list[str]:
    """The markers in `text`, or the spelling of a stem; those of `may` may stand in it, as they are."""
    rest = MARK.sub(lambda mark: b"" if mark.group().decode() in may else mark.group(), text)
    whole = {mark.decode() for mark in MARK.findall(rest)}
    if whole:
        return sorted(whole)
    coded, written = spellings()
    grouped, letters = re.sub(rb"(?<=\d)[\s,_'](?=\d)", b"", rest), bare(rest)
    told = [each for each in coded if each in rest]
    told += [each for each in written if each in letters]
    told += [STEMS[1].encode()] * (STEMS[1].encode() in grouped)
    return [each.decode() for each in told]
