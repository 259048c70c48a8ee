"""The commands of `python -m app`; each imports what it runs only when it runs."""

import argparse
import asyncio
import os
import shlex
import sys
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from app import tokens
from app.embedded.child import CannotStart
from app.settings import Settings, load
from domain.errors import DomainError

if TYPE_CHECKING:
    from app.embedded.data import DataDir


def settings_of(data: "DataDir") -> Settings:
    """The settings in force: the environment's, and where it says nothing those of `data`."""
    for name, value in data.settings().items():
        if name != "CO_JWT_DEV_KEY" or os.environ.get("CO_ENV") != "production":
            os.environ.setdefault(name, value)
    return load()


def ended(doing: Coroutine[Any, Any, int]) -> int:
    """Its exit code; CannotStart for what the domain has against it, and for a PostgreSQL or Valkey that is away."""
    import asyncpg
    from redis.exceptions import RedisError

    from app.outages import OUTAGES

    away: tuple[type[Exception], ...] = (asyncpg.PostgresError, *OUTAGES)
    try:
        return asyncio.run(doing)
    except BrokenPipeError:
        raise
    except DomainError as error:
        raise CannotStart(str(error)) from None
    except away as error:
        server = "Valkey" if isinstance(error, RedisError) else "PostgreSQL"
        raise CannotStart(f"{server}: {str(error).partition(chr(10))[0] or type(error).__name__}") from None


def run(options: argparse.Namespace) -> int:
    from app.embedded import postgres, valkey
    from app.embedded.data import DataDir, is_free
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
    from app.embedded.data import DataDir

    settings = settings_of(DataDir(options.data_dir))
    if not settings.CO_JWT_DEV_KEY:
        raise CannotStart("a production server takes no development tokens")
    print(tokens.sign(settings, options.user, options.scopes))
    return 0


def env(options: argparse.Namespace) -> int:
    from app.embedded.data import DataDir

    data = DataDir(options.data_dir)
    values = {**settings_of(data).model_dump(), "PORT": options.port, "DATA_DIR": data.path}
    for name, value in values.items():
        # Nothing after the sign for an empty value: `export $(make -s env)` would keep a pair of quotes.
        print(f"{name}={shlex.quote(str(value)) if str(value) else ''}")
    return 0


def serve(options: argparse.Namespace) -> int:
    from app import api, pages

    def wait() -> None:
        """With --held: everything is imported by now; what the API needs is there when `run` says so."""
        if options.held and not sys.stdin.readline():
            raise CannotStart("the command that started this one has gone")

    contract = options.contract or pages.CONTRACT
    api.serve(load(), options.host, options.port, wait, contract)
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


def mastery(options: argparse.Namespace) -> int:
    from app import fitting

    return ended(fitting.fit(load(), options.preview))


def content(options: argparse.Namespace) -> int:
    if options.what == "check":
        from app.checking import command

        return command.run(options.folder, options.schema_only)

    if options.what == "import":
        from app.importing import command as importing

        return importing.run(options.source, options.to, options.force)

    from app import content

    return ended(content.load(load()))


def rejudge(options: argparse.Namespace) -> int:
    from app import operators

    if options.preview:
        return ended(operators.preview(load(), options.problem_id, options.all))
    return ended(operators.rejudge(load(), options.problem_id, options.all, options.why))


def check_learner(options: argparse.Namespace) -> int:
    from app import operators

    return ended(operators.check_learner(load(), options.user))


def reviews(_: argparse.Namespace) -> int:
    from app import operators

    return ended(operators.export_reviews(load()))


def jobs(options: argparse.Namespace) -> int:
    from app import operators

    return ended(operators.jobs(load(), options.retry))


def learner(options: argparse.Namespace) -> int:
    from app import leaving

    what = leaving.export if options.what == "export" else leaving.delete
    return ended(what(load(), options.user))


def new_operation(_: argparse.Namespace) -> int:
    from app.generate import new

    return new.operations()


def generate(options: argparse.Namespace) -> int:
    from app.generate import command

    return command.generate(options.check)
