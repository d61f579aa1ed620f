"""Equivalence classes: the records that look alike on some columns.

The codes of a record are the digits of one number in a mixed radix, so two records are in one
class when their numbers are equal.  A small product of radices is counted by `bincount`; a
larger one is sorted; before a product leaves 63 bits the number so far is replaced by the number
of its class, which is exact (a hash would have to be verified).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jupyter_privacy.core.types import Codes, IntArray

__all__ = ["class_ids", "class_sizes"]

COUNTED = 1 << 22
"""Products up to this size are counted, not sorted (the table stays in the cache)."""

LARGEST = (1 << 63) - 1

_Keys = NDArray[np.int64]


def class_ids(columns: Sequence[Codes], n_records: int) -> tuple[IntArray, int]:
    """Return the class of each record, numbered from 0, and the number of classes.

    Formula: two records have one id exactly when their codes agree on every column; ids rise with
        the codes, the first column counting most (as long as the radices multiply to 63 bits).
    Shapes: each column one code >= 0 a record; returns n_records ids and a count.
    Missing values: have a code of their own and so form classes.
    Errors: ValueError for a column of another length or with negative codes.
    Cost: O(columns x records) and one sort when the radices multiply to more than 2^22.
    Source: key construction as in any radix hash join; none to cite.

    >>> class_ids([np.array([1, 1, 2]), np.array([0, 0, 5])], 3)
    (array([0, 0, 1]), 2)
    """
    keys, n_keys = np.zeros(n_records, dtype=np.int64), 1
    for codes in columns:
        radix = _radix(codes, n_records)
        if n_keys * radix > LARGEST:
            keys, n_keys = _dense(keys, n_keys)
        keys, n_keys = keys * radix + codes, n_keys * radix
    ids, n_classes = _dense(keys, n_keys)
    return ids.astype(np.intp, copy=False), n_classes


def class_sizes(columns: Sequence[Codes], n_records: int) -> IntArray:
    """Return how many records each record shares all its codes with, itself included.

    Formula: f_k = size of the class of the record on the given columns; with no column, n_records.
    Shapes: as in `class_ids`; returns n_records sizes >= 1.
    Missing values: have a code of their own.
    Errors: as in `class_ids`.
    Cost: as `class_ids`.
    Source: f_k of M. Templ, A. Kowarik, B. Meindl (2015), sdcMicro, J. Stat. Softw. 67(4),
        section 3.1, doi 10.18637/jss.v067.i04 (there with wildcards for missing values).

    >>> class_sizes([np.array([1, 1, 2])], 3)
    array([2, 2, 1])
    """
    ids, n_classes = class_ids(columns, n_records)
    return np.bincount(ids, minlength=n_classes).astype(np.intp, copy=False)[ids]


def _radix(codes: Codes, n_records: int) -> int:
    if codes.shape != (n_records,):
        raise ValueError("each column must hold one code for each record")
    if n_records and codes.min() < 0:
        raise ValueError("codes must not be negative")
    return int(codes.max(initial=0)) + 1


def _dense(keys: _Keys, n_keys: int) -> tuple[_Keys, int]:
    """Renumber keys below `n_keys` to 0..n-1 in the same order."""
    if n_keys <= max(COUNTED, len(keys)):
        present = np.bincount(keys, minlength=n_keys) > 0
        number = np.cumsum(present) - 1
        return number[keys], int(present.sum())
    order, sorted_keys = _sorted(keys, n_keys)
    starts = np.ones(len(keys), dtype=np.bool_)
    np.not_equal(sorted_keys[1:], sorted_keys[:-1], out=starts[1:])
    dense = np.empty(len(keys), dtype=np.int64)
    dense[order] = np.cumsum(starts) - 1
    return dense, int(starts.sum())


def _sorted(keys: _Keys, n_keys: int) -> tuple[NDArray[np.intp], _Keys]:
    """Sort keys with their positions; packed into one integer where the bits suffice."""
    shift = max(len(keys) - 1, 1).bit_length()
    if n_keys << shift > LARGEST:
        order = np.argsort(keys, kind="stable")
        return order, keys[order]
    packed = np.sort((keys << shift) | np.arange(len(keys)))
    return packed & ((1 << shift) - 1), packed >> shift
