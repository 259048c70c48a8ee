"""Routing by a dict and few regexes; 405 and OPTIONS answered from the contract."""

import re
from collections.abc import Iterator
from typing import Any

from connexion.middleware.abstract import ROUTING_CONTEXT
from connexion.middleware.routing import RoutingMiddleware
from connexion.spec import Specification
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send


class ContractRouting(RoutingMiddleware):  # type: ignore[misc]  # Connexion ships no types
    """Connexion's routes without its router: concrete paths by a dict, templated ones by parts, prefix and regex."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app)
        self._static: dict[str, dict[str, Any]] = {}
        self._templated: dict[int, list[tuple[str, re.Pattern[str], dict[str, Any]]]] = {}

    def add_api(self, specification: Specification, **options: Any) -> None:
        super().add_api(specification, **options)
        streams = set(_streams(specification))
        for mount in self.router.routes:
            for route in mount.app.routes:
                context = {"api_base_path": mount.path, "operation_id": route.endpoint.operation_id}
                # To say how a stream begins it would have to be opened, and its end waited for.
                taken = route.methods - ({"HEAD"} if context["operation_id"] in streams else set())
                methods = dict.fromkeys(taken, context)
                self._methods(mount.path + route.path, route).update(methods)

    def _methods(self, path: str, route: Any) -> dict[str, Any]:
        """The path's methods, an empty dict the first time."""
        if not route.param_convertors:
            return self._static.setdefault(path, {})
        alike = self._templated.setdefault(path.count("/"), [])
        for _, pattern, known in alike:
            if pattern.pattern == _pattern(path):
                return known
        methods: dict[str, Any] = {}
        alike.append((path.split("{")[0], re.compile(_pattern(path)), methods))
        return methods

    def find(self, path: str) -> tuple[dict[str, Any], dict[str, str]]:
        """The methods of a path (none: no such path) and its parameters."""
        methods = self._static.get(path)
        if methods is not None:
            return methods, {}
        # A parameter holds no slash, so only templates of as many parts can match.
        for prefix, pattern, candidates in self._templated.get(path.count("/"), ()):
            if path.startswith(prefix) and (match := pattern.fullmatch(path)):
                return candidates, match.groupdict()
        return {}, {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        methods, params = self.find(scope["path"])
        if not methods:
            raise HTTPException(404)
        context = methods.get(scope["method"])
        if context is None:
            allow = ", ".join(sorted({*methods, "OPTIONS"}))
            if scope["method"] != "OPTIONS":
                raise HTTPException(405, headers={"Allow": allow})
            await Response(status_code=204, headers={"Allow": allow})(scope, receive, send)
            return
        scope["path_params"] = params
        scope.setdefault("extensions", {})[ROUTING_CONTEXT] = context
        await self.app(scope, receive, send)


def _streams(specification: Specification) -> Iterator[str]:
    """The operations that answer with server-sent events."""
    for item in specification["paths"].values():
        for operation in item.values():
            if "text/event-stream" in operation["responses"].get("200", {}).get("content", {}):
                yield operation["operationId"]


def _pattern(path: str) -> str:
    return re.sub(r"\\\{(\w+)(:\w+)?\\\}", r"(?P<\1>[^/]+)", re.escape(path))
