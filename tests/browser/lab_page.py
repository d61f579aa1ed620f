"""What a browser test says instead of CSS selectors: one page of JupyterLab or Notebook 7."""

import os
import secrets
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from playwright.sync_api import Locator, Page, expect

from tests.browser.lab_server import LabServer

SCREENSHOTS = Path(__file__).parent / "screenshots"
DOCS = Path(__file__).parents[2] / "docs" / "img"
MILLISECONDS = 1000
PAGE_TIMEOUT = 60 * MILLISECONDS
KERNEL_TIMEOUT = 60 * MILLISECONDS
PANEL_TIMEOUT = 15 * MILLISECONDS
SETTLE = 0.3 * MILLISECONDS

Theme = Literal["JupyterLab Light", "JupyterLab Dark"]

# JavaScript that every helper needs: the notebook in front.
NOTEBOOK = "const notebook = window.jupyterapp.shell.currentWidget;"


@dataclass(slots=True)
class LabPage:
    """A page, the server behind it, and what its console said."""

    page: Page
    server: LabServer
    console: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen to the console from the beginning."""
        self.page.on("console", lambda message: self.console.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.console.append(f"pageerror: {error}"))

    # ------------------------------------------------------------------------------ applications

    def go_to_lab(self) -> None:
        """Load JupyterLab, empty: in a workspace that no other test has left tabs in."""
        self._go(f"lab/workspaces/{secrets.token_hex(4)}")
        self._wait_for_splash()

    def go_to_notebook_7(self, path: str) -> None:
        """Load Notebook 7 on one notebook."""
        self._go(f"notebooks/{path}")
        self._wait_for_kernel()

    def _go(self, path: str) -> None:
        self.page.goto(self.server.address(path), wait_until="domcontentloaded")
        self.page.wait_for_function("window.jupyterapp?.started", timeout=PAGE_TIMEOUT)
        self.page.evaluate("window.jupyterapp.restored.then(() => null)")

    def execute(self, command: str, **arguments: object) -> None:
        """Execute an application command and wait for it to finish."""
        script = "([id, args]) => window.jupyterapp.commands.execute(id, args).then(() => null)"
        self.page.evaluate(script, [command, arguments])

    def switch_theme(self, theme: Theme) -> None:
        """Change the theme, and wait until the page has it."""
        self.execute("apputils:change-theme", theme=theme)
        expect(self.page.locator("body")).to_have_attribute("data-jp-theme-name", theme)
        self._wait_for_splash()

    def _wait_for_splash(self) -> None:
        """Wait until the picture that covers a page while it loads, or changes its theme, is gone."""
        expect(self.page.locator("#jupyterlab-splash")).to_have_count(0, timeout=PAGE_TIMEOUT)

    # --------------------------------------------------------------------------------- notebooks

    def open(self, path: str) -> None:
        """Open a notebook, or bring it to the front, and wait for its kernel."""
        self.execute("docmanager:open", path=path)
        self._wait_for_kernel()

    def _wait_for_kernel(self) -> None:
        script = f"""async () => {{ {NOTEBOOK}
            if (!notebook?.sessionContext) return false;
            await notebook.context.ready; await notebook.sessionContext.ready;
            return notebook.sessionContext.session?.kernel?.status === 'idle'; }}"""
        self.page.wait_for_function(script, timeout=KERNEL_TIMEOUT)

    def restart(self) -> None:
        """Restart the kernel, without the question whether to."""
        self.page.evaluate(f"() => {{ {NOTEBOOK} return notebook.sessionContext.restartKernel(); }}")
        self._wait_for_kernel()

    def run_all(self) -> None:
        """Run the notebook from top to bottom, and wait until the last cell is done."""
        self.execute("notebook:run-all-cells")
        self.wait_until_idle()

    def run_above(self, text: str) -> None:
        """Run all cells above the first code cell that contains the text."""
        self._activate_cell(self.find_cell(text))
        self.execute("notebook:run-all-above")
        self.wait_until_idle()

    def run_cell(self, index: int) -> None:
        """Run one cell, and wait until it is done."""
        self._activate_cell(index)
        self.execute("notebook:run-cell")
        self.wait_until_idle()

    def _activate_cell(self, index: int) -> None:
        script = f"""index => {{ {NOTEBOOK}
            notebook.content.activeCellIndex = index; notebook.content.deselectAll(); }}"""
        self.page.evaluate(script, index)

    def wait_until_idle(self) -> None:
        """Wait until no cell of the notebook in front is running or waiting."""
        expect(self.notebook.locator(".jp-InputPrompt", has_text="[*]")).to_have_count(
            0, timeout=KERNEL_TIMEOUT
        )

    def find_cell(self, text: str) -> int:
        """Return the index of the first code cell that contains the text."""
        script = f"""text => {{ {NOTEBOOK}
            return Array.from(notebook.content.model.cells)
                .findIndex(cell => cell.type === 'code' && cell.sharedModel.getSource().includes(text)); }}"""
        index: int = self.page.evaluate(script, text)
        if index < 0:
            message = f"no code cell contains {text!r}"
            raise LookupError(message)
        return index

    @property
    def notebook(self) -> Locator:
        """The notebook in front."""
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")

    def output(self, text: str) -> Locator:
        """Return the output area of the first code cell that contains the text."""
        cell = self.notebook.locator(".jp-Notebook .jp-Cell").nth(self.find_cell(text))
        cell.scroll_into_view_if_needed()
        return cell.locator(".jp-Cell-outputArea")

    def scroll_to(self, text: str, *, n_cells_above: int = 0) -> None:
        """Scroll until the cell that contains the text, with some cells above it, is at the top."""
        self.output(text)  # renders it
        script = f"""([text, above]) => {{ {NOTEBOOK}
            const cells = notebook.content.widgets;
            const index = cells.findIndex(
                cell => cell.model.type === 'code' && cell.model.sharedModel.getSource().includes(text));
            cells[index - above].node.scrollIntoView({{ block: 'start' }}); }}"""
        for _ in range(2):  # what comes into sight by the first scrolling moves the rest
            self.page.evaluate(script, [text, n_cells_above])
            self.page.wait_for_timeout(SETTLE)

    # ----------------------------------------------------------------------------- privacy panel

    def show_panel(self) -> None:
        """Bring the panel to the front."""
        self.execute("jupyter-privacy:show")
        expect(self.panel).to_be_visible()

    def resize_panel(self, width: int) -> None:
        """Drag the edge between the notebook and the panel until the panel is so wide."""
        edges = self.page.locator("#jp-main-split-panel > .lm-SplitPanel-handle:not(.lm-mod-hidden)")
        edge, panel = edges.last.bounding_box(), self.panel.bounding_box()
        if edge is None or panel is None:
            message = "the panel, or its edge, is not on the page"
            raise LookupError(message)
        x, y = edge["x"] + edge["width"] / 2, edge["y"] + edge["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + panel["width"] - width, y, steps=4)
        self.page.mouse.up()
        self.page.wait_for_timeout(SETTLE)

    @property
    def panel(self) -> Locator:
        """The panel in the right sidebar."""
        return self.page.locator("#jupyter-privacy-panel")

    def expect_status(self, *statuses: str) -> None:
        """Wait until the panel says one of these statuses."""
        one_of = ", ".join(f'[role=status][data-status="{status}"]' for status in statuses)
        expect(self.panel.locator(one_of)).to_have_count(1, timeout=PANEL_TIMEOUT)

    def frame(self, name: str) -> Locator:
        """Return the panel's section on one protected frame."""
        return self.panel.locator(f'section[data-frame="{name}"]')

    def measure(self, frame: str, measure: str) -> str:
        """Return what the panel says of one measure."""
        value = self.frame(frame).locator(f'[data-measure="{measure}"] [data-value]')
        return value.get_attribute("data-value") or value.inner_text()

    # -------------------------------------------------------------------------------- screenshots

    def screenshot(self, name: str, *, for_docs: bool = False) -> None:
        """Leave a picture; one that the documentation shows is renewed there when asked for."""
        SCREENSHOTS.mkdir(exist_ok=True)
        path = SCREENSHOTS / f"{name}.png"
        self.page.screenshot(path=path)
        if for_docs and os.environ.get("JUPYTER_PRIVACY_DOCS") == "1":
            DOCS.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, DOCS / path.name)
