"""Rounding: the alternative to suppression by policy."""

from jupyter_privacy.core.rounding.nearest import midpoint, nearest

__all__ = ["midpoint", "nearest"]
