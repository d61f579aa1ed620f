"""Disclosure control in numbers: integer codes and floats in, frozen dataclasses out.

This package does not know Jupyter, pandas or polars, and does no input or output.
"""
