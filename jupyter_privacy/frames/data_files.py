"""A file of data -> a pandas frame, by its suffix."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

__all__ = ["READABLE", "read_data_file"]

_READERS = {
    ".csv": "read_csv",
    ".tsv": "read_csv",
    ".txt": "read_csv",
    ".parquet": "read_parquet",
    ".feather": "read_feather",
    ".xlsx": "read_excel",
    ".dta": "read_stata",
    ".sav": "read_spss",
    ".sas7bdat": "read_sas",
}
READABLE = tuple(_READERS)
_HEAD = 65536


def read_data_file(path: Path) -> Any:
    """Return a file as a frame; the reader's own exceptions, which may quote the file, are the caller's."""
    import pandas as pd

    name = _READERS[path.suffix.lower()]
    if name == "read_csv":
        return pd.read_csv(path, sep=_separator(path), low_memory=False)
    return getattr(pd, name)(path)


def _separator(path: Path) -> str:
    with path.open(encoding="utf-8", errors="replace") as file:
        head = file.read(_HEAD)
    try:
        return csv.Sniffer().sniff(head, ",;\t|").delimiter
    except csv.Error:
        return ","
