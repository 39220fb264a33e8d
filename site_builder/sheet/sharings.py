"""The sharings of a registry as sheets: a row for each disclosure, and for what holds for all of a file; parts apart.

The columns are made from the fields of a disclosure. Those of the ICO's template for a record of processing stand
first, under its headings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from site_builder.facts.language import Language
from site_builder.facts.redact import public
from site_builder.load.project.files import ALL, Source
from site_builder.load.project.folder import Loaded
from site_builder.load.splice import at
from site_builder.model import Registry
from site_builder.model.values import Id
from site_builder.problems import Path
from site_builder.render.tables.registry_tables import Cells
from site_builder.render.tables.table import joined
from site_builder.schemas.nodes import Either, Fields, List, Node, Typed
from site_builder.schemas.trees import definitions
from site_builder.sheet.book import ID, NUMBER, Book, Cell, Column, Row, Sheet
from site_builder.sheet.cells import Names, is_of_lines, say

KIND, SHARINGS = "sharings", "Sharings"
OWNER, HEADING = "Recipient", "Business function (heading on the page)"
"""The columns that say, of a new row, whose file it goes into and where it is shown."""
FOR_ALL = "(all)"
"""What stands behind the id of a file in the row of what holds for all in it."""
INTERNAL, DISCLOSURES = "internal", "disclosures"

_ICO: Mapping[Path, str] = {
    ("text",): "The words",
    ("purposes",): "Purpose of processing",
    ("recipient_role",): "Joint controller or processor",
    ("works_for",): "Processor for",
    ("data_subjects",): "Categories of individuals",
    ("data_categories",): "Categories of personal data",
    ("recipient",): "Categories of recipients (if not that of the file)",
    ("agreements",): "Link to contract with processor (agreement)",
    ("transfers",): "Third countries (each in sheet Abroad)",
    ("retention",): "Retention schedule (each in sheet Keeping)",
    (INTERNAL, "security"): "Security measures (never published)",
    ("lawful_basis",): "Article 6 lawful basis",
    ("special_condition",): "Article 9 condition",
    (INTERNAL, "link"): "Link to legitimate interests assessment or another paper (never published)",
    ("automated_decision",): "Automated decisions (each in sheet Decisions)",
    ("source",): "Source of personal data",
    (INTERNAL, "dpia", "status"): "Data protection impact assessment (never published)",
    (INTERNAL, "dpia", "link"): "Link to data protection impact assessment (never published)",
    ("schedule_1_condition",): "Schedule 1 condition",
    (INTERNAL, "policy_document"): "Link to policy document (never published)",
}
"""The headings of the ICO's template, by the way to the field that answers it, in its order."""
_PARTS = {
    "retention": "Keeping",
    "legal_power": "Laws",
    "transfers": "Abroad",
    "opt_outs": "Opt-outs",
    "automated_decision": "Decisions",
    "more_information": "Further reading",
    "settled": "Settled",
}
"""The sheet of each field whose values have fields of their own."""
_WIDE = ("text", "child_text", "note", "questions", "security")
_GREY = ("conditions", "rights", "status")

ABOUT = (
    "Who we share personal data with, and why",
    "Change the white cells. Grey cells are not read back.",
    "An empty cell means: not stated. It never means no.",
    "Several in one cell: put ; between them. Where the heading says: one to a line, put each on a line of its own.",
    "The sheet Lists has every name that may stand in a cell.",
    "A period, a law, a country or an opt-out has a row in a sheet of its own, with the Id of its sharing.",
    "To add one there, write that Id in the first empty row, and leave No empty.",
    "A new sharing: fill the first empty row of Sharings, and leave Id empty. Say whose it is under Recipient.",
    "Nothing is removed by deleting a row. To remove one, write yes under Remove.",
    "Security measures, assessments and notes are never published. Do not send this workbook to the public.",
    "Bring it back with: site-builder import and the name of this file",
)


class Place(NamedTuple):
    """Where the row of a sharing stands: its file, and the path to its fields there."""

    source: Source
    path: Path
    key: str

    @property
    def is_for_all(self) -> bool:
        """Whether it holds for all in a file."""
        return self.path == (ALL,)

    def way(self, path: Path) -> Path:
        """The path in the file to a field of the row; one that is never published stands in a block below."""
        return (INTERNAL, self.key, *path[1:]) if path[0] == INTERNAL else (*self.path, *path)


def sharings(loaded: Loaded, registry: Registry, language: Language, on: date) -> tuple[Book, Names]:
    """The workbook of the sharings in a registry's own files, and the names that stand in it."""
    names = Names(registry)
    columns = dict(_columns())
    shown = Cells(public(registry), language, on)
    follows = {d.id: dict(shown.of_disclosure(d)) for d in shown.registry.disclosures}
    headings = headings_of(loaded)
    rows = []
    for place in places(loaded):
        own = {} if place.is_for_all else follows.get(Id(place.key), {})
        cells = [
            Cell(names.of(("recipients", "notices")).get(place.source.id, place.source.id)),
            Cell(joined([*headings.get(place.key, headings.get(place.source.id, ()))])),
            *(_cell(place, path, column, names) for path, column in columns.items()),
            *(Cell(own.get(name, "")) for name in _GREY),
        ]
        rows.append(Row(_key(place), place.source.document.file, tuple(cells)))
    grey = (Column(f"{name[:1].upper()}{name[1:]} (from the facts)", width=60) for name in _GREY)
    lead = (Column(OWNER, "Whose file it stands in. Of a new sharing: whose it goes into."), Column(HEADING))
    main = Sheet(SHARINGS, (ID,), (*lead, *columns.values(), *grey), tuple(rows), grows=True)
    parts = (_part(loaded, field, title, names) for field, title in _PARTS.items())
    return Book(KIND, registry.organisation.id, ABOUT, (main, *parts)), names


