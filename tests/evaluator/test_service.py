"""Building, starting and ending the evaluator: what an operator sees."""

import os
import socket
from pathlib import Path

import pytest

from evaluator.build import NotBuilt, artefact, build, evaluator_version, trusted
from evaluator.code.languages import LANGUAGES
from evaluator.settings import TRUST_WASM_ALONE, Settings, from_environment
from tests.evaluator.conftest import free_port, started


async def refused(*arguments: str, **environment: str) -> str:
    """The one line said by `python -m evaluator`, which ends with 1."""
    process = await started(*arguments, **environment)
    said = (await process.communicate())[1].decode()
    assert (1, 1) == (process.returncode, said.count("\n"))
    return said


async def test_what_is_not_built_is_not_served(tmp_path: Path) -> None:
    said = await refused("serve", "--port", str(free_port()), EVAL_CACHE=str(tmp_path / "none"))

    assert "is not built" in said
    assert "make setup" in said


async def test_a_port_in_use_is_one_line(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = await refused("serve", "--port", str(port), EVAL_CACHE=str(settings.cache))

    assert f"cannot listen on 127.0.0.1 port {port}" in said


async def test_a_bad_setting_is_one_line() -> None:
    assert "EVAL_WORKERS must be a whole number" in await refused("build", EVAL_WORKERS="many")


@pytest.mark.parametrize("mode", [0o722, 0o770])
def test_a_cache_that_others_can_write_to_is_not_trusted(settings: Settings, tmp_path: Path, mode: int) -> None:
    for path in trusted(settings.cache).values():
        (tmp_path / path.name).symlink_to(path)
    tmp_path.chmod(mode)

    with pytest.raises(NotBuilt, match="can be changed by"):
        trusted(tmp_path)


def test_a_guest_that_is_a_link_to_elsewhere_is_not_trusted(settings: Settings, tmp_path: Path) -> None:
    for path in trusted(settings.cache).values():
        (tmp_path / path.name).symlink_to(path)
    tmp_path.chmod(0o700)

    with pytest.raises(NotBuilt):
        trusted(tmp_path)


def test_building_what_is_built_touches_nothing(settings: Settings) -> None:
    before = {path: path.stat().st_mtime_ns for path in trusted(settings.cache).values()}
    said: list[str] = []

    build(settings.cache, said.append)

    assert before == {path: path.stat().st_mtime_ns for path in trusted(settings.cache).values()}
    assert [f"evaluator: ready in {settings.cache}"] == said


def test_a_missing_guest_is_built_whole_and_private_and_old_ones_go(settings: Settings, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / "python-0-of-another-time.cwasm").touch()
    # The long build is done once for all tests; a copy of its result stands in for it here.
    built = artefact(settings.cache, LANGUAGES["python"])
    os.link(built, cache / built.name)

    build(cache, lambda line: None)

    assert {"lock", *(path.name for path in trusted(cache).values())} == {path.name for path in cache.iterdir()}
    assert {0o700, 0o600} == {path.stat().st_mode & 0o777 for path in (cache, *trusted(cache).values())}


def test_the_version_names_the_engine_and_is_the_same_each_time() -> None:
    assert evaluator_version() == evaluator_version()
    assert evaluator_version().startswith("1+wasmtime-50")


def test_settings_have_a_default_for_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("EVAL_")]:
        monkeypatch.delenv(name)

    settings = from_environment()

    assert (16 * settings.workers, 8 * settings.workers) == (settings.queue, settings.share)
    assert Settings(settings.cache, settings.workers, settings.queue, queue_per_user=settings.share) == settings


@pytest.mark.parametrize("given", ["off", "no", "OFF: I trust the wasm sandbox alone", "optional"])
async def test_the_second_wall_is_not_done_without_by_a_slip_of_the_pen(given: str) -> None:
    assert f"word for word, {TRUST_WASM_ALONE!r}" in await refused("build", EVAL_SECOND_WALL=given)
