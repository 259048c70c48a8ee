"""Makes the typed clients from the contract: `python -m contract_tests.clients.generate FOLDER`."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from contract_tests.clients import node

HERE = Path(__file__).parent
TYPESCRIPT = HERE / "typescript"
CONTRACT = HERE.parents[1] / "openapi" / "co.v1.yaml"


def typescript(folder: Path) -> Path:
    """`@scimigo/co-client`, an ES module with its types, in `folder`; RuntimeError with what the tools said."""
    fresh(folder)
    (folder / "package.json").write_text(json.dumps(package(), indent=2) + "\n")
    source = folder / "src"
    shutil.copytree(TYPESCRIPT / "client", source)
    schema = str(source / "schema.ts")
    tool("openapi-typescript", str(CONTRACT), "--root-types", "--root-types-no-schema-prefix", "-o", schema)
    (folder / "node_modules").symlink_to(node.install(TYPESCRIPT))
    tool("tsc", "--project", str(source))
    return folder


def package() -> dict[str, Any]:
    """What npm has to know; the version is the contract's."""
    tools = json.loads((TYPESCRIPT / "package.json").read_text())
    info = yaml.safe_load(CONTRACT.read_text())["info"]
    return {
        "name": "@scimigo/co-client",
        "version": info["version"],
        "description": f"{info['title']}, typed",
        "license": info["license"]["name"],
        "type": "module",
        "exports": {".": {"types": "./dist/index.d.ts", "default": "./dist/index.js"}},
        "files": ["dist"],
        "sideEffects": False,
        "dependencies": tools["dependencies"],
    }


def tool(*command: str) -> None:
    done = node.run(TYPESCRIPT, *command)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout}")


def python(folder: Path) -> Path:
    """`co-client`, a project with the package `co_client`, in `folder`; RuntimeError with what the generator said."""
    fresh(folder)
    folder.rmdir()
    command = [str(Path(sys.executable).with_name("openapi-python-client")), "generate", "--path", str(CONTRACT)]
    options = ["--config", str(HERE / "python.yaml"), "--meta", "uv", "--output-path", str(folder), "--fail-on-warning"]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"openapi-python-client failed:\n{done.stdout}{done.stderr}")
    return folder


def fresh(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def main(folder: Path) -> int:
    print(f"Python: {python(folder / 'python')}")
    reason = node.missing()
    print(f"TypeScript: skipped, since {reason}" if reason else f"TypeScript: {typescript(folder / 'typescript')}")
    return int(bool(reason) and node.needed())


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
