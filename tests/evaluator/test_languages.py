"""Languages are plug-ins: a folder with a `box` module is found, listed, built and judged."""

from pathlib import Path

import pytest
import yaml

from evaluator import code
from evaluator.build import make
from evaluator.code.engine import engine
from evaluator.code.judging import Judging
from evaluator.code.languages import LANGUAGES, discovered
from evaluator.settings import ROOT
from tests.evaluator.conftest import Api, submission

# A language in which a program is a JSON text, and returns it. Its guest keeps the text and gives it back.
TOY = '''
"""Constant: a program is the JSON text that it returns."""

from wasmtime import Instance, Module

from evaluator.code.guest import Guest

NAME = "constant"
VERSION = "Constant 1"
MODULES = ()
FUEL = 1_000_000
ONE_NUMBER_TYPE = False
REHEARSAL = "[1]"
GUEST = """(module
  (memory (export "memory") 1)
  (global $length (mut i32) (i32.const 0))
  (func (export "load") (param i32) (global.set $length (local.get 0)))
  (func (export "call") (result i32) (global.get $length)))"""


def ingredients():
    return [GUEST.encode()]


def compiled(engine, work, say):
    say("compiling a toy")
    return bytes(Module(engine, GUEST).serialize())


class ConstantBox:
    def __init__(self, engine, artefact):
        self.engine, self.module = engine, Module.deserialize_file(engine, str(artefact))

    def guest(self):
        return ConstantGuest(self)


class ConstantGuest(Guest):
    def __init__(self, box):
        super().__init__(box.engine, tables=1, instances=1)
        self.store.set_fuel(FUEL)
        self.exports = Instance(self.store, box.module, []).exports(self.store)

    def memory_size(self):
        return self.exports["memory"].data_len(self.store)

    def load(self, code, kind, entry):
        self.exports["memory"].write(self.store, code.encode(), 0)
        self.exports["load"](self.store, len(code.encode()))
        return '{"kind":"OK","out":""}\\n'

    def call(self, input):
        length = self.exports["call"](self.store)
        return '{"kind":"OK","out":""}\\n' + self.exports["memory"].read(self.store, 0, length).decode()


open = ConstantBox
'''


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which languages are looked for too."""
    monkeypatch.setattr(code, "__path__", [*code.__path__, str(tmp_path)])
    return tmp_path


def package(folder: Path, **modules: str) -> None:
    folder.mkdir()
    for name, text in {"__init__": "", **modules}.items():
        (folder / f"{name}.py").write_text(text)


def test_a_new_folder_is_a_new_language(folders: Path) -> None:
    package(folders / "constant", box=TOY)

    found = discovered()

    assert {*LANGUAGES, "constant"} == found.keys()
    toy, artefact = found["constant"], folders / "constant.cwasm"
    said: list[str] = []
    make(artefact, toy, said.append)
    assert said[0].startswith("evaluator: compiling a toy")
    judging = Judging(toy, toy.open(engine(), artefact), submission("[1, 2]", ([], [1, 2]), ([], [1]), ([], True)))
    results = list(judging.results())
    assert ["AC", "WA", "WA"] == [result["verdict"] for result in results]
    assert [(True, 65_536)] * 3 == [(result["fuel"] > 0, result["memory_bytes"]) for result in results]


def test_a_folder_without_a_box_is_no_language(folders: Path) -> None:
    package(folders / "tools", other="")

    assert LANGUAGES.keys() == discovered().keys()


def test_a_box_that_lacks_something_says_what(folders: Path) -> None:
    package(folders / "broken", box=TOY.replace("FUEL =", "COAL ="))

    with pytest.raises(TypeError, match=r"^evaluator\.code\.broken\.box is no language: it lacks FUEL$"):
        discovered()


def test_the_contract_names_the_languages_that_are_there() -> None:
    contract = yaml.safe_load((ROOT / "openapi" / "upstream" / "evaluator.v1.yaml").read_text())
    named = contract["components"]["schemas"]["CodeSubmission"]["properties"]["language"]["enum"]

    assert LANGUAGES.keys() == set(named)


async def test_the_languages_are_listed(api: Api) -> None:
    listed = await api.get("/v1/languages")

    assert sorted(LANGUAGES) == [language["name"] for language in listed["items"]]
    for language in listed["items"]:
        of = LANGUAGES[language["name"]]
        assert {"name": of.NAME, "version": of.VERSION, "modules": list(of.MODULES)} == language
