"""What a Python program may import: one list, for the guest that loads it, the box that tells it and the tests."""

GROUPS = {
    "Numbers": [
        "cmath", "decimal", "fractions", "math", "numbers", "random", "secrets", "statistics",
    ],
    "Collections and algorithms": [
        "array", "bisect", "collections", "collections.abc", "copy", "graphlib", "heapq", "itertools",
        "queue", "weakref",
    ],
    "Functions and classes": [
        "abc", "contextlib", "contextvars", "dataclasses", "enum", "functools", "operator", "types", "typing",
    ],
    "Text": [
        "codecs", "difflib", "pprint", "re", "reprlib", "shlex", "string", "string.templatelib", "textwrap",
        "unicodedata",
    ],
    "Dates and time": [
        "calendar", "datetime", "sched", "time", "timeit",
    ],
    "Data formats": [
        "base64", "binascii", "configparser", "csv", "html", "html.parser", "json", "pickle", "quopri",
        "struct", "tomllib", "xml.etree.ElementTree",
    ],
    "Bytes, hashes and compression": [
        "gzip", "hashlib", "hmac", "zipfile", "zlib",
    ],
    "Databases": [
        "sqlite3",
    ],
    "Waiting together": [
        "asyncio", "concurrent.futures", "threading",
    ],
    "Paths and addresses": [
        "fnmatch", "ipaddress", "os", "os.path", "pathlib", "posixpath", "urllib.parse", "uuid",
    ],
    "Programs": [
        "argparse", "fileinput", "getopt", "io", "logging", "sys",
    ],
    "Testing and looking inside": [
        "ast", "atexit", "builtins", "colorsys", "dis", "doctest", "gc", "importlib", "inspect", "keyword",
        "linecache", "symtable", "token", "tokenize", "traceback", "unittest", "unittest.mock", "warnings",
    ],
}  # fmt: skip
MODULES = tuple(sorted(name for group in GROUPS.values() for name in group))

# Why a part of the standard library is not there.
MISSING = {
    "there is no network here": [
        "ftplib", "http", "imaplib", "poplib", "select", "selectors", "smtplib", "socket", "socketserver",
        "ssl", "urllib.error", "urllib.request", "wsgiref", "xmlrpc",
    ],
    "there are no other processes here": [
        "multiprocessing", "pty", "signal", "subprocess",
    ],
    "there are no files here": [
        "dbm", "fcntl", "filecmp", "glob", "mmap", "shelve", "shutil", "tarfile", "tempfile",
    ],
    "there is no screen and no keyboard here": [
        "cmd", "curses", "readline", "tkinter", "turtle", "webbrowser",
    ],
    "no code outside of Python can be reached here": [
        "ctypes",
    ],
    "the library that it needs is not part of this Python": [
        "bz2", "lzma", "zoneinfo",
    ],
}  # fmt: skip
