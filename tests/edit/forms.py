"""A registry of one's own to edit, and the form on it without a browser: what a page holds is what comes back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from site_builder.edit.app import KEY, Answer, App, Request
from site_builder.edit.routes import answer
from site_builder.edit.session import Session
from site_builder.kept import Kept
from tests.seed import ON, REGISTRY

KEPT = Kept(40_000)
"""What was read and found in other tests: pure, so it may be kept among them."""


OFFICER = "\ndata-protection-officer:\n  name: data protection officer\n"
"""A role more, for the seed's."""


@dataclass
class Window:
    """A window of somebody who edits: the page that it shows."""

    app: App
    shown: Answer = field(default_factory=lambda: Answer(HTTPStatus.OK))
    at: str = ""

    def go(self, address: str = "") -> Window:
        """Open a page, and follow where it leads."""
        path, query = urlsplit(address).path, parse_qs(urlsplit(address).query)
        self.shown, self.at = answer(self.app, Request("GET", path, query)), address
        return self

    def fill(self, said: Mapping[str, str | list[str] | None], which: int = 0) -> Window:
        """Send a form of the page as a browser does, with some controls changed; None takes one out."""
        form = self.forms[which]
        action = (form.attributes["action"] or "").removeprefix(self.app.root)
        return self.post(action, {**controls(form), **said})

    def post(self, address: str, values: Mapping[str, str | list[str] | None]) -> Window:
        """Send values, and follow where the answer leads."""
        form = {n: v if isinstance(v, list) else [v] for n, v in values.items() if v is not None}
        self.shown = answer(self.app, Request("POST", address, {}, form))
        return self.go(self.shown.location) if self.shown.status is HTTPStatus.SEE_OTHER else self

    @property
    def tree(self) -> LexborHTMLParser:
        """The page, parsed."""
        return LexborHTMLParser(self.shown.body)

    @property
    def text(self) -> str:
        """What is read on the page, in one line."""
        body = self.tree.css_first("main")
        return " ".join(body.text(separator=" ").split()) if body else ""

    @property
    def forms(self) -> list[LexborNode]:
        """The forms of the main part of the page."""
        return self.tree.css("main form")

    def value(self, name: str) -> str:
        """What stands in a control."""
        found = controls(self.forms[0])[name]
        return found if isinstance(found, str) else found[0]

    def save(self) -> Window:
        """Review and save."""
        return self.go("review").post("review", {KEY: self.app.form_key, "save": "1"})


def controls(form: LexborNode) -> dict[str, str | list[str]]:
    """What a browser would send of a form: no buttons."""
    found: dict[str, list[str]] = {}
    for each in form.css("input, select, textarea"):
        name, kind = each.attributes.get("name"), each.attributes.get("type") or ""
        if not name or (kind in ("checkbox", "radio") and "checked" not in each.attributes):
            continue
        if each.tag == "select":
            chosen = each.css_first("option[selected]") or each.css_first("option")
            value = chosen.attributes.get("value") or "" if chosen else ""
        elif each.tag == "textarea":
            value = each.text(deep=True).removeprefix("\n")
        else:
            value = each.attributes.get("value") or ""
        found.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def project(folder: Path, registry: Path = REGISTRY) -> Path:
    """A copy of a registry in a folder."""
    shutil.copytree(registry, folder / "registry")
    return folder


def window(folder: Path) -> Window:
    """A window on the registry of a project."""
    session = Session(folder / "registry", "registry", ON, kept=KEPT)
    app = App(session, project=folder)
    app.previews.kept = pages()
    return Window(app)


@cache
def pages() -> Kept:
    """The pages that other tests made."""
    return Kept(4000)


@contextmanager
def unchanged_but(folder: Path, *names: str) -> Iterator[None]:
    """Nothing but these files changes meanwhile, and they do."""
    before = contents(folder)
    yield
    after = contents(folder)
    assert {n for n in {*before, *after} if before.get(n) != after.get(n)} == {*names}


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of each file of the registry of a project."""
    root = folder / "registry"
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def retype(file: Path, old: str, new: str) -> None:
    """What somebody does in an editor."""
    text = file.read_text("utf-8")
    assert text.count(old) == 1, (file, old)
    file.write_text(text.replace(old, new), "utf-8")
