"""Runs a command under a profile in Docker's form (deploy/docker/seccomp.json), by libseccomp, so that the profile is
tried where there is no Docker.

Use: python3 confined.py PROFILE COMMAND...
"""
import ctypes
import ctypes.util
import json
import os
import platform
import sys

ALLOW = 0x7FFF0000
ERRNO = 0x00050000
OPS = {"SCMP_CMP_NE": 1, "SCMP_CMP_EQ": 4, "SCMP_CMP_MASKED_EQ": 7}
ARCH = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
NO_NEW_PRIVS = 38


class Comparison(ctypes.Structure):
    _fields_ = [("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]


def library():
    lib = ctypes.CDLL(ctypes.util.find_library("seccomp") or "libseccomp.so.2")
    lib.seccomp_init.restype = ctypes.c_void_p
    lib.seccomp_init.argtypes = [ctypes.c_uint32]
    lib.seccomp_rule_add_array.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint,
                                           ctypes.POINTER(Comparison)]
    lib.seccomp_load.argtypes = [ctypes.c_void_p]
    return lib


def action_of(rule):
    return ALLOW if rule["action"] == "SCMP_ACT_ALLOW" else ERRNO | rule.get("errnoRet", 1)


def load(path):
    lib = library()
    with open(path, encoding="utf-8") as file:
        profile = json.load(file)
    context = lib.seccomp_init(ERRNO | profile["defaultErrnoRet"])
    for rule in profile["syscalls"]:
        if ARCH not in rule.get("includes", {}).get("arches", [ARCH]):
            continue
        args = [Comparison(each["index"], OPS[each["op"]], each["value"], each.get("valueTwo", 0))
                for each in rule.get("args", [])]
        for name in rule["names"]:
            number = lib.seccomp_syscall_resolve_name(name.encode())
            if number == -1:
                sys.exit(f"{path}: {name} is no system call")
            if lib.seccomp_rule_add_array(context, action_of(rule), number, len(args), (Comparison * len(args))(*args)) != 0:
                sys.exit(f"{path}: {name} cannot be said")
    ctypes.CDLL(None).prctl(NO_NEW_PRIVS, 1, 0, 0, 0)
    if lib.seccomp_load(context) != 0:
        sys.exit("the kernel takes no filter")


if __name__ == "__main__":
    load(sys.argv[1])
    os.execvp(sys.argv[2], sys.argv[2:])
