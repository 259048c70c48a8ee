"""A tutor's stream as a page reads it: by the EventSource of a real browser, from another origin."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web

from app.settings import Settings
from contract_tests.browser import CHROMIUM, Browser, chromium
from contract_tests.conftest import serve
from contract_tests.learner import Learner
from contract_tests.proxy import Proxy, proxy
from tests.scripted_model import ScriptedModel, says, scripted_model
from tests.servers import listening

HINT = "Think of what a day tells the next one: “which number survives a cold day?” — naïve, yet enough. " * 3
PAGE = """<!doctype html><title>A lesson</title><script>
const heard = {text: '', ids: [], opened: 0, ends: []};
let source;
function listen(url) {
  source = new EventSource(url);
  source.onopen = () => { heard.opened += 1; };
  const on = (name, does) => source.addEventListener(name, (event) => {
    heard.ids.push(event.lastEventId);
    does(JSON.parse(event.data));
  });
  on('hint', () => { heard.text = ''; });
  on('delta', ({text}) => { heard.text += text; });
  for (const name of ['done', 'problem']) on(name, () => { heard.ends.push(name); });
}
</script>"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    async with chromium(tmp_path_factory.mktemp("chromium")) as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def page() -> AsyncIterator[str]:
    """The origin of a page that listens."""

    async def send(_: web.Request) -> web.Response:
        return web.Response(text=PAGE, content_type="text/html")

    site = web.Application()
    site.router.add_get("/", send)
    async with listening(site) as origin:
        yield origin


@pytest_asyncio.fixture(loop_scope="session")
async def api(page: str, base: str, settings: Settings, servers: Path) -> AsyncIterator[tuple[Proxy, ScriptedModel]]:
    """An API with a model, behind a proxy, that the page may call."""
    async with scripted_model() as model:
        changed = {"TUTOR_BASE": model.base, "TUTOR_MODEL": "small", "CO_CORS_ORIGINS": page}
        process, url = await serve(settings.model_copy(update=changed), servers, "event-source")
        async with proxy(url) as between:
            yield between, model
        await process.stop()


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the PATH")
async def test_a_browser_that_is_cut_off_comes_back_by_itself_and_reads_every_byte(
    learner: Learner, page: str, api: tuple[Proxy, ScriptedModel], browser: Browser
) -> None:
    between, model = api
    model.then(says(HINT, pause_after=30))
    here = Learner(between.url, learner.http, learner.user, learner.token)
    turn = await here.ask(await here.start("coding", problem_id="warm-streak"), 1)

    async with browser.tab() as tab:
        await tab.open(page)
        await tab.until("typeof listen === 'function'")
        await tab.run(f"listen('{between.url}{turn['stream_url']}?token={turn['token']}')")
        await tab.until("heard.text.length > 20")
        between.cut()
        model.go_on.set()
        await tab.until("heard.ends.length > 0")
        # Behind the end there is nothing: an EventSource asks once more, and stops at 204.
        await tab.until("source.readyState === EventSource.CLOSED")
        heard = await tab.run("heard")

    heads = [head for head in between.heads if head.startswith("GET /v1/tutor/stream")]
    first, again, at_last = map(last_event_id, heads)
    assert (HINT, ["done"], 2) == (heard["text"], heard["ends"], heard["opened"])
    assert len(heard["ids"]) == len(set(heard["ids"]))
    assert (None, True, heard["ids"][-1]) == (first, again in heard["ids"][:-1], at_last)


def last_event_id(head: str) -> str | None:
    found = [line.partition(": ")[2] for line in head.splitlines() if line.lower().startswith("last-event-id: ")]
    return found[0] if found else None
