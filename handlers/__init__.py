"""One module per tag, one function per operation: HTTP in, HTTP out."""
