"""A few random walks through the sessions, the same ones each time; `python -m contract_tests.walks` makes more."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from app.settings import Settings
from contract_tests.walks.api import Server
from contract_tests.walks.machine import Walk

SHORT = settings(
    max_examples=25,
    stateful_step_count=20,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def test_sessions_do_what_the_model_says_on_a_few_random_walks(base: str, settings: Settings) -> None:
    Walk.server = Server(base, settings)
    try:
        run_state_machine_as_test(Walk, settings=SHORT)
    finally:
        Walk.server.close()
