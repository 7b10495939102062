#!/usr/bin/env python3
"""Pins Python packages: the closure of requirements, one wheel and one hash each.

    make_lock.py OUT.lock REQUIREMENT...

Asks pip to resolve the requirements without installing them. The result suits the Python version
and the machine this runs on (cp311, x86-64 on Debian bookworm); for another, run it there.
"""

import json
import subprocess
import sys
import tempfile


def resolve(requirements):
    """What pip would install for `requirements`: a list of entries of its JSON report."""
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        subprocess.run(
            [
                sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed",
                "--only-binary=:all:", "--quiet", "--report", report.name, *requirements
            ],
            check=True)
        return json.load(report)["install"]


def line(entry):
    """`name==version --hash=sha256:...` for one entry of the report."""
    metadata = entry["metadata"]
    digest = entry["download_info"]["archive_info"]["hashes"]["sha256"]
    return f"{metadata['name'].lower()}=={metadata['version']} --hash=sha256:{digest}"


def main():
    out, requirements = sys.argv[1], sys.argv[2:]
    lines = sorted(line(entry) for entry in resolve(requirements))
    header = f"# Made by make_lock.py OUT {' '.join(requirements)}"
    with open(out, "w", encoding="utf-8") as file:
        file.write("\n".join([header, *lines]) + "\n")


if __name__ == "__main__":
    main()
