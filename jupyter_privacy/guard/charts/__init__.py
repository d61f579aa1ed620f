"""Charts of protected data: released numbers first, then the library's own drawing.

This room stands on the analyst's side of the firewall.  A mark asks, of proxies, what anybody may ask
(`np.histogram`, `quantile`, `groupby`), so every number in it went through the release rules.  Of the
answers it makes *stand-ins*: a few public rows with which the library draws exactly that table.  The
library sees stand-ins only, so whatever it does with them - limits, ticks, colours, embedded data -
is a function of released numbers.
"""
