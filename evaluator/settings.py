"""What an operator can set, each by one environment variable."""

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
# The one value of EVAL_SECOND_WALL that lets the evaluator start without it: whoever sets it has read what it says.
TRUST_WASM_ALONE = "off: I trust the wasm sandbox alone"


@dataclass(frozen=True)
class Settings:
    """The settings, each named for its variable EVAL_*; a bad value raises ValueError with one clear line."""

    # EVAL_CACHE: compiled guests; private to the user that runs the evaluator.
    cache: Path
    # EVAL_WORKERS: code workers.
    workers: int
    # EVAL_QUEUE: submissions that may wait for a worker.
    queue: int
    # EVAL_WALL_SECONDS: how long one submission may wait for a worker, and may hold one; then the machine is too busy.
    wall_seconds: float = 30
    # EVAL_CPU_SECONDS: CPU that one submission may use; fuel limits it before, so this is for what fuel does not see.
    cpu_seconds: float = 15
    # EVAL_QUEUE_PER_USER: of those that may wait, how many may be one user's.
    queue_per_user: int | None = None
    # EVAL_GRACE_SECONDS: how long what was accepted may take after the signal to end.
    grace_seconds: float = 60
    # EVAL_SECOND_WALL: "required", or in so many words TRUST_WASM_ALONE: then what cannot be raised is done without.
    trust_wasm_alone: bool = False

    @property
    def share(self) -> int:
        """Places in the queue that one user may take: half of them unless set."""
        return self.queue_per_user or (self.queue + 1) // 2


def positive(name: str, default: int) -> int:
    given = os.environ.get(name, "")
    if given and not (given.isdecimal() and 0 < int(given) < 10_000):
        raise ValueError(f"{name} must be a whole number from 1 to 9999, not {given!r}")
    return int(given or default)


def cores() -> int:
    """Cores this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


def without_second_wall() -> bool:
    given = os.environ.get("EVAL_SECOND_WALL") or "required"
    if given not in ("required", TRUST_WASM_ALONE):
        raise ValueError(f"EVAL_SECOND_WALL must be 'required' or, word for word, {TRUST_WASM_ALONE!r}")
    return given == TRUST_WASM_ALONE


def from_environment() -> Settings:
    """The settings in force."""
    workers = positive("EVAL_WORKERS", cores())
    queue = positive("EVAL_QUEUE", 16 * workers)
    return Settings(
        cache=Path(os.environ.get("EVAL_CACHE") or ROOT / ".cache" / "evaluator").absolute(),
        workers=workers,
        queue=queue,
        wall_seconds=positive("EVAL_WALL_SECONDS", 30),
        cpu_seconds=positive("EVAL_CPU_SECONDS", 15),
        queue_per_user=positive("EVAL_QUEUE_PER_USER", (queue + 1) // 2),
        grace_seconds=positive("EVAL_GRACE_SECONDS", 60),
        trust_wasm_alone=without_second_wall(),
    )
