"""polars: its operations carried out as the pandas operations that the release rules know.

A protected polars object is a pandas object with a `Face`.  Nothing here touches a raw value, but for the
nodes of an expression that `nodes` lists: they are row by row.
"""
