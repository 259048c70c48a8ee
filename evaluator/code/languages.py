"""The languages there are: each is a folder beside this file with a `box` module that keeps `guest.Language`."""

import hashlib
import platform

from evaluator.code.engine import CONFIGURATION
from evaluator.code.guest import Language
from evaluator.code.javascript import box as javascript
from evaluator.code.python import box as python

LANGUAGES: dict[str, Language] = {language.NAME: language for language in (python, javascript)}


def key(language: Language) -> str:
    """What a compiled guest is known by: a hash of all that decides what it is."""
    digest = hashlib.sha256(f"{CONFIGURATION} {platform.system()} {platform.machine()}".encode())
    for part in language.ingredients():
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:16]
