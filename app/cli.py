"""The commands of `python -m app`; each imports what it runs only when it runs."""

import argparse
import asyncio
import os
import shlex
import sys
import uuid
from pathlib import Path

from app import tokens
from app.embedded import postgres, valkey
from app.embedded.child import CannotStart
from app.embedded.data import DataDir, is_free
from app.settings import BadSettings, Settings, load


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit code is 0, 1 with one line for what went wrong, or 2 for wrong usage or settings."""
    options = parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except BadSettings as error:
        print(error, file=sys.stderr)
        return 2
    except (CannotStart, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m app", description="Curriculum Orchestrator")
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: object, text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(command=command)
        return added

    local = [add("run", run, "start every part, with PostgreSQL and Valkey of its own unless settings name others")]
    local += [add("token", token, "print a development token for the server of DATA_DIR")]
    local += [add("env", env, "print the settings in force as KEY=value")]
    serving = add("serve", serve, "serve the API")
    for each in (*local, serving):
        each.add_argument(
            "--port", type=port_number, default=os.environ.get("PORT") or "8080", help="(PORT) of the API"
        )
    for each in local:
        each.add_argument("--data-dir", type=Path, default=os.environ.get("DATA_DIR") or ".data", help="(DATA_DIR)")
    serving.add_argument("--host", default="127.0.0.1")
    local[1].add_argument(
        "--user", type=user_id, default=os.environ.get("USER_ID") or tokens.DEMO_LEARNER, help="(USER_ID)"
    )
    local[1].add_argument("--scopes", default=os.environ.get("SCOPES") or tokens.LEARNER_SCOPES, help="(SCOPES)")
    add("worker", worker, "run the durable jobs")
    add("migrate", migrate, "bring the database of CO_DB_URL to the newest migration")
    add("content", content, "load content/ into the database, or only check it").add_argument(
        "what", choices=["load", "check"]
    )
    return top


def port_number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"PORT must be a number from 1 to 65535, not {text!r}")
    return int(text)


def user_id(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise argparse.ArgumentTypeError(f"USER_ID must be a UUID, not {text!r}") from None


def settings_of(data: DataDir) -> Settings:
    """The settings in force: the environment's, and where it says nothing those of `data`."""
    for name, value in data.settings().items():
        if name != "CO_JWT_DEV_KEY" or os.environ.get("CO_ENV") != "production":
            os.environ.setdefault(name, value)
    return load()


def run(options: argparse.Namespace) -> int:
    from app.supervisor import Supervisor

    data = DataDir(options.data_dir)
    with data.lock():
        if not is_free(options.port):
            raise CannotStart(f"port {options.port} is in use: stop what listens there, or choose another with PORT=")
        postgres.stop_leftover(data.postgres)
        valkey.stop_leftover(data.valkey)
        data.claim_ports()
        outside = dict(os.environ)
        return asyncio.run(Supervisor(data, settings_of(data), options.port, outside).run())


def token(options: argparse.Namespace) -> int:
    settings = settings_of(DataDir(options.data_dir))
    if not settings.CO_JWT_DEV_KEY:
        raise CannotStart("a production server takes no development tokens")
    print(tokens.sign(settings, options.user, options.scopes))
    return 0


def env(options: argparse.Namespace) -> int:
    data = DataDir(options.data_dir)
    values = {**settings_of(data).model_dump(), "PORT": options.port, "DATA_DIR": data.path}
    for name, value in values.items():
        # Nothing after the sign for an empty value: `export $(make -s env)` would keep a pair of quotes.
        print(f"{name}={shlex.quote(str(value)) if str(value) else ''}")
    return 0


def serve(options: argparse.Namespace) -> int:
    from app import api

    api.serve(load(), options.host, options.port)
    return 0


def worker(options: argparse.Namespace) -> int:
    from app import worker

    worker.main(load())
    return 0


def migrate(options: argparse.Namespace) -> int:
    from app.migrate import MigrationFailed, migrate

    try:
        applied = migrate(load().CO_DB_URL)
    except MigrationFailed as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{applied} applied" if applied else "nothing new")
    return 0


def content(options: argparse.Namespace) -> int:
    from app import content

    if options.what == "check":
        return content.check()
    content.load(load())
    return 0
