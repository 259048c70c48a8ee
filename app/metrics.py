"""What Prometheus reads at /metrics."""

import functools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from prometheus_client import Counter, Gauge, Histogram, start_http_server

REQUESTS = Counter("co_requests", "Requests answered.", ["operation", "method", "status"])
DURATION = Histogram(
    "co_request_seconds",
    "Seconds from a request's arrival to the start of its answer.",
    ["operation"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
LIMITS_LOCAL = Counter("co_limits_local", "Requests that this process counted by itself because Valkey was away.")
REVIEWS_DUE = Counter("co_reviews_due", "Reviews marked due.")
SUBMISSIONS_UNDETERMINED = Counter("co_submissions_undetermined", "Maths answers that could not be judged.")
JOBS = Gauge("co_jobs", "Durable jobs that are not done: queued, picked or failed.", ["job", "state"])
UNDONE = ("queued", "picked", "failed")
JOB_RUNS = Counter("co_job_runs", "Runs of durable jobs by how they ended: done, again or failed.", ["job", "outcome"])
TUTOR_TOKENS = Counter("co_tutor_tokens", "Tokens that the model read (input) and wrote (output).", ["direction"])
TUTOR_COST = Counter("co_tutor_cost", "What they cost by the settings' prices, in the prices' currency.")
TUTOR_FAILURES = Counter("co_tutor_failures", "Answers that the model did not give, or not to their end.", ["why"])
TUTOR_BREAKER = Gauge("co_tutor_breaker_open", "1 while the model is left alone because it failed again and again.")


@functools.cache
def answered(operation: str, method: str, status: int) -> tuple[Counter, Histogram]:
    """The two that a request of these few labels goes into: looking them up costs as much as counting."""
    return REQUESTS.labels(operation, method, str(status)), DURATION.labels(operation)


def show_jobs(names: Iterable[str], counted: Iterable[tuple[str, str, int]] | None) -> None:
    """Show how many jobs there are by name and state, and nothing while that is not known."""
    JOBS.clear()
    if counted is not None:
        numbers = {(name, state): 0 for name in names for state in UNDONE}
        for (name, state), number in {**numbers, **{(name, state): number for name, state, number in counted}}.items():
            JOBS.labels(name, state).set(number)


@contextmanager
def served(port: int) -> Iterator[None]:
    """What this process counts, at /metrics of a port of its own; none for 0. OSError for a port that is taken."""
    if not port:
        yield
        return
    server, thread = start_http_server(port)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
