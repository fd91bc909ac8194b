#!/bin/sh
# Installs the locked dependencies (Node 24 among them) when they are absent or out of date.
# The stamp is a copy of the lock file: an interrupted install leaves none, so the next start repeats it.
set -eu
cd "$(dirname "$0")/.."
stamp=node_modules/.installed
if [ ! -f "$stamp" ] || ! cmp -s package-lock.json "$stamp"; then
  echo "Installing dependencies (about a minute the first time) ..."
  npm ci --no-audit --no-fund --loglevel=error
  cp package-lock.json "$stamp"
fi
