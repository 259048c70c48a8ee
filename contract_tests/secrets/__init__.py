"""A bank whose every secret carries a marker, and the search for them in all that comes out."""
