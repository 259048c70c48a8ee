"""What a Python program may import: the list, what is on it and what is not, and the documentation of both."""

import re

import pytest

from evaluator.code.python import box
from evaluator.code.python.modules import GROUPS, MISSING, MODULES
from tests.evaluator.conftest import Judge

README = box.HERE / "README.md"
USED = {
    "array": ("array.array('i', [1, 2]).tolist()", [1, 2]),
    "bisect": ("bisect.bisect([1, 3], 2)", 1),
    "calendar": ("calendar.monthrange(2024, 2)[1]", 29),
    "collections": ("collections.deque([1, 2]).pop()", 2),
    "copy": ("copy.deepcopy([[1]])", [[1]]),
    "csv": ("list(csv.reader(['a,b']))", [["a", "b"]]),
    "datetime": ("str(datetime.datetime.strptime('2024-02-29', '%Y-%m-%d').date())", "2024-02-29"),
    "decimal": ("str(decimal.Decimal('0.1') + 1)", "1.1"),
    "difflib": ("difflib.get_close_matches('plm', ['plum'])", ["plum"]),
    "fractions": ("str(fractions.Fraction(1, 3) * 2)", "2/3"),
    "functools": ("functools.reduce(lambda a, b: a * b, [2, 3])", 6),
    "graphlib": ("list(graphlib.TopologicalSorter({1: [2]}).static_order())", [2, 1]),
    "hashlib": ("hashlib.md5(b'plum').hexdigest()[:4]", "3e04"),
    "heapq": ("heapq.nsmallest(1, [3, 1])", [1]),
    "io": ("io.StringIO('plum').read()", "plum"),
    "itertools": ("list(itertools.pairwise([1, 2, 3]))", [[1, 2], [2, 3]]),
    "json": ("json.dumps({'a': [1]})", '{"a": [1]}'),
    "math": ("math.comb(5, 2)", 10),
    "operator": ("operator.itemgetter(1)([1, 2])", 2),
    "random": ("random.Random(1).randint(1, 9)", 3),
    "re": ("re.findall(r'\\d', 'a1b2')", ["1", "2"]),
    "sqlite3": ("sqlite3.connect(':memory:').execute('select 6 * 7').fetchone()", [42]),
    "statistics": ("statistics.median([1, 2, 4])", 2),
    "string": ("string.Template('$a').substitute(a=1)", "1"),
    "struct": ("struct.unpack('<H', b'\\x01\\x02')", [513]),
    "textwrap": ("textwrap.wrap('a b', 1)", ["a", "b"]),
    "typing": ("typing.get_args(typing.Literal[1, 2])", [1, 2]),
    "unicodedata": ("unicodedata.normalize('NFC', 'e\\u0301')", "é"),
    "urllib.parse": ("urllib.parse.quote('a b')", "a%20b"),
    "xml.etree.ElementTree": ("xml.etree.ElementTree.fromstring('<a><b/></a>').find('b').tag", "b"),
    "zlib": ("zlib.decompress(zlib.compress(b'plum')).decode()", "plum"),
    "zipfile": ("zipfile.is_zipfile(__import__('io').BytesIO(b'no'))", False),
}


async def test_every_module_of_the_list_can_be_imported(judge: Judge) -> None:
    code = "import importlib\ndef f(name): return importlib.import_module(name).__name__ != ''"

    judged = await judge(code, *(([name], True) for name in MODULES))

    assert [] == [name for name, test in zip(MODULES, judged["tests"], strict=True) if test["verdict"] != "AC"]


async def test_the_modules_that_are_used_most_do_what_they_are_for(judge: Judge) -> None:
    imports = "".join(f"import {name}\n" for name in USED)

    judged = await judge(
        f"{imports}def f(expression): return eval(expression)", *(([does], gives) for does, gives in USED.values())
    )

    tests = zip(USED, judged["tests"], strict=True)
    assert [] == [(name, test["actual"], test["message"]) for name, test in tests if test["verdict"] != "AC"]


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "utf-16", "utf-8-sig", "cp1252", "cp437", "idna", "rot13"])
async def test_encodings_are_there_too(judge: Judge, encoding: str) -> None:
    code = f"import codecs\ndef f(): return codecs.decode(codecs.encode('plum', '{encoding}'), '{encoding}')"

    assert "AC" == (await judge(code, ([], "plum")))["verdict"]


async def test_what_is_not_there_says_why_unless_another_module_needs_it(judge: Judge) -> None:
    code = """
import importlib

def f(name, reason):
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        return reason in str(error)
    return None
"""
    asked = [(name, reason) for reason, names in MISSING.items() for name in names]

    tests = (await judge(code, *(([name, reason], True) for name, reason in asked)))["tests"]

    needed = {name for (name, _), test in zip(asked, tests, strict=True) if test["actual"] == "null"}
    assert ["true"] * (len(asked) - len(needed)) == [test["actual"] for test in tests if test["actual"] != "null"]
    assert set() == needed & {"ctypes", "curses", "http", "ssl", "tkinter", "multiprocessing", "bz2", "zoneinfo"}


def test_the_documentation_lists_the_modules_that_there_are() -> None:
    rows = re.findall(r"^\| (.+?) \| (`.+) \|$", README.read_text(), re.MULTILINE)

    listed = {name: re.findall(r"`([^`]+)`", modules) for name, modules in rows}
    assert {**GROUPS, **MISSING} == listed


async def test_the_version_is_that_of_the_guest(judge: Judge) -> None:
    judged = await judge("import sys\ndef f(): return sys.version.split()[0]")

    assert box.VERSION.split()[1] == judged["tests"][0]["actual"].strip('"')


def test_the_library_that_fixes_hashes_is_part_of_what_the_guest_is_known_by() -> None:
    assert box.HOST.read_bytes() in box.ingredients()
