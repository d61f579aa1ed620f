"""Statistics of groups: what is asked, the cells, the layout.

request   what was asked for, as one entry a column of the result
cells     the values of a column, group by group, and why some are missing
members   the groups as sealed values, for the analyst's own functions
layout    the columns put together as pandas does
"""
