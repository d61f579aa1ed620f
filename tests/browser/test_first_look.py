"""The demo notebook as a newcomer meets it: masked tables in the notebook, live numbers in the panel."""

import csv
import itertools
import re
import shutil
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DEMO

pytestmark = pytest.mark.browser

FIRST_LOOK = "01_first_look.ipynb"
LAST_CELL = "%unload_ext"
MASKED = "td[data-masked]"


@pytest.fixture(scope="module")
def pupils():
    """Return the real pupils, a list of values each, read without any dataframe library."""
    with (DEMO / "data/student-por.csv").open(newline="") as file:
        return [tuple(row.values()) for row in csv.DictReader(file, delimiter=";")]


@pytest.fixture
def notebook(lab):
    """Return a copy of the demo notebook for one test, so that each begins with a kernel of its own."""
    folder = Path(tempfile.mkdtemp(dir=lab.root))
    shutil.copytree(DEMO, folder, ignore=shutil.ignore_patterns(".*"), dirs_exist_ok=True)
    return f"{folder.name}/{FIRST_LOOK}"


@pytest.fixture
def analysed(page, notebook):
    """Return a page of JupyterLab with the demo run up to its last line, and the panel open."""
    page.go_to_lab()
    page.open(notebook)
    page.show_panel()
    page.expect_status("not-loaded")
    page.run_above(LAST_CELL)
    page.expect_status("live")
    expect(page.frame("pupils").locator("[data-measure=k_anonymity]")).to_be_visible()
    return page


def singled_out(records, n_data_points):
    """Return how many records have a combination of at most n values that no other record has."""
    found = set()
    for size in range(1, n_data_points + 1):
        for columns in itertools.combinations(range(len(records[0])), size):
            keys = [tuple(record[column] for column in columns) for record in records]
            counts = Counter(keys)
            found |= {position for position, key in enumerate(keys) if counts[key] == 1}
    return len(found)


def test_no_cell_of_the_demo_fails(analysed):
    """What a newcomer runs first works."""
    for kind in ("error", "stderr"):
        failed = analysed.notebook.locator(f'[data-mime-type="application/vnd.jupyter.{kind}"]')
        expect(failed).to_have_count(0)


def test_rows_show_masked(analysed):
    """`head(10)` is a table in which most cells show; the others say why, and a legend counts them."""
    view = analysed.output("pupils.head(10)").locator(".jp-privacy-view")
    expect(view.locator("tbody tr")).to_have_count(10)
    n_cells, n_masked = view.locator("tbody td").count(), view.locator(MASKED).count()
    assert 0 < n_masked < n_cells / 2
    assert all(cell.get_attribute("title") for cell in view.locator(MASKED).all())
    expect(view.locator(".jp-privacy-legend")).to_contain_text(str(n_masked))


def test_small_cells_of_a_table_are_masked(analysed):
    """The cross-tabulation shows its large cells, and masks the couple who both work in health."""
    view = analysed.output("pd.crosstab").locator(".jp-privacy-view")
    health = view.locator("tbody tr", has=analysed.page.locator("th", has_text="health"))
    assert view.locator(MASKED).count() > 0
    assert health.locator(MASKED).count() > 0
    expect(view.locator("td", has_text="183")).to_have_count(1)


def test_averages_are_plain_numbers(analysed, pupils):
    """A mean over all pupils prints as it always did."""
    mean = sum(int(pupil[-1]) for pupil in pupils) / len(pupils)
    expect(analysed.output('print(f"')).to_contain_text(f"{mean:.2f}")


def test_the_only_22_year_old_does_not_show(analysed):
    """Filtering down to one pupil shows no cell of that pupil, and gives a reason."""
    output = analysed.output("pupils.age == 22]")
    expect(output).not_to_be_empty()
    shown = [cell.inner_text() for cell in output.locator(f"td:not({MASKED.removeprefix('td')})").all()]
    assert shown == []


