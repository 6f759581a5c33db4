#!/usr/bin/python3
"""make sbom: every library that a program loads stands in it, by its Debian package and version."""
import functools
import json
import subprocess
import sys

from instance import BIN, REPO, SERVICES, Tap


@functools.cache
def package_of(path):
    """As Debian's own database has it, which knows some libraries without /usr."""
    for known in (path, "/usr" + path, path.removeprefix("/usr")):
        found = subprocess.run(["dpkg-query", "-S", known], capture_output=True, text=True, check=False)
        if found.returncode == 0:
            return found.stdout.split(":")[0]
    return None


def loaded_by(program):
    """Paths of the libraries that the loader maps when the program starts."""
    trace = subprocess.run([program, "--help"], env={"LD_TRACE_LOADED_OBJECTS": "1"}, capture_output=True, text=True,
                           check=True).stdout
    return {line.split()[2] for line in trace.splitlines() if "=> /" in line}


def main():
    tap = Tap(5)
    printed = subprocess.run(["make", "-s", "sbom"], cwd=REPO, capture_output=True, text=True, check=False)
    bill = json.loads(printed.stdout)
    tap.ok(printed.returncode == 0 and bill["bomFormat"] == "CycloneDX", "make sbom prints a bill in CycloneDX",
           printed.stderr)
    needs = {each["ref"]: set(each["dependsOn"]) for each in bill["dependencies"]}
    versions = {each["name"]: each.get("version") for each in bill["components"]}
    missing = {f"{name} {path}" for name in (f"juki-{service}" for service in SERVICES)
               for path in loaded_by(BIN / name) if package_of(path) not in needs[name]}
    tap.equal(missing, set(), "every library that a service loads")
    openssl = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", "libssl-dev"], capture_output=True, text=True,
                             check=True).stdout
    tap.equal(versions["libssl-dev"], openssl, "the static program's libraries, too, with their version")
    tap.ok(all(versions.get(package) for packages in needs.values() for package in packages),
           "each package has its version", versions)
    wrong = subprocess.run([REPO / "deploy/local/sbom.sh", "/nowhere"], capture_output=True, text=True, check=False)
    tap.ok(wrong.returncode == 1 and "no program" in wrong.stderr, "a program that is not there is named", wrong.stderr)
    return 1 if tap.failed else 0


if __name__ == "__main__":
    sys.exit(main())
