"""Whether a consumer is written from proto/ alone: prints every import that is neither of Python, nor a stock client, nor
made from the .proto files, nor its own; and every path of the repository that it names outside of proto/ and build/gen.
"""
import ast
import pathlib
import re
import sys

STOCK = {"confluent_kafka", "cryptography", "google"}
PLACES = ("proto/", "build/gen/python")


def imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


folder = pathlib.Path(sys.argv[1])
own = {path.stem for path in folder.glob("*.py")}
for path in sorted(folder.glob("*.py")):
    text = path.read_text(encoding="utf-8")
    for name in imports(ast.parse(text)):
        top = name.split(".")[0]
        made = top == "juki" and name.startswith("juki.") and ("_pb2" in name or "v1" in name)
        if not (top in sys.stdlib_module_names or top in STOCK or top in own or made):
            print(f"{path.name}: imports {name}")
    for named in re.findall(r'REPOSITORY / "([^"]+)"', text):
        if not named.startswith(PLACES):
            print(f"{path.name}: reads {named}")
