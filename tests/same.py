"""`make same`: what the program publishes, says and decides, beside what it did before the house was rebuilt.

The inputs are those of the commit BASE (registries, cases, requests), taken from git, so that they stay as they were
while the tests are laid out anew. What came out then is in `build/same/before.json`, made from BASE itself by
`make same ARGS=--freeze` in a checkout of it; this compares, names each entry that differs, and shows wall times.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import yaml

BASE = "92fcb44"
ON = "2026-11-25"
ROOT = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("SAME_HOME", ROOT / "build/same"))
"""Where the inputs and the frozen digests are; several checkouts may share one."""
BEFORE = HOME / "before.json"
INPUTS = HOME / "inputs"
REGISTRIES = {"seed": ".", **{n: f"docs/examples/{n}" for n in ("aberwen", "county-2026", "fire-service", "nhs-trust")}}
PRACTICE = "docs/examples/practice"
COMMANDS = ["build", "check", "decide", "diff", "explain", "export", "key", "new", "release", "serve", "sign"]
NEW_KEYS = {"program"}
"""What the manifest says since, and did not say then."""


def inputs() -> None:
    """The registries and cases as they were."""
    if INPUTS.exists():
        return
    names = ["registry", "docs/examples", "tests/cases", "templates"]
    tar = subprocess.run(["git", "archive", BASE, *names], cwd=ROOT, check=True, capture_output=True).stdout  # noqa: S607
    with tempfile.TemporaryDirectory(dir=HOME) as fresh, tarfile.open(fileobj=io.BytesIO(tar)) as archive:
        archive.extractall(fresh, filter="data")
        cases(Path(fresh))
        Path(fresh).rename(INPUTS)
        Path(fresh).mkdir()


def cases(top: Path) -> None:
    """Each invalid case as a whole registry."""
    for case in sorted((top / "tests/cases/invalid").iterdir()):
        folder = top / "invalid" / case.name / "registry"
        shutil.copytree(top / "tests/cases/base", folder)
        absent = case / "absent.txt"
        for name in absent.read_text("utf-8").splitlines() if absent.exists() else ():
            (folder / name).unlink()
        if (case / "registry").exists():
            shutil.copytree(case / "registry", folder, dirs_exist_ok=True)


def run(*words: str, stdin: bytes = b"") -> str:
    """What a command prints, on both streams, and how it ends."""
    from site_builder.cli import cli

    out, err = io.StringIO(), io.StringIO()
    old = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin))
    try:
        with redirect_stdout(out), redirect_stderr(err):
            cli.main(args=list(words), prog_name="site-builder", standalone_mode=True)
    except SystemExit as error:
        code = error.code
    finally:
        sys.stdin = old
    return f"{code}\n{out.getvalue()}\n{err.getvalue()}"


def digest(value: Any) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
    return hashlib.sha256(data).hexdigest()[:16]


@contextmanager
def timed(times: dict[str, float], name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    times[name] = round(time.perf_counter() - start, 2)


def published(folder: Path) -> dict[str, str]:
    """A digest of each file; of the manifest, what it said then."""
    found = {}
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            data = file.read_bytes()
            if file.name == "manifest.json":
                stated = {k: v for k, v in json.loads(data).items() if k not in NEW_KEYS}
                data = json.dumps(stated).encode()
            found[file.relative_to(folder).as_posix()] = digest(data)
    return found


def sizes(manifest: Path) -> tuple[str, str]:
    """The line of the manifest in what `build` tells, now and as it was without the new keys."""
    from site_builder.strict_json import json_bytes

    data = manifest.read_bytes()
    then = json_bytes({key: value for key, value in json.loads(data).items() if key not in NEW_KEYS})
    now, old = (f"{len(each):>9,}  data/v1/manifest.json" for each in (data, then))
    return now, old


def site(name: str) -> tuple[dict[str, Any], dict[str, float]]:
    """Everything of a registry: what is published, what check says, what is exported."""
    times: dict[str, float] = {}
    top = INPUTS / REGISTRIES.get(name, name)
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as out:
        with timed(times, f"build {name}"):
            told = run("build", "-C", str(top), "--out", f"{out}/site", "--on", ON).replace(out, "")
        found[f"{name}: build"] = told.replace(*sizes(Path(out, "site/data/v1/manifest.json")))
        found |= {f"{name}: {path}": mark for path, mark in published(Path(out, "site")).items()}
    with timed(times, f"check {name}"):
        found[f"{name}: check"] = run("check", "-C", str(top), "--on", ON, "--format", "json")
    for style in ("text", "github", "gitlab", "sarif"):
        found[f"{name}: check {style}"] = run("check", "-C", str(top), "--on", ON, "--format", style)
    for what in ("cedar", "cedar-entities", "cedar-schema"):
        found[f"{name}: {what}"] = run("export", what, "-C", str(top), "--on", ON)
    return found, times


def invalid(names: list[str]) -> dict[str, str]:
    """What `check` says of each case, for machines and for people."""
    found = {}
    for name in names:
        top = str(INPUTS / "invalid" / name)
        for style in ("json", "text"):
            found[f"invalid {name} {style}"] = run("check", "-C", top, "--on", ON, "--format", style)
    return found


def decisions() -> dict[str, Any]:
    """What the gate answers to every request of the cases."""
    found: dict[str, Any] = {}
    folder = INPUTS / "tests/cases/gate"
    together: dict[tuple[str, str], list[Any]] = {}
    for file in sorted(folder.glob("*.yaml")):
        for case in yaml.load(file.read_text("utf-8"), yaml.CSafeLoader):
            feed = str(folder / "feeds" / f"{case['feed']}.jsonld")
            if isinstance(case.get("request"), dict) and not {"fill", "nest"} & case.keys():
                together.setdefault((feed, case["day"]), []).append(case["request"])
                continue
            answer = run("decide", "--unsigned", "--feed", feed, "--on", case["day"], stdin=_asked(case))
            found[f"decide {file.stem}: {case['case']}"] = answer
    for (feed, day), asked in together.items():
        data = json.dumps(asked).encode()
        name = f"decide {Path(feed).stem} on {day}: {len(asked)} requests"
        found[name] = run("decide", "--unsigned", "--feed", feed, "--on", day, stdin=data)
    return found


def _asked(case: dict[str, Any]) -> bytes:
    if "hex" in case:
        return bytes.fromhex(case["hex"])
    data = case["text"].encode() if "text" in case else json.dumps(case["request"]).encode()
    if nest := case.get("nest"):
        data = data.replace(b'"NEST"', b"[" * nest + b"]" * nest)
    return data.ljust(case.get("fill", 0))


def diffs() -> dict[str, Any]:
    """How each registry is told to differ from each other and from another day's."""
    found = {}
    for old in REGISTRIES:
        for new in REGISTRIES:
            paths = [str(INPUTS / REGISTRIES[n] / "registry") for n in (old, new)]
            for style in ("json", "text"):
                found[f"diff {old} {new} {style}"] = run("diff", *paths, "--on", ON, "--format", style)
    return found


