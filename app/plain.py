"""/docs/plain: the contract as a page to read, without a script."""

from html import escape
from typing import Any

ICON = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E"
STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8882; }
main { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); text-transform: capitalize; }
details { border: 1px solid var(--line); border-radius: 6px; margin: .5rem 0; padding: .5rem .75rem; }
summary { cursor: pointer; } code { background: var(--soft); border-radius: 4px; padding: .1em .3em; }
.method { display: inline-block; min-width: 4rem; font-weight: 600; text-transform: uppercase; }
table { border-collapse: collapse; width: 100%; } td { border-top: 1px solid var(--line); padding: .3rem; }
"""
METHODS = ("get", "put", "post", "delete", "patch")


def document(title: str, head: str, body: str) -> str:
    named = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    icon = f'<link rel="icon" href="{ICON}">'
    return f'<!doctype html><html lang="en"><head>{named}{icon}{head}</head><body>{body}</body></html>'


def page(title: str, body: str, bar: str) -> str:
    return document(title, f"<style>{STYLE}</style>", f"{bar}<main>{body}</main>")


def index(spec: dict[str, Any], bar: str) -> str:
    """Every operation under its tag, with its parameters, body and answers."""
    parts = [
        f"<h1>{escape(spec['info']['title'])}</h1><p>{escape(spec['info']['description'])}</p>",
        f"<p>Version {escape(spec['info']['version'])}. Send a token as <code>Authorization: Bearer ...</code>.</p>",
    ]
    for tag in spec["tags"]:
        parts.append(f'<h2 id="{tag["name"]}">{tag["name"]}</h2><p>{escape(tag["description"])}</p>')
        for path, item in spec["paths"].items():
            parts += [
                _operation(spec, path, m, item[m]) for m in METHODS if m in item and tag["name"] in item[m]["tags"]
            ]
    return page(spec["info"]["title"], "".join(parts), bar)


def _operation(spec: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> str:
    parameters = [_resolve(spec, parameter) for parameter in operation.get("parameters", [])]
    rows = "".join(
        f"<tr><td><code>{escape(p['name'])}</code></td><td>{p['in']}{' (required)' if p.get('required') else ''}</td>"
        f"<td>{escape(p.get('description', ''))}</td></tr>"
        for p in parameters
    )
    body = operation.get("requestBody")
    sent = f"<p>Body: <code>{escape(_name(body['content']['application/json']['schema']))}</code></p>" if body else ""
    answers = "".join(
        f"<tr><td>{status}</td><td>{escape(_resolve(spec, answer)['description'])}</td></tr>"
        for status, answer in operation["responses"].items()
    )
    return (
        f'<details id="{operation["operationId"]}"><summary><span class="method">{method}</span> '
        f"<code>/v1{escape(path)}</code> {escape(operation['summary'])}</summary>"
        f"<p>{escape(operation.get('description', ''))}</p>"
        f"<table>{rows}</table>{sent}<table>{answers}</table></details>"
    )


def _resolve(spec: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """What a local $ref stands for."""
    if "$ref" not in node:
        return node
    found: Any = spec
    for part in node["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    resolved: dict[str, Any] = found
    return resolved


def _name(schema: dict[str, Any]) -> str:
    return str(schema["$ref"].rsplit("/", 1)[-1])
