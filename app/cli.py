"""The command line of `python -m app`."""

import argparse
import os
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from app import commands, tokens
from app.embedded.child import CannotStart
from app.settings import BadSettings

CONTENT = Path(__file__).parents[1] / "content"


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit code is 0, 1 with one line for what went wrong, or 2 for wrong usage or settings."""
    options = parser().parse_args(arguments)
    try:
        code = int(options.command(options))
        sys.stdout.flush()
        return code
    except BadSettings as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Who read the output has what they wanted; what is left of it goes nowhere, at the end of Python too.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (CannotStart, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


class Parser(argparse.ArgumentParser):
    """Says what was wrong in one line, without the usage before it."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message}\n")


def parser() -> Parser:
    """The command line; what an option leaves out comes from the environment variable that its help names."""
    environ = os.environ
    top = Parser(prog="python -m app", description="Curriculum Orchestrator")
    subparsers = top.add_subparsers(required=True, metavar="COMMAND")

    def add(command: Callable[[argparse.Namespace], int], text: str) -> Parser:
        added = subparsers.add_parser(command.__name__.replace("_", "-"), help=text, description=text)
        added.set_defaults(command=command)
        return added

    local = [
        add(commands.run, "start every part, with PostgreSQL and Valkey of its own unless settings name others"),
        add(commands.token, "print a development token for the server of DATA_DIR"),
        add(commands.env, "print the settings in force as KEY=value"),
    ]
    parts = [
        add(commands.serve, "serve the API"),
        add(commands.worker, "run the durable jobs"),
        add(commands.migrate, "bring the database of CO_DB_URL to the newest migration"),
        add(
            commands.content, "load content/ into the database, check a folder of problems, or import others' problems"
        ),
    ]
    fit = add(commands.mastery, "fit the mastery model").add_subparsers(required=True, metavar="WHAT")
    text = "fit the weights to all evidence, and put them in force where they foresee held-out learners better"
    fit.add_parser("fit", help=text, description=text).add_argument(
        "--preview", action="store_true", help="only say what they are worth"
    )
    kept = add(commands.learner, "for who asks by mail: all that is kept of a learner")
    kept.add_argument("what", choices=["export", "delete"])
    kept.add_argument("user", type=user_id, metavar="USER_ID")
    add(commands.new_operation, "make stubs for the operations that have no handler yet")
    add(commands.generate, "write what follows from contract and SQL").add_argument(
        "--check", action="store_true", help="only say what is out of date"
    )
    for each in local:
        each.add_argument("--data-dir", type=Path, default=environ.get("DATA_DIR") or ".data", help="DATA_DIR")
    for each in (*local, parts[0]):
        each.add_argument("--port", type=port_number, default=environ.get("PORT") or "8080", help="PORT of the API")
    parts[0].add_argument("--held", action="store_true", help="begin when a line comes on standard input")
    local[1].add_argument("--user", type=user_id, default=environ.get("USER_ID") or tokens.DEMO_LEARNER, help="USER_ID")
    local[1].add_argument("--scopes", default=environ.get("SCOPES", tokens.LEARNER_SCOPES), help="SCOPES")
    parts[0].add_argument("--host", default="127.0.0.1")
    parts[0].add_argument("--contract", type=Path, help="another contract file than openapi/co.v1.yaml")
    content_parser(parts[3])
    again = add(
        commands.rejudge, "judge work on a problem again after its fix: mastery and reviews become what they would be"
    )
    again.add_argument("problem_id", metavar="PROBLEM_ID")
    again.add_argument("--preview", action="store_true", help="only say what would change")
    again.add_argument("--all", action="store_true", help="also what this version of the problem judged")
    again.add_argument("--why", default="the problem was fixed", help="kept with the judgements before")
    checked = add(commands.check_learner, "compare a learner's mastery and reviews with a replay of the evidence log")
    checked.add_argument("user", type=user_id, metavar="USER_ID")
    add(commands.reviews, "print the log of all reviews as CSV, for an optimiser of FSRS").add_argument(
        "what", choices=["export"]
    )
    add(commands.jobs, "count the durable jobs by name and state").add_argument(
        "--retry", action="store_true", help="have those that failed tried again"
    )
    return top


def content_parser(top: Parser) -> None:
    """The commands about content."""
    subparsers = top.add_subparsers(dest="what", required=True, metavar="WHAT")
    subparsers.add_parser("load", help="load content/, or the bank of PROBLEM_BANK_BASE, into the database")
    check = subparsers.add_parser("check", help="verify a folder of problems with the real evaluator")
    check.add_argument("folder", type=Path, nargs="?", default=CONTENT, metavar="FOLDER", help="content/ unless given")
    check.add_argument("--schema-only", action="store_true", help="look at schema and references alone")
    others = subparsers.add_parser("import", help="turn problems that others wrote into ours")
    others.add_argument("form", choices=["exercism"], help="problem-specifications: exercises/SLUG/canonical-data.json")
    others.add_argument("source", type=Path, metavar="DIR", help="the folder that has exercises/ in it")
    others.add_argument("--to", type=Path, default=Path("imported"), metavar="FOLDER", help="imported/ unless given")
    others.add_argument("--force", action="store_true", help="write over problems that are there")


def port_number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"PORT must be a number from 1 to 65535, not {text!r}")
    return int(text)


def user_id(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise argparse.ArgumentTypeError(f"USER_ID must be a UUID, not {text!r}") from None
