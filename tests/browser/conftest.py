"""One JupyterLab and one Chromium for all browser tests; a fresh page for each."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize, sync_playwright

from tests.browser.lab_page import LabPage
from tests.browser.lab_server import LabServer, lab_server

# The names that scripts/ensure_chromium.sh looks for.
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
VIEWPORT = ViewportSize(width=1500, height=900)
DEMO = Path(__file__).parents[2] / "demo_notebooks"


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """Run a server on an empty folder, into which each test copies what it wants to change."""
    with lab_server(tmp_path_factory.mktemp("root"), tmp_path_factory.mktemp("home")) as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Run Chromium without a window."""
    executable = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if executable is None:
        pytest.fail(
            "the browser tests need Chromium on PATH: run `make browser`, which installs it or says how"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(lab: LabServer, browser: Browser) -> Iterator[LabPage]:
    """Open a page with settings of its own; print its console and the server's log, should the test fail."""
    context = browser.new_context(viewport=VIEWPORT)
    lab_page = LabPage(context.new_page(), lab)
    yield lab_page
    context.close()
    print(*lab_page.console[-40:], lab.log.read_text()[-4000:], sep="\n")  # noqa: T201 - shown only for a failure
