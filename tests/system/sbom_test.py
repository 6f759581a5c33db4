#!/usr/bin/python3
"""make sbom: every library that a program loads stands in it, by its Debian package and version."""
import json
import subprocess
import sys

from instance import BIN, REPO, SERVICES, Tap


def packages_of(paths):
    """As Debian's own database has it, which knows some libraries without /usr: the package of each path, or None."""
    asked = [known for path in paths for known in (path, "/usr" + path, path.removeprefix("/usr"))]
    found = subprocess.run(["dpkg-query", "-S", *asked], capture_output=True, text=True, check=False).stdout
    owners = {line.split(": ")[1]: line.split(":")[0] for line in found.splitlines()}
    return {path: owners.get(path, owners.get("/usr" + path, owners.get(path.removeprefix("/usr")))) for path in paths}


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
    loaded = {name: loaded_by(BIN / name) for name in (f"juki-{service}" for service in SERVICES)}
    package = packages_of(set().union(*loaded.values()))
    missing = {f"{name} {path}" for name, paths in loaded.items() for path in paths if package[path] not in needs[name]}
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
