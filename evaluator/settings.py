"""What an operator can set, each by one environment variable."""

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Settings:
    """EVAL_CACHE, EVAL_WORKERS, EVAL_QUEUE, EVAL_WALL_SECONDS; a bad value raises ValueError with one clear line."""

    # Compiled guests; private to the user that runs the evaluator.
    cache: Path
    # Code workers.
    workers: int
    # Submissions that may wait for a worker.
    queue: int
    # How long one submission may hold a worker; CPU is limited by fuel, so this is for what fuel does not see.
    wall_seconds: float


def positive(name: str, default: int) -> int:
    given = os.environ.get(name, "")
    if given and not (given.isdecimal() and 0 < int(given) < 10_000):
        raise ValueError(f"{name} must be a whole number from 1 to 9999, not {given!r}")
    return int(given or default)


def cores() -> int:
    """Cores this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


def from_environment() -> Settings:
    """The settings in force."""
    workers = positive("EVAL_WORKERS", cores())
    return Settings(
        cache=Path(os.environ.get("EVAL_CACHE") or ROOT / ".cache" / "evaluator").absolute(),
        workers=workers,
        queue=positive("EVAL_QUEUE", 16 * workers),
        wall_seconds=positive("EVAL_WALL_SECONDS", 30),
    )
