"""The documentation: as HTTP serves it, and as a browser shows it."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
import yaml

from app import assets
from app.pages import CONTRACT
from app.problems import TYPES
from contract_tests.browser import CHROMIUM, Browser, Tab, chromium
from contract_tests.learner import Learner

in_a_browser = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH")
# Where each page writes an operation's summary.
SUMMARIES = {"/docs": "h3", "/docs/swagger": ".opblock-summary-description"}
# Scrolls on at each look, since Scalar draws only what comes into view.
ALL_SEEN = """(() => {
  const seen = (window.seen ??= new Set());
  for (const each of document.querySelectorAll(%s)) seen.add(each.textContent.trim());
  const before = window.scrollY;
  window.scrollBy({top: 800, behavior: "instant"});
  if (window.scrollY === before) window.scrollTo({top: 0, behavior: "instant"});
  return %s.every((summary) => seen.has(summary));
})()"""
# Where nothing is painted the browser paints the canvas, white here.
BRIGHTNESS = """Math.max(...[document.body, document.documentElement]
  .map((each) => getComputedStyle(each).backgroundColor).concat("rgb(255, 255, 255)")
  .find((colour) => colour !== "rgba(0, 0, 0, 0)").match(/\\d+/g))"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    async with chromium(tmp_path_factory.mktemp("chromium")) as started:
        yield started


@pytest.fixture
def summaries() -> list[str]:
    paths: dict[str, dict[str, Any]] = yaml.safe_load(CONTRACT.read_text())["paths"]
    return [operation["summary"] for item in paths.values() for operation in item.values() if "summary" in operation]


def button(text: str) -> str:
    return f"[...document.querySelectorAll('button')].find((each) => each.textContent.trim().startsWith('{text}'))"


def quiet(tab: Tab, base: str) -> tuple[list[str], list[str]]:
    """What the page asked elsewhere, and what the console complained of."""
    return [url for url in tab.requests if not url.startswith((f"{base}/", "data:", "blob:"))], tab.complaints


@in_a_browser
@pytest.mark.parametrize("path", ["/docs", "/docs/swagger"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_browser_shows_every_operation_in_light_and_dark_and_asks_nobody_else(
    base: str, browser: Browser, summaries: list[str], path: str, scheme: str
) -> None:
    async with browser.tab(scheme) as tab:
        await tab.open(base + path)
        await tab.until(ALL_SEEN % (json.dumps(SUMMARIES[path]), json.dumps(summaries)))

        assert ([], []) == quiet(tab, base)
        assert f"{base}/openapi/co.v1.yaml" in tab.requests
        brightness = await tab.run(BRIGHTNESS)
        assert brightness < 50 if scheme == "dark" else brightness > 240


@in_a_browser
async def test_scalar_tries_this_server_with_a_token_pasted_once(base: str, browser: Browser, learner: Learner) -> None:
    async with browser.tab() as tab:
        await tab.open(f"{base}/docs")
        await tab.click("document.querySelector('input[placeholder=Token]')")
        await tab.type(learner.token)
        await tab.click(button("Test Request"))
        await tab.click(button("Send"))
        await tab.until("document.body.innerText.includes('200 OK')")

        assert any(url.startswith(f"{base}/v1/tracks") for url in tab.requests)
        assert ([], []) == quiet(tab, base)


@in_a_browser
async def test_swagger_ui_tries_this_server_with_a_token_pasted_once(
    base: str, browser: Browser, learner: Learner
) -> None:
    operation = "document.querySelector('#operations-tracks-listTracks %s')"
    async with browser.tab() as tab:
        await tab.open(f"{base}/docs/swagger")
        await tab.click("document.querySelector('.btn.authorize')")
        await tab.click("document.querySelector('.auth-container input')")
        await tab.type(learner.token)
        await tab.click("document.querySelector('.auth-btn-wrapper .authorize')")
        await tab.click("document.querySelector('.btn-done')")
        await tab.click(operation % "button")
        await tab.click(operation % ".execute")
        await tab.until(
            f"{operation % '.live-responses-table tbody .response-col_status'}.textContent.startsWith('200')"
        )

        assert any(url.startswith(f"{base}/v1/tracks") for url in tab.requests)
        assert ([], []) == quiet(tab, base)


@pytest.mark.parametrize("asset", assets.ALL, ids=lambda asset: asset.file.name)
async def test_an_asset_is_itself_packed_or_not_and_kept_for_good(
    base: str, http: aiohttp.ClientSession, asset: assets.Asset
) -> None:
    for coding in ("gzip", "identity"):
        async with http.get(base + asset.path, headers={"Accept-Encoding": coding}) as answer:
            assert asset.file.read_bytes() == await answer.read()
            assert coding == answer.headers.get("Content-Encoding", "identity")
            assert "public, max-age=31536000, immutable" == answer.headers["Cache-Control"]
            assert ("text/css" if asset.file.suffix == ".css" else "text/javascript") == answer.content_type


@pytest.mark.parametrize("path", ["/docs", "/docs/swagger", "/docs/plain", "/problems", "/problems/conflict"])
async def test_no_page_may_load_anything_from_elsewhere(base: str, http: aiohttp.ClientSession, path: str) -> None:
    async with http.get(base + path) as answer:
        policy = answer.headers["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'; script-src 'self'; ")
    assert "connect-src 'self'" in policy
    assert "http" not in policy


async def test_every_problem_type_is_listed_and_every_page_links_the_list(
    base: str, http: aiohttp.ClientSession
) -> None:
    async with http.get(f"{base}/problems") as answer:
        listed = await answer.text()
    assert [] == [name for name, *_ in TYPES.values() if f'href="/problems/{name}"' not in listed]

    for path in ("/docs", "/docs/swagger", "/docs/plain", "/problems/conflict"):
        async with http.get(base + path) as answer:
            assert 'href="/problems"' in await answer.text()
