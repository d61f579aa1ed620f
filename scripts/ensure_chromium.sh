#!/usr/bin/env bash
# Make sure that a Chromium for the browser tests is on PATH; tests/browser looks for the same names.
set -euo pipefail

for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null; then
    exit 0
  fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
  exit 0
fi
echo "The browser tests need Chromium: install it (on Debian: sudo apt-get install chromium) and run again." >&2
exit 1
