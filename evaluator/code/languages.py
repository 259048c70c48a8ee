"""The languages there are: each is a folder beside this file with a `box` module that keeps `guest.Language`."""

import hashlib
import platform
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import cast

from evaluator import code
from evaluator.code.engine import CONFIGURATION
from evaluator.code.guest import Language

OFFERED = [name for name in {**vars(Language), **Language.__annotations__} if not name.startswith("_")]


def discovered() -> dict[str, Language]:
    """Language by name, of every folder that is there; TypeError for a `box` that lacks something."""
    found = {}
    for _, folder, is_package in iter_modules(code.__path__, f"{code.__name__}."):
        if is_package and find_spec(f"{folder}.box"):
            box = import_module(f"{folder}.box")
            missing = [name for name in OFFERED if not hasattr(box, name)]
            if missing:
                raise TypeError(f"{box.__name__} is no language: it lacks {', '.join(missing)}")
            language = cast(Language, box)
            found[language.NAME] = language
    return found


LANGUAGES = discovered()


def key(language: Language) -> str:
    """What a compiled guest is known by: a hash of all that decides what it is."""
    digest = hashlib.sha256(f"{CONFIGURATION} {platform.system()} {platform.machine()}".encode())
    for part in language.ingredients():
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:16]
