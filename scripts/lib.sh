# SPDX-License-Identifier: Apache-2.0
# Sourced by the other scripts: checks the toolchain, installs what a fresh Debian 12 lacks, and holds the one build
# configuration (`-c release`, the CPU below) that run, test, check and bench share, so that none rebuilds another's.
# The executables carry the Swift standard library inside: Package.swift links it, because `--static-swift-stdlib` would
# be a second configuration (`swift test` does not know it).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
system_packages=(libuv1-dev zlib1g-dev libbz2-dev libzstd-dev libsnappy-dev libpcre2-dev libexpat1-dev libyaml-dev)
build_flags=(-c release)
# Tests use `package` access, not `@testable`; with testable imports every module would be compiled a second time.
test_flags=("${build_flags[@]}" --disable-testable-imports --disable-xctest)
binaries="$root/.build/release"

fail() {
    echo "$(basename "$0"): $*" >&2
    exit 1
}

# The comment at the head of a script is its help.
usage() {
    sed -n '3,${/^#/!q;s/^# \{0,1\}//p}' "$0"
    exit "${1:-0}"
}

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null | cut -c1-2)" = ii ]
}

# Installs the named Debian packages that are not there yet; quick and without privileges when nothing is missing.
install_packages() {
    local name missing=()
    command -v dpkg-query >/dev/null || { echo "not Debian: $* must be there already" >&2 && return; }
    for name in "$@"; do is_installed "$name" || missing+=("$name"); done
    [ ${#missing[@]} -gt 0 ] || return 0
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "needs ${missing[*]}: install them as root, or install sudo"
        as_root=(sudo)
    fi
    echo "installing ${missing[*]}" >&2
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# Names the CPU that Package.swift compiles the hot modules for, unless the caller has chosen one (empty: baseline).
choose_cpu() {
    [ -z "${MARTLET_CPU+set}" ] || return 0
    export MARTLET_CPU=
    local flags
    flags=" $(grep -m1 '^flags' /proc/cpuinfo || true) "
    case $flags in *" avx2 "*) ;; *) return 0 ;; esac
    case $flags in *" bmi2 "*) ;; *) return 0 ;; esac
    case $flags in *" fma "*) ;; *) return 0 ;; esac
    MARTLET_CPU=haswell
}

# What every script does before it builds.
prepare() {
    command -v swift >/dev/null || fail "no swift in PATH: install Swift 6.3, https://swift.org/install"
    install_packages "${system_packages[@]}"
    choose_cpu
}

build() {
    swift build "${build_flags[@]}" "$@"
}

# Makes a virtual environment; a fresh Debian has the parts for it in packages of their own.
make_venv() {
    local suits='import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))'
    python3 -c "$suits" 2>/dev/null || install_packages python3 python3-venv
    python3 -c "$suits" || fail "needs Python 3.11 or newer with venv as python3"
    python3 -m venv "$1"
}

# The virtual environment of the Python tests, made once; its packages come from PyPI. Sets `python`.
python_packages=(
    pytest==9.2.0 pytest-timeout==2.4.0 numpy pandas pyarrow ipykernel nbclient nbformat mypy==2.4.1 pyyaml
    'setuptools>=77' wheel hdfs-native==0.14.7 duckdb==2.0.1 tpchgen-cli==4.0.0
    prometheus-client==0.26.0 opentelemetry-proto==1.45.2 spark-monitoring==0.0.3)
prepare_python() {
    local venv="$root/.build/venv"
    python="$venv/bin/python"
    if [ "$(cat "$venv/packages" 2>/dev/null)" != "${python_packages[*]}" ]; then
        make_venv "$venv"
        "$venv/bin/pip" install -q "${python_packages[@]}"
        echo "${python_packages[*]}" >"$venv/packages"
    fi
}
