"""What is served outside the contract."""

import aiohttp
import yaml

from app.jobs import JOBS
from app.pages import CONTRACT
from contract_tests.learner import Learner


async def test_the_contract_is_served_as_it_stands(base: str, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{base}/openapi/co.v1.yaml") as answer:
        assert CONTRACT.read_bytes() == await answer.read()


async def test_the_plain_docs_name_every_operation(base: str, http: aiohttp.ClientSession) -> None:
    spec = yaml.safe_load(CONTRACT.read_text())
    async with http.get(f"{base}/docs/plain") as answer:
        page = await answer.text()

    operations = [item[method] for item in spec["paths"].values() for method in item]
    assert [] == [operation["operationId"] for operation in operations if operation["operationId"] not in page]


async def test_a_problems_type_is_explained_at_its_address(learner: Learner) -> None:
    problem = await learner.get("/tracks/none-such", expect=404)

    async with learner.http.get(learner.base + problem["type"]) as answer:
        assert 200 == answer.status
        assert problem["title"] in await answer.text()


async def test_readiness_tells_the_truth_about_each_dependency(base: str, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{base}/readyz") as answer:
        assert (200, {"status": "ready", "postgres": "up", "valkey": "up", "evaluator": "up"}) == (
            answer.status,
            await answer.json(),
        )


async def test_metrics_count_by_operation(learner: Learner) -> None:
    await learner.get("/rubrics")

    async with learner.http.get(f"{learner.base}/metrics") as answer:
        text = await answer.text()

    assert 'co_requests_total{method="GET",operation="listRubrics",status="200"}' in text


async def test_metrics_say_how_many_jobs_of_each_kind_are_not_done(base: str, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{base}/metrics") as answer:
        lines = (await answer.text()).splitlines()

    shown = {line.rpartition(" ")[0] for line in lines if line.startswith("co_jobs{")}
    known = {f'co_jobs{{job="{name}",state="{state}"}}' for name in JOBS for state in ("queued", "picked", "failed")}
    assert shown >= known
