"""What may become of a notebook that is saved or exported."""

__all__ = ["MODES"]

MODES = ("refuse", "mask", "off")
