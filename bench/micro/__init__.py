"""The door beside bare Starlette, in-process, with the database stubbed."""
