"""The backstop behind fuel: a worker is killed when its submission takes what fuel does not see."""

import asyncio

from evaluator.code.process import Worker
from evaluator.settings import Settings

EVERY_SECONDS = 0.5


class Watch:
    """Watches a worker until `stop`; `exceeded` says for what it was killed, "cpu" or "wall".

    CPU is the submission's own fault, and counts from the first look. Wall time alone is the machine's, where the
    system shows CPU time; where it does not, wall time is all there is to go by.
    """

    def __init__(self, worker: Worker, settings: Settings) -> None:
        self.worker, self.settings = worker, settings
        self.loop = asyncio.get_running_loop()
        self.began = self.loop.time()
        self.used: float | None = None
        self.exceeded: str | None = None
        # How long it was, once it has stopped.
        self.seconds = 0.0
        self.timer = self.loop.call_later(EVERY_SECONDS, self.look)

    def look(self) -> None:
        cpu = self.worker.cpu_seconds()
        if self.used is None:
            self.used = cpu
        if cpu is not None and self.used is not None and cpu - self.used >= self.settings.cpu_seconds:
            self.kill("cpu")
        elif self.loop.time() - self.began >= self.settings.wall_seconds:
            self.kill("cpu" if cpu is None and self.worker.alive else "wall")
        else:
            self.timer = self.loop.call_later(EVERY_SECONDS, self.look)

    def kill(self, exceeded: str) -> None:
        self.exceeded = exceeded
        self.worker.kill()

    def stop(self) -> None:
        self.timer.cancel()
        self.seconds = self.loop.time() - self.began
