"""JavaScript as a guest: how it is built, and how an instance of it is driven."""
