"""The search finds a marker however it is written, and nothing else."""

import base64
import json
from urllib.parse import quote

import pytest

from contract_tests.secrets.marks import found

MARK = "zqkwvx1001"
WRITTEN = {
    "as it is": MARK,
    "in capitals": MARK.upper(),
    "cut short": "zqkwvx1",
    "a number in groups": "902,718,364,550,101",
    "a number and its half": "x = 902718364550101/2",
    "base64": base64.b64encode(MARK.encode()).decode(),
    "base64, one further": base64.b64encode(f"a{MARK}".encode()).decode(),
    "base64, two further": base64.b64encode(f"ab{MARK}".encode()).decode(),
    "hex": MARK.encode().hex(),
    "hex in capitals": MARK.encode().hex().upper(),
    "percents": "".join(f"%{ord(letter):02X}" for letter in MARK),
    "a form": f"text={quote(MARK)}&more",
    "JSON's escapes": "".join(f"\\u{ord(letter):04x}" for letter in MARK),
    "JSON in JSON's escapes": json.dumps(json.dumps("".join(f"\\u{ord(letter):04x}" for letter in MARK))),
    "Python's escapes": "".join(f"\\x{ord(letter):02x}" for letter in MARK),
    "HTML's entities": "".join(f"&#{ord(letter)};" for letter in MARK),
    "a list of codes": json.dumps([ord(letter) for letter in MARK]),
    "UTF-16": MARK.encode("utf-16-le").decode("latin-1"),
    "broken over lines": "zqk\n  wvx1001",
    "letter by letter": json.dumps(list(MARK)),
}


@pytest.mark.parametrize("how", WRITTEN)
def test_a_marker_is_found_however_it_is_written(how: str) -> None:
    assert [] != found(f"before {WRITTEN[how]} behind".encode("latin-1"))


def test_what_may_stand_there_is_passed_over_and_nothing_beside_it() -> None:
    assert [] == found(b"a zqkwvx1001 b", frozenset({"zqkwvx1001"}))
    assert ["zqkwvx1002"] == found(b"zqkwvx1001 zqkwvx1002", frozenset({"zqkwvx1001"}))


def test_a_text_without_markers_is_clean() -> None:
    assert [] == found(b'{"id": "5f0c1a9e-6a3f-4c41-9d58-0e2d6f3f6b11", "at": "2026-11-22T15:42:03", "n": 90271836}')