def test_the_panel_shows_how_few_data_points_identify(analysed, pupils):
    """The panel counts the pupils whom 1, 2 and 3 data points single out; brute force agrees."""
    counts = [float(analysed.measure("pupils", f"data_points_{n}")) for n in (1, 2, 3)]
    assert counts == [singled_out(pupils, n) for n in (1, 2, 3)]
    assert float(analysed.measure("pupils", "k_anonymity")) >= 1


def test_the_panel_tells_of_the_last_output(analysed):
    """What the panel says of the last output is what its legend says."""
    analysed.run_cell(analysed.find_cell("pupils.head(10)"))
    legend = analysed.output("pupils.head(10)").locator(".jp-privacy-legend").inner_text()
    n_masked, n_cells = re.match(r"(\d+) of (\d+) cells masked", legend).groups()
    masked = analysed.panel.locator(".jp-Privacy-output[data-outcome=masked]")
    expect(masked).to_contain_text(f"{n_masked} of {n_cells} cells masked")


def test_light_and_dark(analysed):
    """Both themes show the same; the pictures are to be looked at."""
    analysed.execute("application:toggle-left-area")  # the file list, to make room
    for theme, name in (("JupyterLab Dark", "dark"), ("JupyterLab Light", "light")):
        analysed.switch_theme(theme)
        expect(analysed.frame("pupils")).to_be_visible()
        analysed.panel.get_by_role("status").scroll_into_view_if_needed()
        analysed.scroll_to("pupils.head(10)", n_cells_above=1)
        analysed.screenshot(f"first_look_{name}", for_docs=name == "light")
        analysed.scroll_to("pd.crosstab", n_cells_above=2)
        analysed.screenshot(f"first_look_tables_{name}")
        analysed.scroll_to("pupils.age == 22]", n_cells_above=1)
        analysed.panel.locator(".jp-Privacy-output").scroll_into_view_if_needed()
        analysed.screenshot(f"first_look_withheld_{name}")


@pytest.mark.parametrize(("width", "name"), [(220, "narrow"), (700, "wide")])
def test_the_panel_fits_its_width(analysed, width, name):
    """Nothing in the panel is cut off, whether it is narrow or wide."""
    analysed.resize_panel(width)
    overflowing = analysed.panel.locator(".jp-Privacy-root *").evaluate_all(
        "(elements, right) => elements.filter(e => e.getBoundingClientRect().right > right + 1)"
        ".map(e => e.outerHTML.slice(0, 200))",
        analysed.panel.evaluate("panel => panel.getBoundingClientRect().right"),
    )
    assert overflowing == []
    analysed.screenshot(f"first_look_panel_{name}")


def test_restart_and_unload_are_seen(analysed):
    """After a restart, and after `%unload_ext`, the panel says that nothing is protected."""
    analysed.restart()
    analysed.expect_status("not-loaded")
    analysed.screenshot("first_look_restarted")
    analysed.run_above(LAST_CELL)
    analysed.expect_status("live")
    analysed.run_cell(analysed.find_cell(LAST_CELL))
    analysed.expect_status("not-loaded")


def test_the_panel_follows_the_notebook_in_front(analysed, notebook, lab):
    """Another notebook has a kernel, and a state, of its own."""
    other = notebook.replace(FIRST_LOOK, "other.ipynb")
    shutil.copy(lab.root / notebook, lab.root / other)
    analysed.open(other)
    analysed.expect_status("not-loaded")
    analysed.open(notebook)
    analysed.expect_status("live")
    expect(analysed.frame("pupils")).to_be_visible()


def test_in_notebook_7(page, notebook):
    """The other application shows the same tables and the same panel."""
    page.go_to_notebook_7(notebook)
    page.show_panel()
    page.run_above(LAST_CELL)
    page.expect_status("live")
    expect(page.frame("pupils").locator("[data-measure=k_anonymity]")).to_be_visible()
    assert page.output("pupils.head(10)").locator(f".jp-privacy-view {MASKED}").count() > 0
    page.scroll_to("pupils.head(10)", n_cells_above=1)
    page.screenshot("first_look_notebook_7")
