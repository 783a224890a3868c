"""`make audit`: known vulnerabilities in what we pin. A service that cannot be asked is one line and no failure."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
EXCEPTIONS = Path(__file__).with_name("audit_exceptions.csv")
SECONDS = 120


class Finding(NamedTuple):
    """A vulnerability of a package, and the versions without it."""

    package: str
    name: str
    fixed_in: str


def answer_of(command, folder) -> dict[str, Any] | None:
    """Return what an auditing program says as JSON, or None when it could not ask its service."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=SECONDS)
        said: dict[str, Any] = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return said


def in_python(said) -> list[Finding]:
    """Return the findings of pip-audit."""
    return [
        Finding(one["name"], vulnerability["id"], ", ".join(vulnerability["fix_versions"]))
        for one in said["dependencies"]
        for vulnerability in one.get("vulns", [])
    ]


def in_node(said) -> list[Finding]:
    """Return the findings of npm audit."""
    return [
        Finding(package, str(via["url"]).rpartition("/")[2], "a newer version" if found["fixAvailable"] else "")
        for package, found in said["vulnerabilities"].items()
        for via in found["via"]
        if isinstance(via, dict)
    ]


def exceptions() -> dict[str, str]:
    """Return the vulnerabilities that people looked at and why they do not hurt us, by name."""
    with EXCEPTIONS.open(newline="") as file:
        return {line["vulnerability"]: line["reason"] for line in csv.DictReader(file)}


def verdict(findings, known) -> tuple[list[str], bool]:
    """Return what to print, and whether all is well: nothing that could be fixed stands without a reason."""
    lines, well = [], True
    for one in sorted(set(findings)):
        reason = known.get(one.name)
        state = f"accepted: {reason}" if reason else f"fixed in {one.fixed_in}" if one.fixed_in else "no fix yet"
        well = well and bool(reason or not one.fixed_in)
        lines.append(f"{one.package}: {one.name}, {state}")
    return lines, well


def main() -> None:
    """Ask about both lock files; exit with 1 when something should be updated."""
    pip_audit = [str(Path(sys.executable).with_name("pip-audit")), "--progress-spinner=off", "--format=json"]
    pip_audit += ["--disable-pip", "--no-deps", "--timeout=10", "--requirement=requirements.lock"]
    npm = ["npm", "audit", "--json", "--package-lock-only"]
    all_well = True
    os.environ.setdefault("PIP_NO_INPUT", "1")
    for what, command, folder, read in (
        ("requirements.lock", pip_audit, ROOT, in_python),
        ("web/package-lock.json", npm, ROOT / "web", in_node),
    ):
        said = answer_of(command, folder)
        if said is None or not {"dependencies", "vulnerabilities"} & set(said):
            print(f"audit: {what} was NOT audited: the advisory service could not be asked")
            continue
        lines, well = verdict(read(said), exceptions())
        all_well = all_well and well
        print("\n".join([f"audit: {what}: {len(lines)} known vulnerabilities", *(f"  {line}" for line in lines)]))
    sys.exit(0 if all_well else 1)


if __name__ == "__main__":
    main()
