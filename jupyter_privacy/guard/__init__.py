"""The guard: values are sealed, results are released by rule, the rest is shown masked.

`seal` holds raw values and hands out proxies; `release` decides which results may leave as plain
objects; `view` turns a sealed value into a `SafeView`, and that into text and HTML.  Whatever
fails in here ends as *withheld*.
"""
