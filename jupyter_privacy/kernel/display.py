"""The display formatter: the way of everything that a cell shows.

If a formatter raises, IPython still sends the real text, and a formatter that another library
registers later wins over ours.  So the whole `display_formatter` is replaced by one that decides
first; for what is public it asks the original.
"""

from __future__ import annotations

from typing import Any

from IPython.core.formatters import DisplayFormatter

from jupyter_privacy.guard.explain import WITHHELD
from jupyter_privacy.guard.release.outcome import Released
from jupyter_privacy.guard.seal.proxy import Sealed
from jupyter_privacy.guard.seal.rendering import bundle
from jupyter_privacy.guard.view.mark import marked
from jupyter_privacy.guard.view.safe import message_view
from jupyter_privacy.guard.view.table import table_view
from jupyter_privacy.kernel.sources import Sources

__all__ = ["GuardedFormatter"]

_Formatted = tuple[dict[str, Any], dict[str, Any]]


class GuardedFormatter(DisplayFormatter):
    """Shows protected objects as masked views, released tables with their masks, the rest as ever.

    It shares the formatters of the formatter that it stands in for, so whatever is registered
    while it is in place stays registered.
    """

    def __init__(self, original: DisplayFormatter, sources: Sources) -> None:
        super().__init__(parent=original.parent)
        self._original = original
        self._sources = sources
        for trait in ("active_types", "formatters", "ipython_display_formatter", "mimebundle_formatter"):
            setattr(self, trait, getattr(original, trait))

    def format(self, obj: Any, include: Any = None, exclude: Any = None) -> _Formatted:
        """Return the MIME bundle of an object with our mark; a failure of the guard shows as withheld."""
        try:
            safe, mark = self._guarded(obj), marked({})
        except Exception:
            safe, mark = bundle(message_view(WITHHELD)), {}
        if safe is not None:
            return safe, mark
        original: Any = self._original
        data, metadata = original.format(obj, include=include, exclude=exclude)
        return data, {**metadata, **mark} if data else metadata

    def _guarded(self, obj: Any) -> dict[str, Any] | None:
        """Return the bundle of what must not, or need not, be rendered by anybody else."""
        shown = self._sources.settle(obj)
        if type(shown) is Sealed:
            proxied: dict[str, Any] = shown._repr_mimebundle_()
            return proxied
        mask = self._sources.session.public.mask_of(shown)
        if (
            mask is not None
            and (mask.released.is_masked or mask.released.remark)
            and _is_table(mask.released)
        ):
            return bundle(table_view(mask.released, mask.policy))
        if shown is not obj:
            return bundle(message_view(WITHHELD))
        return None


def _is_table(released: Released) -> bool:
    return hasattr(released.in_pandas, "index") and hasattr(released.in_pandas, "iloc")
