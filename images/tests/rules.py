# SPDX-License-Identifier: Apache-2.0
"""What every object of a chart must be: known to Kubernetes in every field, rightly named and labelled, and of
restricted Pod Security (https://kubernetes.io/docs/concepts/security/pod-security-standards/)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from parts import Model

# All of them stable; the client's names of their types are "V1" and the kind.
_GROUPS = {"v1", "apps/v1", "batch/v1", "policy/v1", "networking.k8s.io/v1", "rbac.authorization.k8s.io/v1"}
_SCALARS = {"str": str, "int": int, "float": (int, float), "bool": bool, "datetime": str}
_QUANTITY = re.compile(r"[0-9]+(\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?")
_LABEL_VALUE = re.compile(r"([A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?)?")
_LABEL_KEY = re.compile(r"([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?")
_DNS_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
_VOLUMES = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}


def field_errors(value: Any, kind: str, models: dict[str, Model], place: str) -> Iterator[str]:
    """Where a value is not of a type of Kubernetes' API."""
    if kind == "object" or kind == "IntOrString":
        return
    if kind in _SCALARS:
        wanted = _SCALARS[kind]
        if not isinstance(value, wanted) or (isinstance(value, bool) and kind != "bool"):
            yield f"{place}: {value!r} is no {kind}"
    elif match := re.fullmatch(r"list\[(.*)\]", kind):
        if not isinstance(value, list):
            yield f"{place}: {value!r} is no list"
            return
        for index, member in enumerate(value):
            yield from field_errors(member, match[1], models, f"{place}[{index}]")
    elif match := re.fullmatch(r"dict[([]str, (.*)[])]", kind):
        if not isinstance(value, dict):
            yield f"{place}: {value!r} is no map"
            return
        for key, member in value.items():
            yield from field_errors(member, match[1], models, f"{place}.{key}")
    elif not isinstance(value, dict):
        yield f"{place}: {value!r} is no {kind}"
    else:
        model = models[kind]
        for key in model.required - value.keys():
            yield f"{place}.{key} is missing"
        for key, member in value.items():
            if key not in model.types:
                yield f"{place}.{key} is not a field of {kind}"
            elif member is None:
                yield f"{place}.{key} is null"
            else:
                yield from field_errors(member, model.types[key], models, f"{place}.{key}")


def object_errors(thing: dict[str, Any], models: dict[str, Model]) -> Iterator[str]:
    """What is wrong with an object in the eyes of a version of Kubernetes."""
    place = f"{thing['kind']}/{thing['metadata']['name']}"
    if thing["apiVersion"] not in _GROUPS:
        yield f"{place}: {thing['apiVersion']} is not among the stable versions"
        return
    yield from field_errors(thing, "V1" + thing["kind"], models, place)
    metadata = thing["metadata"]
    if not _DNS_LABEL.fullmatch(metadata["name"]):
        yield f"{place}: the name is no DNS label"
    yield from _label_errors(metadata.get("labels", {}), place)
    if "namespace" not in metadata:
        yield f"{place} has no namespace"
    for name in ("name", "instance", "version", "managed-by"):
        if f"app.kubernetes.io/{name}" not in metadata.get("labels", {}):
            yield f"{place} has no label app.kubernetes.io/{name}"
    for spec, where in pod_specs(thing, place):
        yield from _pod_errors(spec, where)


def pod_specs(thing: dict[str, Any], place: str = "") -> Iterator[tuple[dict[str, Any], str]]:
    """The pod that an object is, or makes."""
    if thing["kind"] == "Pod":
        yield thing["spec"], place
    elif "template" in thing.get("spec", {}):
        yield thing["spec"]["template"]["spec"], place


def _label_errors(labels: dict[str, Any], place: str) -> Iterator[str]:
    for key, value in labels.items():
        if not _LABEL_KEY.fullmatch(key) or not _LABEL_VALUE.fullmatch(value):
            yield f"{place}: no label: {key}={value}"


def _pod_errors(spec: dict[str, Any], place: str) -> Iterator[str]:
    names = {volume["name"] for volume in spec.get("volumes", [])}
    for volume in spec.get("volumes", []):
        for kind in volume.keys() - {"name"}:
            if kind not in _VOLUMES:
                yield f"{place}: a volume of kind {kind} is not restricted"
    for key in ("hostNetwork", "hostPID", "hostIPC"):
        if spec.get(key):
            yield f"{place}: {key}"
    if "automountServiceAccountToken" not in spec:
        yield f"{place} does not say whether it wants a service-account token"
    pod = spec.get("securityContext", {})
    if not pod.get("runAsNonRoot") or not pod.get("runAsUser"):
        yield f"{place} may run as root"
    if pod.get("seccompProfile", {}).get("type") != "RuntimeDefault":
        yield f"{place} has no seccomp profile"
    for container in spec.get("initContainers", []) + spec["containers"]:
        yield from _container_errors(container, names, f"{place}:{container['name']}")


def _container_errors(container: dict[str, Any], volumes: set[str], place: str) -> Iterator[str]:
    security = container.get("securityContext", {})
    if security.get("allowPrivilegeEscalation") is not False:
        yield f"{place} may escalate privileges"
    if security.get("capabilities", {}).get("drop") != ["ALL"] or security.get("capabilities", {}).get("add"):
        yield f"{place} keeps capabilities"
    if security.get("readOnlyRootFilesystem") is not True:
        yield f"{place} may write to its root file system"
    if security.get("privileged"):
        yield f"{place} is privileged"
    resources = container.get("resources", {})
    for kind in ("requests", "limits"):
        for name, quantity in resources.get(kind, {}).items():
            if not _QUANTITY.fullmatch(str(quantity)):
                yield f"{place}: {kind}.{name} {quantity!r} is no quantity"
    if "memory" not in resources.get("limits", {}) or "cpu" not in resources.get("requests", {}):
        yield f"{place} has no limit of memory or no request for cpu"
    ports = [port.get("name", "") for port in container.get("ports", [])]
    if any(len(name) > 15 for name in ports):
        yield f"{place}: names of ports have at most 15 characters: {ports}"
    for mount in container.get("volumeMounts", []):
        # A stateful set's claims are volumes too.
        if mount["name"] not in volumes and mount["name"] != "data":
            yield f"{place} mounts {mount['name']}, which is no volume"
    if not re.fullmatch(r"[\w./:-]+(:[\w.-]+|@sha256:[0-9a-f]{64})", container["image"]):
        yield f"{place}: {container['image']} has neither tag nor digest"
