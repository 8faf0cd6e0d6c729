#!/bin/sh
# Finds a Python that Karez runs on and hands over to setup.py. PYTHON=… chooses one.
set -eu
cd "$(dirname "$0")/.."
fit='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))'
for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
    if "$python" -c "$fit" >/dev/null 2>&1; then
        exec "$python" tools/setup.py "$@"
    fi
done
found=$("${PYTHON:-python3}" --version 2>&1) || found="no python3"
echo "坎儿井需要 Python 3.11 至 3.14，这台机器上是：$found。" >&2
echo "Karez needs Python 3.11 to 3.14; found: $found. Install one, or name it: make PYTHON=/path/to/python3.12 …" >&2
exit 1
