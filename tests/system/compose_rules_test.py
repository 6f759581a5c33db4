#!/usr/bin/python3
"""docker-compose.yml denies every container what it does not need and bounds what it may use up; its profile of system
calls lets PostgreSQL, Java, shells and our programs work, and nothing through that breaks out of a container.
"""
import copy
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.request

import yaml

from counter import UNREACHABLE
from instance import BIN, REPO, Tap, wait_for

PROFILE = REPO / "deploy/docker/seccomp.json"
CONFINED = [sys.executable, REPO / "tests/system/confined.py", PROFILE]
SECRET = re.compile(r"password|secret|_key$|token", re.IGNORECASE)
# Breaks out of a container, reads another process, or changes the machine.
NEVER = {"ptrace", "process_vm_readv", "process_vm_writev", "keyctl", "add_key", "request_key", "bpf", "perf_event_open",
         "userfaultfd", "io_uring_setup", "mount", "umount2", "pivot_root", "chroot", "unshare", "setns", "init_module",
         "finit_module", "kexec_load", "reboot", "swapon", "open_by_handle_at", "name_to_handle_at", "mknod", "mknodat",
         "personality", "settimeofday", "clock_settime", "setuid", "setgid", "setresuid", "capset", "chown", "fchownat", "syslog"}


# ---- the file ---------------------------------------------------------------------------------------------------

def user_of(image_target):
    """Who a container of this target of the Dockerfile runs as, by its stages."""
    stage, users, parent = None, {}, {}
    for line in (REPO / "deploy/docker/Dockerfile").read_text().splitlines():
        words = line.split()
        if words[:1] == ["FROM"]:
            stage = words[3]
            parent[stage] = words[1]
        elif words[:1] == ["USER"]:
            users[stage] = words[1]
    while image_target in parent and image_target not in users:
        image_target = parent[image_target]
    return users.get(image_target, "root")


def faults_of_service(name, service, targets):
    security = service.get("security_opt", [])
    environment = service.get("environment", {})
    user = service.get("user") or (user_of(targets[service["image"]]) if service.get("image") in targets else None)
    yield "its root can be written", service.get("read_only") is not True
    yield "it has capabilities", service.get("cap_drop") != ["ALL"] or "cap_add" in service
    yield "it can gain rights", "no-new-privileges:true" not in security
    yield "its system calls are not filtered", f"seccomp:{PROFILE.relative_to(REPO)}" not in security
    yield "more is unconfined", len(security) != 2
    yield "it is privileged", bool(set(service) & {"privileged", "devices", "pid", "ipc", "userns_mode", "cgroup_parent"})
    yield "it runs as root", user in ("root", "0") or (user is None and service["image"] != "apache/kafka:3.9.1")
    yield "its memory has no bound", "mem_limit" not in service or service["mem_limit"] != service.get("memswap_limit")
    yield "its share of processors has no bound", "cpus" not in service
    yield "its processes have no bound", not 0 < service.get("pids_limit", 0) <= 400
    yield "its files have no bound", "nofile" not in service.get("ulimits", {})
    yield "it may leave a core dump", service.get("ulimits", {}).get("core") != 0
    yield "its log has no bound", "max-size" not in service.get("logging", {}).get("options", {})
    yield "a port is open to other machines", any(not str(port).startswith("127.0.0.1:") for port in service.get("ports", []))
    yield "it uses the machine's network", service.get("network_mode", "none") != "none"
    yield "a folder of the machine can be written", any(
        str(volume).startswith((".", "/")) and not str(volume).endswith(":ro") for volume in service.get("volumes", []))
    yield "Docker itself is mounted", any("docker.sock" in str(volume) for volume in service.get("volumes", []))
    yield "a secret stands in its environment", any(
        SECRET.search(key) and not key.endswith(("_FILE", "_DIR", "_KEYS")) and value and not re.fullmatch(
            r"/run/\S+|\$\{\w+:-(/run/\S+)?\}", str(value)) for key, value in environment.items())


def faults_of(house):
    targets = {service["image"]: service["build"]["target"] for service in house["services"].values() if "build" in service}
    found = [f"{name}: {what}" for name, service in house["services"].items()
             for what, wrong in faults_of_service(name, service, targets) if wrong]
    for name, network in house["networks"].items():
        options = (network or {}).get("driver_opts", {})
        closed = (network or {}).get("internal") is True
        if not closed and options.get("com.docker.network.bridge.enable_ip_masquerade") != "false":
            found.append(f"network {name}: there is a way out")
    return found


def spoilt(house):
    """The house with one thing wrong, of every kind."""
    for change in (lambda s: s.update(read_only=False), lambda s: s.update(cap_add=["SYS_ADMIN"]), lambda s: s.pop("cap_drop"),
                   lambda s: s.update(security_opt=["no-new-privileges:true", "seccomp:unconfined"]),
                   lambda s: s.update(security_opt=["seccomp:deploy/docker/seccomp.json"]),
                   lambda s: s.update(privileged=True), lambda s: s.update(user="root"), lambda s: s.pop("mem_limit"),
                   lambda s: s.pop("pids_limit"), lambda s: s.pop("cpus"), lambda s: s.pop("ulimits"), lambda s: s.pop("logging"),
                   lambda s: s.update(ports=["18081:8080"]), lambda s: s.update(network_mode="host"),
                   lambda s: s["volumes"].append("/:/host"), lambda s: s["volumes"].append("/var/run/docker.sock:/s:ro"),
                   lambda s: s["environment"].update(JUKI_DB_PASSWORD="x")):
        other = copy.deepcopy(house)
        change(other["services"]["resident"])
        yield other
    other = copy.deepcopy(house)
    other["networks"]["bus"]["internal"] = False
    yield other


