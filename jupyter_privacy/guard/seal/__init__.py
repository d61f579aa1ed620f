"""Sealing: proxies in the analyst's hands, raw values in the holder's.

proxy     what the analyst touches; knows a handle and nothing else
protocol  what a proxy asks and a holder answers: the seam behind which the data may live
wire      how arguments cross that seam
callables which functions may see raw values, and how the others are wrapped
"""