def words() -> dict[str, Any]:
    """What the program says of itself, and what it gives to start from, with the schemas for editors."""
    found = {f"help {name}": run(name, "--help") for name in COMMANDS}
    found["explain"] = run("explain")
    rules = [line.split()[0] for line in found["explain"].splitlines() if line.startswith("  ")]
    found |= {f"explain {rule}": run("explain", rule) for rule in rules}
    with tempfile.TemporaryDirectory() as above:
        run("new", "-C", above, "demo")
        for path in sorted(Path(above).rglob("*")):
            if path.is_file():
                data = path.read_bytes()
                data = json.dumps(json.loads(data), sort_keys=True).encode() if path.suffix == ".json" else data
                found[f"new: {path.relative_to(above).as_posix()}"] = digest(data)
    return found


def yaml_data() -> dict[str, Any]:
    """The data of every YAML file."""
    from site_builder.load.yaml.read import read

    found = {}
    for file in (path for path in sorted(INPUTS.rglob("*.yaml")) if path.is_file()):
        name = file.relative_to(INPUTS).as_posix()
        document, problems = read(file.read_bytes(), name)
        found[f"yaml {name}"] = [None if document is None else document.data, [repr(p) for p in problems]]
    return found


def everything() -> tuple[dict[str, str], dict[str, float]]:
    """A digest by name, and wall times."""
    names = sorted(p.name for p in (INPUTS / "invalid").iterdir())
    parts = [names[n::4] for n in range(4)]
    whole: dict[str, Any] = {}
    times: dict[str, float] = {}
    with ProcessPoolExecutor(2) as pool:
        sites = [pool.submit(site, name) for name in (*REGISTRIES, PRACTICE)]
        rest: list[Any] = [pool.submit(invalid, part) for part in parts]
        tasks: list[Callable[[], dict[str, Any]]] = [decisions, diffs, words, yaml_data]
        rest += [pool.submit(task) for task in tasks]
        for each in sites:
            found, took = each.result()
            whole |= found
            times |= took
        for each in rest:
            whole |= each.result()
    if os.environ.get("SAME_WHOLE"):
        Path(os.environ["SAME_WHOLE"]).write_text(json.dumps(whole, indent=1), "utf-8")
    home = str(INPUTS)
    return {name: digest(json.loads(json.dumps(v).replace(home, ""))) for name, v in whole.items()}, times


def main() -> int:
    """Compare with what was frozen; 1 where anything differs."""
    HOME.mkdir(parents=True, exist_ok=True)
    inputs()
    now, times = everything()
    if "--freeze" in sys.argv:
        BEFORE.write_text(json.dumps({"digests": now, "times": times}, indent=1), "utf-8")
        print(f"{len(now)} digests frozen")
        return 0
    before = json.loads(BEFORE.read_text("utf-8"))
    old = before["digests"]
    wrong = [name for name in sorted(old.keys() | now.keys()) if old.get(name) != now.get(name)]
    for name in wrong:
        print("differs" if name in old and name in now else "gone" if name in old else "new", name)
    for name, took in times.items():
        print(f"{took:7.2f} s, was {before['times'].get(name, 0):7.2f} s  {name}")
    print(f"{len(old)} frozen, {len(wrong)} differ")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
