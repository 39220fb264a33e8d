"""Sites that are published, with nobody's help: in memory, in a folder, over a server."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from site_builder.addresses import MANIFEST
from site_builder.manifest.form import Manifest, listing, read, written
from site_builder.verify.rebuild import Comparison, Outcome
from tests.built import built
from tests.client.servers import Reply, Server, redirect, reply, serving
from tests.examples import example
from tests.seed import ON

Files = dict[str, bytes | None]

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".pdf": "application/pdf",
    ".css": "text/css; charset=utf-8",
    ".schema.json": "application/schema+json",
    ".jsonld": "application/ld+json",
    ".json": "application/json",
    ".xml": "application/xml",
    ".txt": "text/plain; charset=utf-8",
}
PACKED = ("Content-Encoding: gzip", "Vary: Accept-Encoding")


def published(name: str = "seed", on: date = ON) -> Files:
    """The files of an example's site."""
    return dict(built(name, on))


def relisted(files: Files) -> Files:
    """The same with a manifest made for what stands there, as whoever lies would make one."""
    held = {path: data for path, data in files.items() if data is not None}
    old = read(held[MANIFEST])

    return {**files, MANIFEST: written(replace(old, files=listing(held)))}


def manifest_of(files: Files) -> Manifest:
    data = files[MANIFEST]
    assert data is not None
    return read(data)


def verified(files: Files, name: str | None = "seed", on: date = ON) -> Outcome:
    """What is found of files beside the registry of an example, or with None beside their own feed."""
    return Comparison(files, manifest_of(files), on, None if name is None else example(name)).outcome()


@contextmanager
def at_address(files: Files, replies: Mapping[str, Reply] = {}, *, packed: bool = False) -> Iterator[Server]:
    """A site over a server that answers as most hosts do: folders by their page, files by type, `packed` or not."""
    made: dict[str, Reply] = {}
    for path, data in files.items():
        if data is None or path == "_headers":
            continue
        kind = next((kind for end, kind in TYPES.items() if path.endswith(end)), "application/octet-stream")
        heads = [f"Content-Type: {kind}", "X-Content-Type-Options: nosniff"]
        heads += ["Access-Control-Allow-Origin: *"] if path.startswith("data/") else []
        if path.endswith("index.html"):
            heads += ["Referrer-Policy: no-referrer"]
            heads += ["Content-Security-Policy: default-src 'none'; style-src 'self'; frame-ancestors 'none'"]
            made[path] = redirect(308, f"/{path.removesuffix('index.html')}")
            path = path.removesuffix("index.html")  # noqa: PLW2901 (where people read it)
        made[path] = reply(200, gzip.compress(data), *heads, *PACKED) if packed else reply(200, data, *heads)
    with serving(Server(replies={**made, **replies})) as server:
        yield server


def root(server: Server) -> str:
    return f"http://127.0.0.1:{server.port}/"
