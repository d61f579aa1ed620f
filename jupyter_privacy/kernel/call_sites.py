"""The rewrite of cells: `f(x)` becomes `mediate(f)(x)`, by IPython's own `ast_transformers`.

The rewrite is for comfort: without it library functions fail on sealed values, they do not leak.
It leaves no name behind in the notebook or in builtins: the mediator is imported where it is used.
The function is called in the analyst's own frame, so tracebacks and frame-inspecting code see
what they would see without the guard.
"""

from __future__ import annotations

import ast

__all__ = ["CallSites"]

_BY_FRAME = frozenset(
    {"super", "locals", "globals", "vars", "dir", "eval", "exec", "breakpoint", "get_ipython"}
)
"""Functions that look at the frame that calls them, or need to be called by name."""


class CallSites(ast.NodeTransformer):
    """Rewrites every call of a cell."""

    def visit_Call(self, node: ast.Call) -> ast.Call:
        """Return the call with its function mediated."""
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in _BY_FRAME:
            return node
        mediated = ast.Call(_mediator(), [node.func], [])
        node.func = ast.fix_missing_locations(ast.copy_location(mediated, node.func))
        return node


def _mediator() -> ast.expr:
    """Return the expression that evaluates to the mediating function."""
    module, name = "jupyter_privacy.kernel.mediate", "mediate"
    names = ast.Tuple([ast.Constant(name)], ast.Load())
    found = ast.Call(
        ast.Name("__import__", ast.Load()), [ast.Constant(module)], [ast.keyword("fromlist", names)]
    )
    return ast.Attribute(found, name, ast.Load())
