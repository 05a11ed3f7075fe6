#!/bin/sh
# Make (or refresh) the virtual environment: make_venv.sh FOLDER PYTHON-OR-EMPTY WHAT-TO-INSTALL
set -eu
venv=$1 python=$2 what=$3

runs() { # does this command run, as Python 3.11 to 3.14? (A shim may exist and still fail.)
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' >/dev/null 2>&1
}

if [ -n "$python" ]; then
    runs "$python" || { echo "PYTHON=$python is not a Python 3.11 to 3.14 that runs." >&2; exit 1; }
else
    for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do
        if runs "$candidate"; then python=$candidate; break; fi
    done
    if [ -z "$python" ]; then
        echo "No Python 3.11 to 3.14 found. Install one, or name it: make PYTHON=/path/to/python" >&2
        exit 1
    fi
fi

if ! [ -x "$venv/bin/python" ] || ! runs "$venv/bin/python"; then
    echo "Making $venv with $("$python" --version) ..." >&2
    rm -rf "$venv"
    if ! "$python" -m venv "$venv" >/dev/null 2>&1 || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
        rm -rf "$venv"
        echo "This Python cannot make virtual environments. On Debian or Ubuntu:" >&2
        echo "    apt-get install python3-venv" >&2
        exit 1
    fi
fi

echo "Installing $what ..." >&2
# The constraints hold for the build environment too; dependencies come as wheels only.
PIP_CONSTRAINT="$PWD/constraints.txt" PIP_DISABLE_PIP_VERSION_CHECK=1 \
    "$venv/bin/python" -m pip install --quiet --only-binary :all: -e "$what"
