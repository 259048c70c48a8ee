"""YAML as the project reads it."""

from typing import Any

import yaml

# libyaml, ten times as fast, is in every wheel; a build from source may lack it.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse(text: bytes) -> Any:
    """What a document says; yaml.YAMLError for one that cannot be read."""
    return yaml.load(text, Loader=LOADER)  # noqa: S506  # both are safe loaders
