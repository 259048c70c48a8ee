"""/docs/assets: what the documentation's pages load, out of the wheels that carry it and out of app/browser."""

import asyncio
import gzip
from hashlib import sha256
from importlib.metadata import distribution
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

TYPES = {".js": "text/javascript", ".css": "text/css"}


class Asset:
    """A file at an address with its hash, where it never changes; compressed once, when it is first asked for."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.path = f"/docs/assets/{sha256(file.read_bytes()).hexdigest()[:16]}/{file.name}"
        self.packed: bytes | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
        if "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            if self.packed is None:
                self.packed = await asyncio.to_thread(lambda: gzip.compress(self.file.read_bytes(), 6))
            content, headers["Content-Encoding"] = self.packed, "gzip"
        else:
            content = await asyncio.to_thread(self.file.read_bytes)
        headers["X-Content-Type-Options"] = "nosniff"
        await Response(content, media_type=TYPES[self.file.suffix], headers=headers)(scope, receive, send)


def _carried(wheel: str, path: str) -> Asset:
    """A file of an installed package that is not imported."""
    return Asset(Path(str(distribution(wheel).locate_file(f"{wheel.replace('-', '_')}/templates/{path}"))))


SCALAR = _carried("flask-openapi-scalar", "scalar/js/scalar.standalone.js")
SWAGGER_STYLE = _carried("flask-openapi-swagger", "swagger/css/swagger-ui.css")
SWAGGER = (
    _carried("flask-openapi-swagger", "swagger/js/swagger-ui-bundle.js"),
    _carried("flask-openapi-swagger", "swagger/js/swagger-ui-standalone-preset.js"),
    Asset(Path(__file__).parent / "browser" / "swagger.js"),
)
ALL = (SCALAR, SWAGGER_STYLE, *SWAGGER)
