"""The small registry that `new` writes, with comments that teach."""

from __future__ import annotations

import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from site_builder.load.project.files import schema_of
from site_builder.publish.new_folder import create
from site_builder.schemas.json_schemas import documents
from site_builder.strict_json import json_bytes

SCHEMAS = ".vscode/schemas"
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
    settings = {".vscode/settings.json": _settings(schemas)}
    create({**registry, **schemas, **settings}, folder)
    return len(registry) + len(schemas) + len(settings)


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
        f"{SCHEMAS}/{n}.schema.json": f"registry/{BOUND.get(n, f'vocabulary/{n}.yaml')}" for n in names if n != "common"
    }
    return (json.dumps({"yaml.schemas": bound, "files.eol": "\n"}, indent=2) + "\n").encode()


def _files_below(folder: Traversable, above: str = "") -> list[tuple[str, bytes]]:
    result: list[tuple[str, bytes]] = []
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        path = f"{above}{entry.name}"
        result += _files_below(entry, f"{path}/") if entry.is_dir() else [(path, entry.read_bytes())]
    return result
