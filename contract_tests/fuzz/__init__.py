"""Fuzzing: the runner, what it knows of the server's data, and the checks that schemathesis lacks."""
