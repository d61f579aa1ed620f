"""The only place that knows IPython and the Jupyter kernel.

attach      put the guard on and take it off, symmetrically
call_sites  the rewrite of `f(x)` in a cell into a mediated call
mediate     what a mediated call does: seals what readers return, lets libraries work on sealed values
sources     adoption of raw frames; which ones are public
readers     the library functions that bring data in
files       the files that protected data were read from
audit       what Python reports of files, processes and connections, held to the policy
doors       whether a cell can bring in data by a way we do not mediate
display     the display formatter
history     the outputs that a shell remembers
gate        the table of message types and what happens to each on its way out
sidebar     the sidebar's line: one comm
magics      %privacy
tracebacks  the frames of mediated calls are left out
"""
