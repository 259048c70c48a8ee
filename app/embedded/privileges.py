"""Become a command that ends with its parent and, started by root, runs as the user who owns its files.

A script of its own, `python -I -S privileges.py PARENT SIGNAL UID GID COMMAND...`, and not a `preexec_fn`: between
fork and exec of a process with threads no Python code is safe. It needs the standard library alone and ends in exec,
so the process id stays.
"""

import ctypes
import os
import sys
from pathlib import Path

# linux/prctl.h, linux/capability.h
PR_SET_PDEATHSIG = 1
PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP = 28, 4
PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 47, 2
CAPABILITY_VERSION_3 = 0x20080522
CAP_DAC_OVERRIDE = 1


def launch(command: list[str], end_with: int, owner: tuple[int, int] | None) -> list[str]:
    """The command line that runs `command` as `owner` (uid, gid) and sends it `end_with` when this process dies."""
    uid, gid = owner or (os.geteuid(), os.getegid())
    own = [sys.executable, "-I", "-S", str(Path(__file__).resolve())]
    return [*own, str(os.getpid()), str(end_with), str(uid), str(gid), *command]


def prctl(*arguments: int) -> bool:
    """Whether the call was granted; the five arguments are unsigned longs."""
    words = [ctypes.c_ulong(argument) for argument in (*arguments, 0, 0, 0, 0)[:5]]
    return bool(ctypes.CDLL(None, use_errno=True).prctl(*words) == 0)


def capset(mask: int) -> bool:
    """Make `mask` (of capabilities 0 to 31) all this process has: effective, permitted and inheritable."""
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    data = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)
    return bool(ctypes.CDLL(None, use_errno=True).capset(header, data) == 0)


def become(uid: int, gid: int) -> None:
    """Drop to `uid`; where Linux grants it, still able to pass folders that only root may enter (as /root is)."""
    # Keeps capabilities over the change of user, and access(2), which Postgres asks about its own programs, heeds them.
    keeps = sys.platform == "linux" and prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP)
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    if keeps and capset(1 << CAP_DAC_OVERRIDE):
        prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE)


def main() -> None:
    parent, end_with, uid, gid = map(int, sys.argv[1:5])
    command = sys.argv[5:]
    try:
        if os.geteuid() != uid:
            become(uid, gid)
        # After the change of user, which clears it; the parent may have gone before it was set.
        if sys.platform == "linux":
            prctl(PR_SET_PDEATHSIG, end_with)
        if os.getppid() != parent:
            sys.exit("the parent has gone")
        os.execv(command[0], command)  # noqa: S606  # exec without a shell is the point
    except OSError as error:
        sys.exit(f"cannot run {command[0]} as user {uid}: {error.strerror}")


if __name__ == "__main__":
    main()
