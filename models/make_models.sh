#!/bin/bash
# Makes this folder's models and their vectors again, or checks the vectors.
#
#   models/make_models.sh              all models
#   models/make_models.sh sine ...     some of them
#   models/make_models.sh --check      runs the oracle on the recorded inputs and compares
#
# The Python packages are those of third_party/python/tensorflow.lock (1.8 GB), installed in
# ${IEGEN_VENV:-~/.cache/iegen/tensorflow}; the first run needs the network for that.
set -euo pipefail

models=$(cd "$(dirname "$0")" && pwd)
lock=$models/../third_party/python/tensorflow.lock
venv=${IEGEN_VENV:-$HOME/.cache/iegen/tensorflow}

if ! cmp -s "$lock" "$venv/installed.lock"; then
  echo "installing the packages of $lock in $venv" >&2
  python3 -m venv --clear "$venv"
  "$venv/bin/python" -m pip install --quiet --no-input --only-binary=:all: \
    --require-hashes --no-deps -r "$lock"
  cp "$lock" "$venv/installed.lock"
fi

if [[ ${1:-} == --check ]]; then
  exec "$venv/bin/python" -B "$models/make/check_vectors.py" "$models"
fi
exec "$venv/bin/python" -B "$models/make/make_models.py" "$models" "$@"