# ---- the profile ------------------------------------------------------------------------------------------------

def confined(*words, **options):
    return subprocess.run([*CONFINED, *words], capture_output=True, text=True, check=False, timeout=120, **options)


def newest_postgres():
    return sorted(pathlib.Path("/usr/lib/postgresql").iterdir(), key=lambda path: int(path.name))[-1] / "bin"


def runs_postgres(folder):
    """A cluster is made, started, written to and stopped, all of it under the profile."""
    as_server = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.getuid() == 0 else []
    if as_server:
        shutil.chown(folder, "postgres")
    steps = (f"export PATH={newest_postgres()}:$PATH; cd {folder}; initdb -D data -A trust -U me >log; "
             f"pg_ctl -D data -o \"-c listen_addresses= -k {folder}\" -l server.log -w start >>log; "
             f"psql -h {folder} -U me -d postgres -qXAtc 'CREATE TABLE t (n int); INSERT INTO t SELECT generate_series(1, 10000); "
             "CHECKPOINT; SELECT sum(n) FROM t'; pg_ctl -D data -m fast -w stop >>log")
    return subprocess.run([*as_server, *CONFINED, "bash", "-euc", steps], capture_output=True, text=True, check=False,
                          timeout=300)


LOG = "log example.org/audit+7fea552a+AZBSvELqUCTOsuzOGPYZdRDyKaB0KyqoRGbygUFcD7WH"


def serves(folder):
    """A witness is started, answers and ends in order."""
    (folder / "policy").write_text(LOG + "\n")
    (folder / "state").mkdir()
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", folder / "key.pem"], check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    witness = subprocess.Popen([*CONFINED, BIN / "juki-witness"], stderr=subprocess.DEVNULL, env={
        **os.environ, "JUKI_WITNESS_NAME": "witness.example", "JUKI_WITNESS_KEY": str(folder / "key.pem"),
        "JUKI_WITNESS_LOGS": str(folder / "policy"), "JUKI_WITNESS_DIR": str(folder / "state"), "JUKI_HTTP_ADDRESS": f"127.0.0.1:{port}"})

    def healthy():
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    good = wait_for(healthy, 30, "the witness")
    witness.terminate()
    return witness.wait(30) == 0 and good


REFUSED = """
import ctypes, errno, os
libc = ctypes.CDLL(None, use_errno=True)
number_of = ctypes.CDLL("libseccomp.so.2").seccomp_syscall_resolve_name
tries = [("ptrace", 16, os.getppid(), 0, 0), ("unshare", 0x10000000), ("mount", 0, 0, 0, 0, 0), ("bpf", 0, 0, 0), ("keyctl", 0, 0),
         ("io_uring_setup", 1, 0), ("userfaultfd", 0), ("setns", 0, 0), ("socket", 17, 3, 0), ("socket", 40, 1, 0), ("socket", 38, 5, 0)]
for name, *words in tries:
    ctypes.set_errno(0)
    if libc.syscall(number_of(name.encode()), *words) != -1 or ctypes.get_errno() != errno.EPERM:
        print(name, words, errno.errorcode.get(ctypes.get_errno()))
"""


def main():
    house = yaml.safe_load((REPO / "docker-compose.yml").read_text())
    allowed = {name for rule in json.loads(PROFILE.read_text())["syscalls"]
               if rule["action"] == "SCMP_ACT_ALLOW" for name in rule["names"]}
    tap = Tap(9)
    tap.equal(faults_of(house), [], f"{len(house['services'])} containers are locked down")
    unseen = [number for number, other in enumerate(spoilt(house)) if not faults_of(other)]
    tap.equal(unseen, [], "whatever is loosened is found")
    tap.equal(allowed & NEVER, set(), "the profile lets nothing through that breaks out")
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        done = runs_postgres(folder)
    tap.ok(done.returncode == 0 and done.stdout.strip() == "50005000", "PostgreSQL works under the profile", done.stdout + done.stderr)
    java = confined("java", "-XX:+UseSerialGC", "-version")
    tap.ok(java.returncode == 0, "Java works under it", java.stderr)
    with tempfile.TemporaryDirectory() as folder:
        tap.ok(serves(pathlib.Path(folder)), "a program of ours serves under it, with its own filter on top")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([REPO / "deploy/local/keys.sh", folder], check=True)
        asked = confined(BIN / "jukictl", "topic", "tail", "feed.tax", "--timeout", "2s", env={
            **os.environ, "JUKI_MUNICIPALITY": "132071", "JUKI_KAFKA_BOOTSTRAP": "127.0.0.1:1", "JUKI_KAFKA_PLAINTEXT": "true",
            "JUKI_KEY_DIR": folder})
    tap.ok(asked.returncode == UNREACHABLE, "and one that asks Kafka", asked.stdout + asked.stderr)
    with tempfile.TemporaryDirectory() as folder:
        shell = confined("bash", "-euc", "printf 'b\\na\\n' | sort | { read -r first; [ \"$first\" = a ]; }; (exit 0) & wait; "
                         "openssl rand -hex 4 >a; install -m 0600 a b; cp -pu a c; chmod 0644 c; mv c d", cwd=folder)
    tap.ok(shell.returncode == 0, "so do the scripts' shells", shell.stderr)
    tried = confined(sys.executable, "-c", REFUSED)
    tap.ok(tried.returncode == 0 and tried.stdout == "", "what is not named is refused, to root, too", tried.stdout + tried.stderr)
    return 1 if tap.failed else 0


if __name__ == "__main__":
    sys.exit(main())
