"""The second wall: what it keeps out, on which machines, and what happens where it cannot be raised."""

import asyncio
import errno
import platform
import signal
import struct
import sys
from pathlib import Path

import aiohttp
import pytest

from evaluator.code import wall
from evaluator.code.pool import CodePool
from evaluator.settings import ROOT, TRUST_WASM_ALONE, Settings
from tests.evaluator.conftest import free_port, serving, started

linux = pytest.mark.skipif(sys.platform != "linux", reason="the second wall is Linux's")


@linux
def test_every_worker_stands_behind_the_second_wall(pool: CodePool) -> None:
    for worker in pool.workers:
        status = Path(f"/proc/{worker.process.pid}/status").read_text().split("\n")
        assert {"NoNewPrivs:\t1", "Seccomp:\t2"} <= set(status)


@linux
@pytest.mark.parametrize(
    "attempt",
    [
        "open('/etc/passwd')",
        "os.open('/dev/null', os.O_WRONLY)",
        "os.stat('/')",
        "os.listdir('/proc')",
        "socket.socket()",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "os.kill(os.getppid(), 9)",
        "os.pipe()",
        "os.memfd_create('x')",
        "mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC)",
        "threading.Thread(target=print).start()",
        "resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))",
    ],
)
async def test_behind_the_wall_nothing_of_the_machine_can_be_reached(attempt: str) -> None:
    script = f"""
import mmap, os, resource, socket, threading
from evaluator.code.wall import raise_wall
raise_wall()
try:
    {attempt}
except (OSError, RuntimeError, ValueError):
    print("refused")
"""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )

    assert b"refused\n" == (await process.communicate())[0]


def ruling(code: bytes, architecture: int, number: int, third_argument: int = 0) -> int:
    """What the filter says to one system call, as the kernel would run it."""
    at = accumulator = 0
    data = struct.pack("<IIQ6Q", number, architecture, 0, 0, 0, third_argument, 0, 0, 0)
    while True:
        kind, if_true, if_false, operand = struct.unpack_from("<HBBI", code, at * 8)
        at += 1
        if kind == wall.RETURN:
            return int(operand)
        if kind == wall.LOAD:
            accumulator = struct.unpack_from("<I", data, operand)[0]
            continue
        holds = {
            wall.EQUAL: accumulator == operand,
            wall.AT_LEAST: accumulator >= operand,
            wall.ANY_BIT: bool(accumulator & operand),
        }[kind]
        at += if_true if holds else if_false


# name: (x86-64, aarch64)
FORBIDDEN = {
    "openat": (257, 56), "socket": (41, 198), "clone": (56, 220), "clone3": (435, 435), "execve": (59, 221),
    "kill": (62, 129), "ptrace": (101, 117), "prctl": (157, 167), "seccomp": (317, 277), "prlimit64": (302, 261),
    "bpf": (321, 280), "io_uring_setup": (425, 425), "process_vm_writev": (311, 271), "memfd_create": (319, 279),
    "pipe2": (293, 59), "dup": (32, 23), "ioctl": (16, 29), "mount": (165, 40), "unshare": (272, 97),
}  # fmt: skip


@pytest.mark.parametrize("machine", wall.ARCHITECTURES)
def test_the_filter_of_each_machine_allows_what_is_needed_and_no_more(machine: str) -> None:
    column, architecture, _ = wall.ARCHITECTURES[machine]
    other = next(each[1] for name, each in wall.ARCHITECTURES.items() if name != machine)
    code = wall.program(column, architecture)

    def said(names: dict[str, tuple[int, int]], third_argument: int = 0) -> set[int]:
        return {ruling(code, architecture, numbers[column], third_argument) for numbers in names.values()}

    assert {wall.ALLOW} == said(wall.ALLOWED) == said(wall.UNLESS_EXECUTABLE, 3)
    assert {wall.EPERM} == said(FORBIDDEN) == said(wall.UNLESS_EXECUTABLE, 7)
    assert wall.KILL_PROCESS == ruling(code, other, 0)
    assert wall.KILL_PROCESS == ruling(code, architecture, wall.X32 | 1)


def refusing_seccomp() -> bytes:
    """A filter that refuses every further filter, and nothing else."""
    number = wall.ARCHITECTURES[platform.machine()][2]
    return wall.packed(
        [
            (wall.LOAD, 0, 0, wall.NUMBER),
            (wall.EQUAL, 0, 1, number),
            (wall.RETURN, 0, 0, 0x00050000 | errno.EACCES),
            (wall.RETURN, 0, 0, wall.ALLOW),
        ]
    )


async def where_the_kernel_refuses(*arguments: str, **environment: str) -> asyncio.subprocess.Process:
    """`python -m evaluator` with `arguments`, where no process may install a filter: as in some containers."""
    number = wall.ARCHITECTURES[platform.machine()][2]
    script = f"""
import os, sys
from evaluator.code import wall
wall.install({refusing_seccomp()!r}, {number})
os.execv(sys.executable, [sys.executable, "-m", "evaluator", *{list(arguments)!r}])
"""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, cwd=ROOT, env=environment, stderr=asyncio.subprocess.PIPE
    )


@linux
async def test_without_the_second_wall_the_evaluator_does_not_start(settings: Settings) -> None:
    process = await where_the_kernel_refuses(
        "serve", "--port", str(free_port()), EVAL_WORKERS="1", EVAL_CACHE=str(settings.cache)
    )
    said = (await process.communicate())[1].decode()

    assert (1, 1) == (process.returncode, said.count("\n"))
    assert "the second wall around the workers cannot be raised here (seccomp: the kernel refuses it" in said
    assert f"EVAL_SECOND_WALL={TRUST_WASM_ALONE!r}" in said


@linux
async def test_it_starts_without_when_a_setting_says_so_in_words_and_tells_which_walls_stand(
    settings: Settings,
) -> None:
    port = free_port()
    environment = {"EVAL_WORKERS": "1", "EVAL_CACHE": str(settings.cache), "EVAL_SECOND_WALL": TRUST_WASM_ALONE}
    process = await where_the_kernel_refuses("serve", "--port", str(port), **environment)
    async with aiohttp.ClientSession() as session:
        api = await serving(port, process, session)
        async with session.get(f"{api.base}/healthz") as answer:
            assert ["wasm", "rlimits"] == (await answer.json())["walls"]
    process.send_signal(signal.SIGTERM)
    said = (await process.communicate())[1].decode()

    assert (0, 1) == (process.returncode, said.count("\n"))
    assert "without the whole second wall" in said


@linux
async def test_where_both_walls_stand_it_says_so(settings: Settings) -> None:
    port = free_port()
    process = await started("serve", "--port", str(port), EVAL_WORKERS="1", EVAL_CACHE=str(settings.cache))
    async with aiohttp.ClientSession() as session:
        api = await serving(port, process, session)
        async with session.get(f"{api.base}/healthz") as answer:
            assert ["wasm", "rlimits", "seccomp"] == (await answer.json())["walls"]
    process.send_signal(signal.SIGTERM)
    assert b"" == (await process.communicate())[1]


@linux
def test_a_machine_without_a_filter_says_so() -> None:
    with pytest.raises(OSError, match="there is no filter for riscv64"):
        wall.lock("riscv64")
