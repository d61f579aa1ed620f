"""Release rules: which results leave as plain objects, cell by cell.

One rule is one file and one entry in `registry.RULES`; every rule asks `judge.judge`, the one
function that checks lineage, support, dominance and overlap.
"""
