"""Where a package from the environment keeps its programs, found without running any of its code."""

from importlib.util import find_spec
from pathlib import Path

from app.embedded.child import CannotStart


def program(package: str, pattern: str) -> str:
    """The one file of `package` that matches `pattern`."""
    spec = find_spec(package)
    found = sorted(Path(spec.origin).parent.glob(pattern)) if spec and spec.origin else []
    if len(found) != 1:
        raise CannotStart(f"the package {package} has no {pattern} for this machine: run `make setup`")
    return str(found[0])
