"""The planted bugs follow the sources that they are edits of; `make mutants` is what tries them."""

import pytest

from contract_tests.contract import SPEC
from contract_tests.mutants import planting
from contract_tests.mutants.planting import ROOT, Mutant

MUTANTS = planting.load()


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_bug_can_still_be_planted(mutant: Mutant) -> None:
    files = [edit.file for edit in mutant.edits]
    assert sorted(set(files)) == sorted(files)
    for edit in mutant.edits:
        text = edit.applied(ROOT)
        if edit.file.endswith(".py"):
            compile(text, edit.file, "exec")


def test_every_tag_has_its_bugs_and_every_bug_a_name_of_its_own() -> None:
    tags = {mutant.tag for mutant in MUTANTS}

    assert {tag["name"] for tag in SPEC["tags"]} <= tags
    assert len(MUTANTS) == len({mutant.name for mutant in MUTANTS})
