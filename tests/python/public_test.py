"""What the package promises: names, docstrings, types, and nothing else in the way."""

import ast
import inspect
import pathlib
import subprocess
import sys

import pytest

import medisc
from medisc import _medisc

PACKAGE = pathlib.Path(medisc.__file__).parent


def public_members(kind):
    return {name: member for name, member in vars(kind).items() if not name.startswith("_")}


def test_every_public_name_has_a_docstring():
    for name in medisc.__all__:
        value = getattr(medisc, name)
        if not (inspect.isclass(value) or inspect.isfunction(value)):
            continue
        assert value.__doc__, name
        if not inspect.isclass(value):
            continue
        for member, inside in public_members(value).items():
            if inspect.isfunction(inside) or isinstance(inside, (property, classmethod)):
                assert inspect.getdoc(inside), f"{name}.{member}"


def test_every_function_is_typed():
    assert (PACKAGE / "py.typed").exists()
    for path in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                assert node.returns is not None, f"{path.name}: {node.name}"
                arguments = [*node.args.args, *node.args.kwonlyargs, *node.args.posonlyargs]
                bare = [one.arg for one in arguments
                        if one.annotation is None and one.arg not in ("self", "cls")]
                assert not bare, f"{path.name}: {node.name} {bare}"


def test_the_stub_of_the_extension_has_what_is_there():
    stub = ast.parse((PACKAGE / "_medisc.pyi").read_text())
    for node in stub.body:
        if isinstance(node, ast.FunctionDef):
            assert callable(getattr(_medisc, node.name)), node.name
        elif isinstance(node, ast.AnnAssign):
            assert hasattr(_medisc, node.target.id)
        elif isinstance(node, ast.ClassDef):
            kind = getattr(_medisc, node.name)
            for method in node.body:
                if isinstance(method, ast.FunctionDef):
                    assert hasattr(kind, method.name), f"{node.name}.{method.name}"
    told = {getattr(node, "name", None) or getattr(getattr(node, "target", None), "id", None)
            for node in stub.body}
    there = {name for name in dir(_medisc) if not name.startswith("_")}
    assert there <= told
    for node in stub.body:
        if isinstance(node, ast.ClassDef):
            methods = {method.name for method in node.body if isinstance(method, ast.FunctionDef)}
            assert set(public_members(getattr(_medisc, node.name))) <= methods


def test_importing_starts_no_thread_and_takes_no_signal():
    script = ("import os, signal; before = signal.getsignal(signal.SIGINT); import medisc; "
              "assert signal.getsignal(signal.SIGINT) is before; "
              "assert 'pandas' not in __import__('sys').modules; "
              "print(len(os.listdir('/proc/self/task')))")
    alone = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True,
                           check=True, env={"PYTHONPATH": str(PACKAGE.parent),
                                            "OPENBLAS_NUM_THREADS": "1"})
    assert alone.stdout.strip() == "1"


def test_the_extension_shows_one_symbol():
    shown = subprocess.run(["nm", "-D", "--defined-only", _medisc.__file__],
                           capture_output=True, text=True, check=True).stdout.splitlines()
    assert [line.split()[-1] for line in shown] == ["PyInit__medisc"]


@pytest.mark.parametrize("name", ["_native", "_plan"])
def test_attributes_of_the_extension_stay_inside(name):
    assert name not in medisc.__all__
