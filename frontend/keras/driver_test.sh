#!/bin/bash
# Runs the tests of the driver that need Python alone; says so where there is none.
if ! command -v python3 > /dev/null; then
  echo "SKIPPED: python3 is not installed"
  exit 0
fi
exec python3 -B "$1"
