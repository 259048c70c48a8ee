"""The second wall, around a warm worker: what a guest that broke out of WebAssembly could still not do.

On Linux (x86-64, aarch64): no new privileges, and a seccomp filter that allows what a running worker needs and answers
EPERM to all else: no open, socket, fork, exec, and no memory that is executable. Everywhere: resource limits.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys

# name: (x86-64, aarch64); numbers from the kernel's syscall tables.
ALLOWED = {
    "read": (0, 63), "write": (1, 64), "close": (3, 57), "fstat": (5, 80), "lseek": (8, 62), "munmap": (11, 215),
    "brk": (12, 214), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139),
    "pread64": (17, 67), "sched_yield": (24, 124), "mremap": (25, 216), "madvise": (28, 233), "nanosleep": (35, 101),
    "getpid": (39, 172), "exit": (60, 93), "getrusage": (98, 165), "sigaltstack": (131, 132), "gettid": (186, 178),
    "futex": (202, 98), "restart_syscall": (219, 128), "clock_gettime": (228, 113), "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115), "exit_group": (231, 94), "tgkill": (234, 131), "getrandom": (318, 278),
    "membarrier": (324, 283), "rseq": (334, 293),
}  # fmt: skip
# Allowed while they ask for nothing executable: their third argument is the protection.
UNLESS_EXECUTABLE = {"mmap": (9, 222), "mprotect": (10, 226)}
ARCHITECTURES = {"x86_64": (0, 0xC000003E, 317), "aarch64": (1, 0xC00000B7, 277)}

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38
SECCOMP_SET_MODE_FILTER, ALL_THREADS = 1, 1
KILL_PROCESS, EPERM, ALLOW = 0x80000000, 0x00050001, 0x7FFF0000
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, ARCHITECTURE, THIRD_ARGUMENT = 0, 4, 32
PROT_EXEC = 4
Steps = list[tuple[int, int, int, int]]
# System calls of the x32 way of calling, which share the architecture's name.
X32 = 0x40000000

DATA = 2 << 30
LIMITS = {"RLIMIT_DATA": DATA, "RLIMIT_FSIZE": 0, "RLIMIT_CORE": 0, "RLIMIT_NOFILE": 16, "RLIMIT_NPROC": 0}


def die_with_parent() -> None:
    """On Linux, have the kernel end this process when the service is gone, however it went."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def raise_wall(machine: str = platform.machine()) -> dict[str, str | None]:
    """Wall this process in, for good; says for each part of the wall None, or why it does not stand."""
    stands: dict[str, str | None] = {}
    for name, part in (("rlimits", lower_limits), ("seccomp", lambda: lock(machine))):
        try:
            part()
        except (OSError, ValueError) as error:
            stands[name] = str(error)
        else:
            stands[name] = None
    return stands


def lower_limits() -> None:
    """Set LIMITS where the system has them; OSError or ValueError where it refuses."""
    for name, limit in LIMITS.items():
        number = getattr(resource, name, None)
        if number is not None:
            hard = resource.getrlimit(number)[1]
            limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
            resource.setrlimit(number, (limit, limit))


def lock(machine: str) -> None:
    """Filter the system calls of every thread of this process; OSError where that is not to be had."""
    if sys.platform != "linux":
        raise OSError(f"{platform.system()} has no seccomp")
    if machine not in ARCHITECTURES:
        raise OSError(f"there is no filter for {machine}")
    column, architecture, seccomp = ARCHITECTURES[machine]
    install(program(column, architecture), seccomp)


def install(code: bytes, seccomp: int) -> None:
    """Have the kernel run the filter `code` at every system call; `seccomp` is that system call's own number."""
    libc = ctypes.CDLL(None, use_errno=True)
    instructions = ctypes.create_string_buffer(code, len(code))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))

    filter_ = Program(len(code) // 8, ctypes.addressof(instructions))
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(f"the kernel refuses no_new_privs: {os.strerror(ctypes.get_errno())}")
    if libc.syscall(seccomp, SECCOMP_SET_MODE_FILTER, ALL_THREADS, ctypes.byref(filter_)):
        raise OSError(f"the kernel refuses it: {os.strerror(ctypes.get_errno())}")


def program(column: int, architecture: int) -> bytes:
    """The filter, in the kernel's classic BPF: 8 bytes an instruction (code, jump if true, jump if false, operand)."""
    steps: Steps = [
        (LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, architecture), (RETURN, 0, 0, KILL_PROCESS),
        (LOAD, 0, 0, NUMBER), (AT_LEAST, 0, 1, X32), (RETURN, 0, 0, KILL_PROCESS),
    ]  # fmt: skip
    for numbers in ALLOWED.values():
        steps += [(EQUAL, 0, 1, numbers[column]), (RETURN, 0, 0, ALLOW)]
    for numbers in UNLESS_EXECUTABLE.values():
        steps += [
            (EQUAL, 0, 4, numbers[column]), (LOAD, 0, 0, THIRD_ARGUMENT),
            (ANY_BIT, 0, 1, PROT_EXEC), (RETURN, 0, 0, EPERM), (RETURN, 0, 0, ALLOW),
        ]  # fmt: skip
    steps.append((RETURN, 0, 0, EPERM))
    return packed(steps)


def packed(steps: Steps) -> bytes:
    return b"".join(struct.pack("<HBBI", *step) for step in steps)
