"""`python -m app content check`: say everything that is wrong with a folder of content."""

import asyncio
import sys
from pathlib import Path

import aiohttp

from app import bank
from app.checking import own, verify
from app.checking.live import Live
from domain.errors import Unavailable
from upstreams.evaluator import Evaluator


def run(folder: Path, schema_only: bool) -> int:
    """The exit code: 0 when all is in order, 1 with a line for each fault; CannotStart."""
    if not folder.is_dir():
        print(f"{folder} is no folder", file=sys.stderr)
        return 1
    try:
        content = bank.Bank(bank.folder(folder))
    except bank.BadContent as faults:
        print(faults)
        return 1
    if not content.problems and not content.tracks:
        print(f"{folder}: there are no problems in it", file=sys.stderr)
        return 1
    if not schema_only and asyncio.run(judge(content)):
        return 1
    print(describe(content))
    return 0


async def judge(content: bank.Bank) -> int:
    """How many faults the evaluator found; 1 when it is away."""
    with Live(len(content.problems)) as live:
        try:
            async with own.an_evaluator() as base, aiohttp.ClientSession() as session:
                async for done in verify.check_all(Evaluator(base, session), content.problems.values()):
                    live.problem(content.files[done.problem["id"]], done.judged, done.faults)
        except Unavailable as away:
            print(away, file=sys.stderr)
            return 1
    return live.faults


def describe(content: bank.Bank) -> str:
    """What there is, and what of it nothing can be said about."""
    coding = [problem for problem in content.problems.values() if problem["subject"] == "coding"]
    unproven = [problem["id"] for problem in coding if not problem["solution"].get("code")]
    return content.counted() + (
        f"; without a solution in code, so that nothing proves them: {len(unproven)}" if unproven else ""
    )
