"""What follows from the contract and from SQL is generated here, and held to be up to date by `make check`."""
