"""/docs and /problems: the contract and its problem types as pages, with "try it" and without a script."""

import json
import re
from html import escape
from typing import Any

from app import assets, documents, plain
from app.plain import page
from app.problems import TYPES

CONTRACT = "/openapi/co.v1.yaml"
LINKS = {
    "/docs": "Reference",
    "/docs/swagger": "Swagger UI",
    "/docs/plain": "Plain",
    "/problems": "Problem types",
    CONTRACT: "YAML",
}
# The bar is above what Scalar lays out, which takes its height from here.
BAR = """
:root { --scalar-custom-header-height: 44px; } body { margin: 0; }
nav { position: sticky; top: 0; z-index: 20; box-sizing: border-box; height: 44px; padding: 0 1rem; gap: 1.25rem;
  display: flex; align-items: center; overflow-x: auto; scrollbar-width: none; white-space: nowrap;
  background: #16181d; font: 14px system-ui, sans-serif; }
nav a { color: #c9ced6; text-decoration: none; } nav a:hover, nav a[aria-current] { color: #fff; }
@media (max-width: 480px) { nav { gap: .7rem; font-size: 13px; } }
nav a[aria-current] { font-weight: 600; } noscript p { font: 16px system-ui, sans-serif; margin: 2rem; }
"""
# The browser's own parts (scrollbars, fields) follow each page's switch between light and dark.
SCALAR_STYLE = """
:root { color-scheme: light dark; }
:root:has(> .light-mode) { color-scheme: light; } :root:has(> .dark-mode) { color-scheme: dark; }
"""
# Of Swagger's own bar only the switch is left, and stands in ours.
SWAGGER_STYLE = """
:root { color-scheme: light; } :root.dark-mode { color-scheme: dark; }
html:root .swagger-ui .topbar { position: fixed; top: 10px; right: 1rem; z-index: 21; padding: 0; background: none; }
@media (max-width: 480px) { html:root .swagger-ui .topbar { display: none; } }
.swagger-ui .topbar .wrapper { padding: 0; }
.swagger-ui .topbar .download-url-wrapper, .swagger-ui .topbar .link { display: none; }
"""


def pages(contract: bytes) -> dict[str, str]:
    """Path → page, all of them."""
    spec = documents.parse(contract)
    return {
        "/docs": reference(spec),
        "/docs/swagger": swagger(spec),
        "/docs/plain": plain.index(spec, bar("/docs/plain")),
        "/problems": problems(),
        **{f"/problems/{name}": problem(status) for status, (name, *_) in TYPES.items()},
    }


def reference(spec: dict[str, Any]) -> str:
    """Scalar, which asks nobody but this server for anything."""
    (scheme,) = spec["security"][0]
    configuration = {
        "url": CONTRACT,
        "servers": sorted(spec["servers"], key=lambda server: not server["url"].startswith("/")),
        "authentication": {"preferredSecurityScheme": scheme},
        "persistAuth": True,
        # Every operation on one page and in the list beside it; what a model holds is told where it is used.
        "defaultOpenAllTags": True,
        "hideModels": True,
        "agent": {"disabled": True},
        "mcp": {"disabled": True},
        "hideClientButton": True,
        "showDeveloperTools": "never",
        "telemetry": False,
        "withDefaultFonts": False,
    }
    configured = f'type="application/json" data-configuration="{escape(json.dumps(configuration))}"'
    return _scripted(
        spec, "/docs", f'<script id="api-reference" {configured}></script>{_load(assets.SCALAR)}', SCALAR_STYLE
    )


def swagger(spec: dict[str, Any]) -> str:
    """Swagger UI; app/browser/swagger.js starts it."""
    sheet = f'<link rel="stylesheet" href="{assets.SWAGGER_STYLE.path}">'
    scripts = "".join(_load(asset) for asset in assets.SWAGGER)
    body = f'<div id="swagger-ui" data-url="{CONTRACT}"></div>{scripts}'
    return _scripted(spec, "/docs/swagger", body, SWAGGER_STYLE, sheet)


def problems() -> str:
    """Every problem type with its status and what it means."""
    rows = "".join(
        f'<tr><td>{status}</td><td><a href="/problems/{name}">{title}</a></td><td>{_told(text)}</td></tr>'
        for status, (name, title, text) in TYPES.items()
    )
    told = "<p>Every error is a problem (RFC 9457) whose <code>type</code> is the address of one of these pages.</p>"
    return page("Problem types", f"<h1>Problem types</h1>{told}<table>{rows}</table>", bar("/problems"))


def problem(status: int) -> str:
    name, title, text = TYPES[status]
    return page(title, f"<h1>{title}</h1><p>Status {status}.</p><p>{_told(text)}</p>", bar(f"/problems/{name}"))


def _told(text: str) -> str:
    """Text with `names` in it."""
    return re.sub("`(.*?)`", r"<code>\1</code>", escape(text))


def bar(here: str) -> str:
    """The links that every page begins with."""
    current = {here: ' aria-current="page"'}
    links = "".join(f'<a href="{path}"{current.get(path, "")}>{text}</a>' for path, text in LINKS.items())
    return f"<style>{BAR}</style><nav>{links}</nav>"


def _scripted(spec: dict[str, Any], path: str, body: str, style: str, head: str = "") -> str:
    plainly = '<noscript><p>Without scripts: <a href="/docs/plain">the plain page</a>.</p></noscript>'
    return plain.document(spec["info"]["title"], f"{head}<style>{style}</style>", f"{bar(path)}{plainly}{body}")


def _load(asset: assets.Asset) -> str:
    return f'<script src="{asset.path}"></script>'
