"""SafeView -> text/html.

Colours are the notebook's own variables with fallbacks for front ends without them; masked cells
are hatched *and* hold a sign, so that neither colour nor style sheet is needed to tell them from
empty ones.
"""

from __future__ import annotations

from html import escape

from jupyter_privacy.core.types import Reason
from jupyter_privacy.guard.view.safe import Advice, SafeCell, SafeView
from jupyter_privacy.guard.view.text import MASK

__all__ = ["to_html"]

_STYLE = """<style>
.jp-privacy-view table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
.jp-privacy-view td[data-masked] {
  color: var(--jp-ui-font-color3, #888); cursor: help; user-select: none;
  background: repeating-linear-gradient(135deg, transparent 0 4px, var(--jp-border-color2, #ccc) 4px 5px);
}
.jp-privacy-view td[data-band] { font-style: italic; white-space: nowrap; }
.jp-privacy-view .jp-privacy-scroll { overflow-x: auto; }
.jp-privacy-legend {
  color: var(--jp-ui-font-color2, #555); font-size: var(--jp-ui-font-size1, 13px);
  margin: 4px 0; max-width: 60em;
}
.jp-privacy-legend ul { margin: 2px 0 4px; padding-left: 1.4em; }
.jp-privacy-legend code { display: block; white-space: pre-wrap; background: none; padding: 1px 0; }
.jp-privacy-withheld {
  border-left: 3px solid var(--jp-warn-color1, #f57c00); padding: 4px 10px; margin: 4px 0;
}
</style>"""


def to_html(view: SafeView) -> str:
    """Return the view as a table with a legend, or as a short notice."""
    if view.is_withheld:
        notice = f'<div class="jp-privacy-withheld">{_notice(view)}</div>'
        return f'<div class="jp-privacy-view">{_STYLE}{notice}</div>'
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in view.columns)
    body = "".join(_row(view, label, row) for label, row in zip(view.labels, view.rows, strict=True))
    corner = f'<th scope="col">{escape(view.corner)}</th>'
    head = f"<thead><tr>{corner}{head}</tr></thead>" if any(view.columns) else ""
    table = f'<table border="1" class="dataframe">{head}<tbody>{body}</tbody></table>'
    return (
        f'<div class="jp-privacy-view">{_STYLE}<div class="jp-privacy-scroll">{table}</div>'
        f'<div class="jp-privacy-legend" role="note">{_legend(view)}</div></div>'
    )


def _notice(view: SafeView) -> str:
    notes = "".join(f"<div>{escape(note)}</div>" for note in view.notes)
    return f"<strong>{escape(view.title)}</strong>{notes}"


def _legend(view: SafeView) -> str:
    notes = "".join(f"<li>{escape(note)}</li>" for note in view.notes)
    advice = "".join(f"<li>{_advice(one)}</li>" for one in view.advice)
    return (
        escape(view.title)
        + (f"<ul>{notes}</ul>" if notes else "")
        + (f"{escape(view.advice_title)}<ul>{advice}</ul>" if advice else "")
    )


def _advice(advice: Advice) -> str:
    return escape(advice.text) + (f"<code>{escape(advice.code)}</code>" if advice.code else "")


def _row(view: SafeView, label: str, row: tuple[SafeCell, ...]) -> str:
    return f'<tr><th scope="row">{escape(label)}</th>{"".join(_cell(view, cell) for cell in row)}</tr>'


def _cell(view: SafeView, cell: SafeCell) -> str:
    if cell.reason is not Reason.SHOWN:
        why = escape(cell.why or f"masked: {view.reasons.get(cell.reason, '')}", quote=True)
        return f'<td data-masked="1" title="{why}" aria-label="{why}">{MASK}</td>'
    band = ' data-band="1" title="a band, as the exact value is too telling"' if cell.is_band else ""
    return f"<td{band}>{escape(cell.text)}</td>"
