"""The small registry that `new` writes, with comments that teach, and the files with which an editor helps."""

from __future__ import annotations

import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from site_builder import vocabulary
from site_builder.load.project.files import schema_of
from site_builder.load.project.shipped import ENGLISH, kinds_of
from site_builder.model import VOCABULARIES, Registry
from site_builder.publish.files import create, put_instead
from site_builder.schemas.json_schemas import DRAFT, IDS, documents, offering
from site_builder.strict_json import json_bytes

SCHEMAS = ".vscode/schemas"
TASKS = {"Preview": "serve --open", "Check": "check", "Publish": "build"}
EXTENSION = "redhat.vscode-yaml"
BOUND = {
    "organisation": "organisation.yaml",
    "retired": "retired.yaml",
    "released": "released.yaml",
    "recipient": "recipients/*.yaml",
    "notice": "notices/*.yaml",
    "translation": "translations/**/*.yaml",
}
"""The files that an editor checks by each schema; any other schema belongs to the vocabulary of its name."""


def starter(folder: Path) -> int:
    """Write the registry and the editor's settings to a new folder; returns the file count. Raises PublishError."""
    registry = {
        f"registry/{path}": _with_schema_line(path, data)
        for path, data in _files_below(files(__package__).joinpath("registry"))
    }
    schemas = {f"{SCHEMAS}/{name}": json_bytes(schema) for name, schema in documents().items()}
    schemas[f"{SCHEMAS}/{IDS}"] = _ids(None)
    settings = {
        ".vscode/settings.json": _settings(schemas),
        ".vscode/tasks.json": _tasks(),
        ".vscode/extensions.json": _json({"recommendations": [EXTENSION]}),
    }
    create({**registry, **schemas, **settings}, folder)
    return len(registry) + len(schemas) + len(settings)


def organisation() -> bytes:
    """The file that says who we are, to begin with, for an organisation of which nothing is known."""
    text = files(__package__).joinpath("registry/organisation.yaml").read_text("utf-8")
    lines = (line for line in text.splitlines(keepends=True) if not line.startswith(("kind:", "public_authority:")))
    return "".join(lines).replace("our-council", "our-organisation").replace("Our Council", "Our organisation").encode()


def renew_ids(folder: Path, registry: Registry) -> None:
    """Let the editor offer the ids that a registry has now, if its folder has the files that `new` makes.

    Raises PublishError.
    """
    file = folder / SCHEMAS / IDS
    if file.is_file() and (before := file.read_bytes()) != (after := _ids(registry)):
        put_instead(file, before, after)


def _ids(registry: Registry | None) -> bytes:
    """The schema that offers the ids of what a registry has, and of what ships with the program if it may use that."""
    ids: dict[str, dict[str, str]] = {}
    if registry is None or registry.languages[0].lower().split("-")[0] == ENGLISH:
        ids["laws"] = {law.id: law.name for law in vocabulary.laws().values()}
        for thing in (each for things in vocabulary.library().values() for each in things.values()):
            for kind in kinds_of(thing.id):
                ids.setdefault(kind, {})[thing.id] = thing.name
    for kind in ("notices", "recipients", "disclosures", *VOCABULARIES) if registry else ():
        for own in getattr(registry, kind):
            ids.setdefault(kind, {})[own.id] = str(getattr(own, "name", getattr(own, "title", "")))
    return json_bytes({"$schema": DRAFT, "$id": IDS, **offering(ids)})


def _with_schema_line(path: str, data: bytes) -> bytes:
    """A file of the registry with a first line that names its schema, for editors without these settings."""
    schema = schema_of(path)
    if schema is None:
        return data
    up = "../" * (path.count("/") + 1)
    return f"# yaml-language-server: $schema={up}{SCHEMAS}/{schema[0]}.schema.json\n".encode() + data


def _settings(schemas: dict[str, bytes]) -> bytes:
    """Settings for the YAML extension of Visual Studio Code, to complete and check while typing."""
    names = (path.removeprefix(f"{SCHEMAS}/").removesuffix(".schema.json") for path in schemas)
    bound = {
        f"{SCHEMAS}/{n}.schema.json": f"registry/{BOUND.get(n, f'vocabulary/{n}.yaml')}"
        for n in names
        if n not in ("common", "ids")
    }
    return _json({"yaml.schemas": bound, "files.eol": "\n"})


def _tasks() -> bytes:
    """What can be run from the menu *Terminal*, *Run Task*: the program of the folder's own `.venv`, or any other."""
    plain = {"type": "shell", "problemMatcher": []}
    tasks = [{"label": name, **plain, "command": f"site-builder {TASKS[name]}"} for name in TASKS]
    here = {"options": {"env": {"PATH": "${workspaceFolder}/.venv/bin:${env:PATH}"}}}
    on_windows = {"options": {"env": {"PATH": "${workspaceFolder}\\.venv\\Scripts;${env:PATH}"}}}
    return _json({"version": "2.0.0", **here, "windows": on_windows, "tasks": tasks})


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=2) + "\n").encode()


def _files_below(folder: Traversable, above: str = "") -> list[tuple[str, bytes]]:
    result: list[tuple[str, bytes]] = []
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        path = f"{above}{entry.name}"
        result += _files_below(entry, f"{path}/") if entry.is_dir() else [(path, entry.read_bytes())]
    return result
