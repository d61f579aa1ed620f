"""Showing: summarise -> SafeView -> render.  After a `SafeView` no raw value can be reached.

safe     the view itself
rows     a sealed frame or column, masked by the k^m rule
table    a released table with its masks
text     SafeView -> text/plain
html     SafeView -> text/html
"""
