"""The harness itself, on a plain notebook: a failure here is not one of jupyter_privacy."""

import nbformat
import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(lab):
    """Return the name of a notebook that has nothing to do with privacy."""
    cells = [
        nbformat.v4.new_code_cell(source) for source in ("answer = 42", "print('the answer is', answer)")
    ]
    path = lab.root / "plain.ipynb"
    kernelspec = {"name": "python3", "display_name": "Python 3"}  # or JupyterLab asks for one
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernelspec}), path)
    yield path.name
    path.unlink()


def test_runs_a_notebook_in_jupyterlab(page, plain):
    """A notebook opens, runs, and its output can be read."""
    page.go_to_lab()
    page.open(plain)
    page.run_all()
    expect(page.output("print")).to_contain_text("the answer is 42")
    page.screenshot("harness_lab")


def test_restarts_the_kernel(page, plain):
    """After a restart the old names are gone."""
    page.go_to_lab()
    page.open(plain)
    page.run_all()
    page.restart()
    page.run_cell(1)
    expect(page.output("print")).to_contain_text("NameError")


def test_switches_the_theme(page):
    """Dark is dark, light is light."""
    page.go_to_lab()
    for theme, is_light in (("JupyterLab Dark", "false"), ("JupyterLab Light", "true")):
        page.switch_theme(theme)
        expect(page.page.locator("body")).to_have_attribute("data-jp-theme-light", is_light)


def test_runs_a_notebook_in_notebook_7(page, plain):
    """The same server, the other application."""
    page.go_to_notebook_7(plain)
    page.run_all()
    expect(page.output("print")).to_contain_text("the answer is 42")
    page.screenshot("harness_notebook_7")