def places(loaded: Loaded) -> Iterator[Place]:
    """Where each row stands: what holds for all in a file, then its disclosures."""
    for source in loaded.sources:
        if source.kind in ("recipients", "notices") and ALL in source.document.data:
            yield Place(source, (ALL,), source.id)
        if source.kind == "recipients":
            for key in source.document.data.get(DISCLOSURES, {}):
                yield Place(source, (DISCLOSURES, key), key)


def columns_by_heading() -> Mapping[str, Path]:
    """The way from a row's thing to the field of each column of the main sheet."""
    return {column.heading: path for path, column in _columns()}


def headings_of(loaded: Loaded) -> Mapping[str, list[str]]:
    """The headings under which each id is shown."""
    found: dict[str, list[str]] = {}
    for heading, shown in sections(loaded).values():
        for key in shown:
            found.setdefault(key, []).append(heading)
    return found


def sections(loaded: Loaded) -> Mapping[tuple[str, str], tuple[str, list[str]]]:
    """The heading and the ids of each section, by its notice's file and its own id.

    Where two have the same heading, the title of the notice stands before it.
    """
    found: list[tuple[str, str, str, str, list[str]]] = []
    for source in (each for each in loaded.sources if each.kind == "notices"):
        data = source.document.data
        for key, section in data.get("sections", {}).items():
            lines = section.get("shows", [])
            ids = [key for line in lines for key in (line if isinstance(line, list) else [line])]
            found.append((source.document.file, key, section["heading"], data["title"], ids))
    same = [heading for _, _, heading, _, _ in found]
    return {
        (file, key): (heading if same.count(heading) == 1 else f"{title}: {heading}", ids)
        for file, key, heading, title, ids in found
    }


def part_fields(field: str) -> Fields:
    """The fields of one part of a field whose values have fields."""
    node = definitions_of_disclosure()[field]
    inner = node.options[0] if isinstance(node, Either) else node
    fields = inner.entry if isinstance(inner, List) else inner
    if not isinstance(fields, Fields):
        raise TypeError(field)
    return fields


def definitions_of_disclosure() -> Mapping[str, Node]:
    """The fields of a disclosure in its file."""
    node = definitions()["disclosure"]
    return node.fields if isinstance(node, Fields) else {}


def field_of(title: str) -> str:
    """The field of which a sheet has the parts, '' for the main sheet."""
    return next((field for field, name in _PARTS.items() if name == title), "")


def _key(place: Place) -> tuple[str, ...]:
    return (f"{place.key} {FOR_ALL}" if place.is_for_all else place.key,)


def _columns() -> Iterator[tuple[Path, Column]]:
    """Each column by the way from a row's thing to its field: the ICO's first, then the others in their order."""
    nodes: dict[Path, Node] = {(key,): node for key, node in definitions_of_disclosure().items()}
    below = definitions()[INTERNAL]
    for key, node in below.fields.items() if isinstance(below, Fields) else ():
        inner = (
            {(key, name): each for name, each in node.fields.items()} if isinstance(node, Fields) else {(key,): node}
        )
        nodes |= {(INTERNAL, *path): each for path, each in inner.items()}
    for path in (*_ICO, *(path for path in nodes if path not in _ICO)):
        node = nodes[path]
        if _is_in_one_cell(node):
            yield path, Column(_heading(path, node), node.about, node, 60 if path[-1] in _WIDE else 24)


def _heading(path: Path, node: Node) -> str:
    title = node.title or str(path[-1]).replace("_", " ")
    about = " (never published)" if path[0] == INTERNAL else ""
    if isinstance(node, Either) and path[0] in _PARTS:
        about = f" (each in sheet {_PARTS[str(path[0])]})"
    above = "Impact assessment: " if path[:2] == (INTERNAL, "dpia") else ""
    lines = ", one to a line" if is_of_lines(node) else ""
    return _ICO.get(path) or f"{above}{title[:1].upper()}{title[1:]}{lines}{about}"


def _is_in_one_cell(node: Node) -> bool:
    """Whether a field has a column: not lists of parts or of conditions, unless an answer may take their place."""
    return not isinstance(node, Fields | Typed) and not (isinstance(node, List) and isinstance(node.entry, Fields))


def _cell(place: Place, path: Path, column: Column, names: Names) -> Cell:
    terms = definitions()["terms"]
    is_for_all = isinstance(terms, Fields) and path[0] in terms.fields
    if place.is_for_all and not is_for_all:
        return Cell()
    way = place.way(path)
    value = at(place.source.document.data, way)
    return Cell(say(column.node, value, names), value, way)


def _part(loaded: Loaded, field: str, title: str, names: Names) -> Sheet:
    """The sheet of one field: a row for each of its parts."""
    columns = {
        name: Column(f"{node.title[:1].upper()}{node.title[1:]}", node.about, node, 30)
        for name, node in part_fields(field).fields.items()
    }
    rows = []
    for place in places(loaded):
        way = place.way((field,))
        value = at(place.source.document.data, way)
        parts = value if isinstance(value, list) else [value] if isinstance(value, dict) else []
        for number, part in enumerate(parts):
            one = (*way, number) if isinstance(value, list) else way
            cells = (
                Cell(say(column.node, part.get(name), names), part.get(name), (*one, name))
                for name, column in columns.items()
            )
            rows.append(Row((*_key(place), str(number + 1)), place.source.document.file, tuple(cells)))
    return Sheet(title, (ID, NUMBER), tuple(columns.values()), tuple(rows), grows=True)
