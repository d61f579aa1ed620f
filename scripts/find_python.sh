#!/usr/bin/env bash
# Print the Python to build .venv with: `python3` when it will do, else the newest that does.
set -euo pipefail

suits() { # a version manager's shim may be on PATH and still not run, so ask instead of looking
  "$1" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
  if suits "$candidate"; then
    command -v "$candidate"
    exit 0
  fi
done
echo "jupyter_privacy needs Python 3.11 or newer with venv (on Debian: apt-get install python3-venv)." >&2
exit 1
