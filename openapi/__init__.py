"""The contract, and what is generated from it: types.py and operations.py."""
