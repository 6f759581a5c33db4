#!/usr/bin/python3
"""Every program that is built has what OpenSSF's guide for C asks a compiler and a linker for, read from the program itself.

What compilers leave no trace of in a program (-fno-strict-aliasing and the like) is in the Makefile alone.
"""
import os
import pathlib
import platform
import subprocess
import sys
import tempfile

from instance import BIN, REPO, Tap

X86 = platform.machine() == "x86_64"


def read(*words):
    return subprocess.run(words, capture_output=True, text=True, check=True, env={**os.environ, "LC_ALL": "C"}).stdout


def lacks(program):
    """What is missing of a program, as words."""
    header = read("readelf", "-hW", program)
    segments = read("readelf", "-lW", program)
    dynamic = read("readelf", "-dW", program)
    symbols = read("readelf", "-sW", program)
    stack = [line for line in segments.splitlines() if "GNU_STACK" in line]
    missing = {
        "position-independent": "DYN (" in header and "PIE" in dynamic,
        "read-only relocations": "GNU_RELRO" in segments,
        "all bound at start": "BIND_NOW" in dynamic or "NOW" in dynamic,
        "no executable stack": len(stack) == 1 and "E" not in stack[0].split()[-2],
        "no segment both written and run": not any("RWE" in line for line in segments.splitlines()
                                                   if line.split()[:1] == ["LOAD"]),
        "no text relocations": "TEXTREL" not in dynamic,
        "no search path of its own": "RPATH" not in dynamic and "RUNPATH" not in dynamic,
        "stack protector": "__stack_chk_fail" in symbols,
        "checked calls (FORTIFY)": "_chk" in symbols.replace("__stack_chk_fail", ""),
    }
    if X86:
        code = read("objdump", "-d", "--no-show-raw-insn", "--disassemble=main", program)
        missing["branch targets (CET)"] = "endbr64" in code
    return [what for what, there in missing.items() if not there]


def programs():
    return sorted(path for path in BIN.iterdir() if path.is_file() and path.read_bytes()[:4] == b"\x7fELF")


def flags():
    """The options a file of the release build is compiled and linked with."""
    done = subprocess.run(["make", "-nB", "FLAVOUR=release", "build/release/common/base/hex.o", "build/release/bin/juki-witness"],
                          cwd=REPO, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


WANTED = {"-O2", "-D_FORTIFY_SOURCE=3", "-fstack-protector-strong", "-fstack-clash-protection", "-fno-strict-aliasing",
          "-fno-strict-overflow", "-fno-delete-null-pointer-checks", "-ftrivial-auto-var-init=zero", "-fexceptions", "-fPIE", "-pie",
          "-Wformat=2", "-Wconversion", "-Wimplicit-fallthrough", "-Werror=format-security", "-Werror=implicit",
          "-Werror=incompatible-pointer-types", "-Werror=int-conversion"}
# From the compiler on that knows them.
WHERE_KNOWN = ["-fcf-protection=full", "-mbranch-protection=standard", "-fstrict-flex-arrays=3", "-fzero-init-padding-bits=all",
               "-Wtrampolines", "-Wbidi-chars=any"]


def known(option):
    return subprocess.run(["gcc", "-Werror", option, "-E", "-x", "c", "/dev/null"], capture_output=True, check=False).returncode == 0


def main():
    found = programs()
    tap = Tap(4)
    weak = {path.name: lacks(path) for path in found}
    tap.equal({name: missing for name, missing in weak.items() if missing}, {}, f"{len(found)} programs are hardened")
    tap.ok({f"juki-{name}" for name in ("resident", "identity", "delivery", "gateway", "audit", "verify", "witness")} <= set(weak),
           "all services are among them", sorted(weak))
    used = flags()
    tap.equal((WANTED | {each for each in WHERE_KNOWN if known(each)}) - used, set(), "the options of the guide that leave no trace")
    with tempfile.TemporaryDirectory() as folder:
        bare = pathlib.Path(folder) / "bare"
        subprocess.run(["gcc", "-x", "c", "-", "-o", bare, "-no-pie", "-fno-stack-protector", "-z", "execstack", "-z", "norelro",
                        "-z", "lazy", "-fcf-protection=none" if X86 else "-O0", "-Wl,-rpath,/tmp"],
                       input="int main(void) { return 0; }", text=True, check=True, capture_output=True)
        missing = lacks(bare)
    tap.ok(len(missing) >= 7 + X86, "a program without any of it is found", missing)
    return 1 if tap.failed else 0


if __name__ == "__main__":
    sys.exit(main())
