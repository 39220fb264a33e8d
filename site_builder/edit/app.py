"""The form as a function from request to answer. Who may ask is the door's business, what is written the session's."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from site_builder.edit.fields import Form
from site_builder.edit.plain import plainly
from site_builder.edit.preview import Previews
from site_builder.edit.session import Session
from site_builder.edit.things import Things
from site_builder.edit.told import WEIGHTS, told
from site_builder.model import Registry
from site_builder.problems import Severity

if TYPE_CHECKING:
    from jinja2 import Environment

HTML, JSON = "text/html; charset=utf-8", "application/json"
HERE = Path(__file__).parent
KEY, GO, PART, MAKE = "key", "go", "part", "make"
"""The names of the form's key, of where to go next, of what tells that somebody types, and of a new name's button."""


class Request(NamedTuple):
    """What a browser asks: the path below the form's own address, without a slash in front."""

    method: str
    path: str
    query: Form = MappingProxyType({})
    form: Form = MappingProxyType({})

    def first(self, name: str) -> str:
        """The first value of a name, of the form or else of the address; '' for none."""
        return next(iter(self.form.get(name, self.query.get(name, ()))), "")

    @property
    def adds(self) -> bool:
        """Whether it would add the thing that its page is of: it does not while a name is made there that it picks."""
        return self.posts and not self.first(MAKE)

    @property
    def posts(self) -> bool:
        """Whether it would change something."""
        return self.method == "POST"


class Answer(NamedTuple):
    """What comes back; `location` is a path below the form's own address."""

    status: HTTPStatus
    body: bytes = b""
    kind: str = HTML
    location: str = ""


@dataclass
class App:
    """The form on one registry.

    `form_key` has to come with every form. `published` gives what stands published of a registry, None for nothing, and
    `project` is the folder in which the registry's folder lies. `root` is the path of the form's own address.
    `person` is who is signed in, where a sign-in says so, `share` the path below `root` at which others see the draft
    ('' for none), and `saved` hears of each save.
    """

    session: Session
    published: Callable[[Registry], Registry | None] = lambda _: None
    project: Path = Path()
    root: str = "/"
    person: str = ""
    share: str = ""
    saved: Callable[[Sequence[str]], None] = lambda _: None
    form_key: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    def __post_init__(self) -> None:
        """Begin with no page made yet."""
        self.previews = Previews(self.session)
        self._things: tuple[int, Things] | None = None

    @property
    def things(self) -> Things:
        """The names of what ids stand for now."""
        if self._things is None or self._things[0] != self.session.number:
            self._things = self.session.number, Things(self.session.loaded.sources)
        return self._things[1]

    def page(self, template: str, status: HTTPStatus = HTTPStatus.OK, **values: Any) -> Answer:
        """A filled template."""
        steps = self.session.told()
        common = {
            "key": self.form_key,
            "root": self.root,
            "person": self.person,
            "share": self.share,
            "changed": len(steps),
            "last": steps[-1] if steps else "",
            "clashes": len(self.session.clashes),
            "here": template,
        }
        text = _environment().get_template(f"{template}.html.j2").render({**common, **values})
        return Answer(status, (text.rstrip() + "\n").encode())

    def sorry(self, why: str, status: HTTPStatus = HTTPStatus.FORBIDDEN) -> Answer:
        """A page that says why something cannot be shown."""
        return self.page("sorry", status, why=why)

    def told(self, problems: Sequence[Any]) -> list[Any]:
        """Problems in the form's words, those that stop first."""
        order = list(WEIGHTS)
        return [told(each, self.things) for each in sorted(problems, key=lambda p: order.index(p.severity))]

    def plainly(self, text: str) -> str:
        """A sentence in the form's words."""
        return plainly(text, self.things)


def to(location: str) -> Answer:
    """An answer that leads on to another page, below the form's own address."""
    return Answer(HTTPStatus.SEE_OTHER, location=location)


def counted(problems: Sequence[Any]) -> list[tuple[str, str]]:
    """How many problems of each weight there are, in a few words, with the look."""
    names = {Severity.ERROR: "to mend", Severity.GAP: "not stated", Severity.WARNING: "to look at"}
    found = ((w, sum(p.severity is w for p in problems), name) for w, name in names.items())
    return [(WEIGHTS[weight][0], f"{number} {name}") for weight, number, name in found if number]


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
