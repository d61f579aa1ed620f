#!/usr/bin/env bash
# Open JupyterLab on the first demo notebook; arguments go to `jupyter lab` (--no-browser prints the URL).
set -euo pipefail

arguments=(--ServerApp.root_dir=demo_notebooks --LabApp.default_url=/lab/tree/01_first_look.ipynb)
if [ "$(id -u)" = 0 ]; then
  arguments+=(--allow-root) # in a container there is often nobody else
fi
exec jupyter lab "${arguments[@]}" "$@"
