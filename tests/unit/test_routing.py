"""Which operation a path and a method lead to, and what is answered where there is none."""

from typing import Any

import pytest
from connexion.middleware.abstract import ROUTING_CONTEXT
from connexion.resolver import Resolver
from connexion.spec import Specification
from starlette.exceptions import HTTPException

from app.pages import CONTRACT
from app.routing import ContractRouting

ID = {"in": "path", "name": "id", "required": True, "schema": {"type": "string"}}


def operation(name: str, *parameters: Any) -> dict[str, Any]:
    responses = {"200": {"description": "Fine."}}
    return {"operationId": name, "parameters": list(parameters), "responses": responses}


SPECIFICATION = {
    "openapi": "3.0.3",
    "info": {"title": "Things", "version": "1"},
    "servers": [{"url": "/v1"}],
    "paths": {
        "/things/{id}": {"get": operation("getThing", ID), "patch": operation("updateThing", ID)},
        "/things/new": {"get": operation("getNewThing")},
        "/things": {"get": operation("listThings"), "post": operation("createThing")},
        "/things/{id}/parts": {"get": operation("listParts", ID)},
        "/a.b/{id}": {"get": operation("getDotted", ID)},
    },
}


async def nothing(*_: Any) -> Any:
    """An app that is not reached, or a request that is not read."""


def routing(found: list[Any]) -> ContractRouting:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        found.append(scope)

    router = ContractRouting(app)
    router.add_api(Specification.from_dict(SPECIFICATION), base_path="/v1", resolver=Resolver(lambda _: app))
    return router


async def route(method: str, path: str) -> tuple[str, dict[str, str]]:
    """The operation that is reached, and the path's parameters."""
    found: list[Any] = []
    await routing(found)({"type": "http", "method": method, "path": path}, nothing, nothing)
    (scope,) = found
    return scope["extensions"][ROUTING_CONTEXT]["operation_id"], scope["path_params"]


async def answered(method: str, path: str) -> tuple[int, dict[bytes, bytes]]:
    """What the router answers itself."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await routing([])({"type": "http", "method": method, "path": path, "headers": []}, nothing, send)
    return sent[0]["status"], dict(sent[0]["headers"])


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/v1/things", ("listThings", {})),
        ("POST", "/v1/things", ("createThing", {})),
        ("GET", "/v1/things/5", ("getThing", {"id": "5"})),
        ("PATCH", "/v1/things/5", ("updateThing", {"id": "5"})),
        ("GET", "/v1/things/new", ("getNewThing", {})),
        ("GET", "/v1/things/newer", ("getThing", {"id": "newer"})),
        ("GET", "/v1/things/5/parts", ("listParts", {"id": "5"})),
        ("GET", "/v1/things/new/parts", ("listParts", {"id": "new"})),
        ("GET", "/v1/things/%zz é\n", ("getThing", {"id": "%zz é\n"})),
        ("GET", "/v1/a.b/5", ("getDotted", {"id": "5"})),
    ],
)
async def test_a_path_and_a_method_lead_to_their_operation(method: str, path: str, expected: Any) -> None:
    assert expected == await route(method, path)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "",
        "/v1",
        "/v1/",
        "/things",
        "/v1/thing",
        "/v1/things/",
        "/v1/things//parts",
        "/v1/things/5/",
        "/v2/things",
        "/v1/things/5/parts/",
        "/v1/things/5/6",
        "/v1//things",
        "/V1/things",
        "/v1/a-b/5",
        "/v1/things\n",
    ],
)
async def test_a_path_that_the_contract_does_not_know_is_404_for_every_method(path: str) -> None:
    for method in ("GET", "DELETE", "OPTIONS"):
        with pytest.raises(HTTPException) as caught:
            await route(method, path)
        assert 404 == caught.value.status_code


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("DELETE", "/v1/things", "GET, HEAD, OPTIONS, POST"),
        ("PUT", "/v1/things/5", "GET, HEAD, OPTIONS, PATCH"),
        ("POST", "/v1/things/new", "GET, HEAD, OPTIONS"),
        ("BREW", "/v1/things", "GET, HEAD, OPTIONS, POST"),
        ("get", "/v1/things", "GET, HEAD, OPTIONS, POST"),
    ],
)
async def test_a_method_that_the_path_does_not_take_is_405_with_all_it_takes(
    method: str, path: str, allow: str
) -> None:
    with pytest.raises(HTTPException) as caught:
        await route(method, path)
    assert (405, {"Allow": allow}) == (caught.value.status_code, caught.value.headers)


@pytest.mark.parametrize(
    ("path", "allow"), [("/v1/things", b"GET, HEAD, OPTIONS, POST"), ("/v1/things/5", b"GET, HEAD, OPTIONS, PATCH")]
)
async def test_options_is_answered_from_the_contract(path: str, allow: bytes) -> None:
    assert (204, {b"allow": allow}) == await answered("OPTIONS", path)


async def test_what_is_no_request_goes_on_as_it_is() -> None:
    found: list[Any] = []
    await routing(found)({"type": "lifespan"}, nothing, nothing)
    assert found == [{"type": "lifespan"}]


def test_every_operation_of_the_contract_is_reached() -> None:
    contract = Specification.load(CONTRACT)
    router = ContractRouting(nothing)
    router.add_api(contract, base_path="/v1", resolver=Resolver(lambda _: nothing))
    for path, methods in contract["paths"].items():
        reached, _ = router.find("/v1" + path.replace("{id}", "x"))
        wanted = {method.upper(): operation["operationId"] for method, operation in methods.items()}
        assert wanted == {method: reached[method]["operation_id"] for method in wanted}
