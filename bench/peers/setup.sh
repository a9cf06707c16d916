#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes the virtual environment of the peers, bench/.venv, with PySpark from PyPI. Needs Java 17 and Python 3.11 or
# later; quick when all is there. PYSPARK_VERSION chooses another version.
source "$(dirname "$0")/../../scripts/lib.sh"
[ "${1:-}" != --help ] || usage
version=${PYSPARK_VERSION:-4.3.0}
venv=bench/.venv
command -v java >/dev/null || install_packages openjdk-17-jre-headless
[ -x "$venv/bin/python" ] || make_venv "$venv"
show='from importlib.metadata import version; print(version("pyspark"))'
installed=$("$venv/bin/python" -c "$show" 2>/dev/null || true)
[ "$installed" = "$version" ] || "$venv/bin/pip" install -q "pyspark==$version"
"$venv/bin/python" -c 'import pyspark; print("pyspark", pyspark.__version__)'
java -version 2>&1 | head -1
