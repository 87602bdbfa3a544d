"""What the browser's tests share: the running application, its world, and one chromium."""

import pytest

from ocms_core.accounts.operators import make_host_operator
from ocms_core.config import configure
from ocms_core.security.vault import read_root_key
from ocms_core.settings import Settings
from ocms_core.testing.world import HOST_EMAIL, hashed, make_world
from tests.browser.keyboard import WATCH, Keyboard
from tests.browser.live import Live, serve, start_chromium, use_desk


@pytest.fixture(scope="session")
def live(databases, tmp_path_factory):
    """Yield the whole application, running on a database of its own."""
    urls = databases.create()
    root_key = tmp_path_factory.mktemp("keys") / "root.key"
    read_root_key(root_key, create=True)
    wsgi = configure(
        Settings(
            database_url=urls.app,
            platform_database_url=urls.platform,
            root_key_file=root_key,
            mail_url=f"folder://{tmp_path_factory.mktemp('mail')}",
            files_dir=tmp_path_factory.mktemp("files"),
            demo=True,
            raise_plugin_errors=True,
            cheap_passwords=True,
        )
    ).make_wsgi_app()
    make_host_operator(urls.owner, HOST_EMAIL, hashed())
    with serve(wsgi) as address:
        running = Live(address, wsgi)
        running.world = make_world(running.visitor().open_session)
        yield running
    for engine in ("engine", "platform_engine"):
        wsgi.registry[engine].dispose()
    databases.drop(urls)


@pytest.fixture(scope="session")
def chromium(tmp_path_factory):
    driver = start_chromium(tmp_path_factory.mktemp("chromium"))
    yield driver
    driver.quit()


@pytest.fixture
def browser(chromium, live):
    """Return the browser as one finds it in the morning: nobody signed in, a desk's window."""
    use_desk(chromium)
    chromium.get(f"{live.address}/sign-in")
    chromium.delete_all_cookies()
    yield chromium
    complaints = [entry["message"] for entry in chromium.get_log("browser")]
    assert not [text for text in complaints if "beforeunload" not in text]


@pytest.fixture
def keyboard(browser, live):
    """Return the keyboard of a worker who is signed in; every page is watched."""
    script = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
    made = Keyboard(browser, live)
    made.become("worker")
    yield made
    browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)
