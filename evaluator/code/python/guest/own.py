"""What the guest keeps for itself: built-in names that a learner's `builtins.len = ...` does not reach."""

import builtins
import importlib

# A module of the guest makes this its own `__builtins__` before it defines its functions.
BUILTINS = dict(vars(builtins))
# How many pages of 64 KiB the memory has, from host.wat.
pages = importlib.import_module("host").pages
