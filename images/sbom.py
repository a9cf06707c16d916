#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes what an image is made of, in SPDX 2.3: ``sbom.py NAME VERSION ROOT [--swift FILE] [--list FILE]``.

``--swift``: SwiftPM's workspace-state.json, whose packages are linked into Martlet's programs. ``--list``: lines
``deb NAME VERSION`` for libraries that were copied out of Debian packages. Debian and Python packages that are
installed under ROOT are found there. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import re
import time


def debian(root: pathlib.Path) -> list[tuple[str, str, str]]:
    """What dpkg has installed under the root: ("deb", name, version)."""
    status = root / "var/lib/dpkg/status"
    found = []
    for entry in status.read_text().split("\n\n") if status.exists() else []:
        fields = dict(re.findall(r"^(\S+): (.*)$", entry, re.MULTILINE))
        if fields.get("Status", "").endswith(" installed"):
            found.append(("deb", fields["Package"], fields["Version"]))
    return found


def python(root: pathlib.Path) -> list[tuple[str, str, str]]:
    """What pip has installed under the root: ("pypi", name, version)."""
    found = []
    for metadata in root.glob("**/*.dist-info/METADATA"):
        fields = dict(re.findall(r"^(Name|Version): (.*)$", metadata.read_text(errors="replace"), re.MULTILINE))
        found.append(("pypi", fields["Name"], fields["Version"]))
    return found


def swift(state: pathlib.Path) -> list[tuple[str, str, str]]:
    """The packages of a build, from their sources: ("swift", name, version)."""
    found = []
    for dependency in json.loads(state.read_text())["object"]["dependencies"]:
        version = dependency["state"].get("checkoutState", {}).get("version", "")
        found.append(("swift", dependency["packageRef"]["identity"], version))
    return found


def package(kind: str, name: str, version: str) -> dict[str, object]:
    identifier = re.sub(r"[^A-Za-z0-9.-]", "-", f"{kind}-{name}")
    locator = f"pkg:{'deb/debian' if kind == 'deb' else kind}/{name}@{version}"
    return {
        "SPDXID": f"SPDXRef-{identifier}",
        "name": name,
        "versionInfo": version,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "externalRefs": [
            {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": locator}
        ],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes what an image is made of, in SPDX 2.3.")
    parser.add_argument("name")
    parser.add_argument("version")
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("--swift", type=pathlib.Path)
    parser.add_argument("--list", type=pathlib.Path)
    given = parser.parse_args()
    found = debian(given.root) + python(given.root)
    if given.swift:
        found += swift(given.swift)
    if given.list:
        for line in given.list.read_text().splitlines():
            kind, name, version = line.split(" ")
            found.append((kind, name, version))
    packages = [package(*entry) for entry in sorted(set(found))]
    created = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", "0"))))
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"martlet-{given.name}-{given.version}",
        "documentNamespace": f"https://martlet.example/spdx/{given.name}-{given.version}",
        "creationInfo": {"created": created, "creators": ["Tool: martlet-scripts-image"]},
        "packages": packages,
        "relationships": [
            {
                "spdxElementId": "SPDXRef-DOCUMENT",
                "relationshipType": "DESCRIBES",
                "relatedSpdxElement": entry["SPDXID"],
            }
            for entry in packages
        ],
    }
    print(json.dumps(document, indent=1))


main()
