"""Reads a registry's folder: all files to one registry, and all their problems in one list."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path

from site_builder.check import findings
from site_builder.check.words.links import Ask
from site_builder.check.words.since_published import Since
from site_builder.errors import Failure
from site_builder.facts.content_digest import content_sha256
from site_builder.fonts import beside, covered
from site_builder.kept import Kept
from site_builder.load.project import shipped, translations
from site_builder.load.project.assemble import assemble, with_sentences
from site_builder.load.project.confirmations import with_confirmations
from site_builder.load.project.definitions import index
from site_builder.load.project.dpv_terms import wrong_terms
from site_builder.load.project.files import (
    ALL,
    BLOCKS,
    FOLDERS,
    RELEASED,
    TRANSLATIONS,
    Definition,
    Source,
    definitions,
    schema_of,
)
from site_builder.load.project.glyph_check import missing_glyphs
from site_builder.load.project.languages import check as check_languages
from site_builder.load.project.locate import of_file, place, placed, problem
from site_builder.load.project.passage_checks import words_are_shown, words_stand_once
from site_builder.load.project.references import check, cycles, first_definitions, ids, with_ids_meant
from site_builder.load.project.release_log import FILE, in_order_of_time, recorded, with_released
from site_builder.load.project.shared_terms import conflicting_terms, terms_without_effect
from site_builder.load.project.unexpected_files import FILE as FILE_OF_REGISTRY
from site_builder.load.project.unexpected_files import Entry, entries, misnamed_files, unread_files
from site_builder.load.project.vocabulary_facts import with_known_facts
from site_builder.load.shape.reader import read_typed
from site_builder.load.shape.ways import fields_of
from site_builder.load.yaml.read import Document, read
from site_builder.model import Registry, Release
from site_builder.problems import Finding, Problem, in_order, stops
from site_builder.problems import Path as Way
from site_builder.schemas.trees import trees

BLOCK_PATHS = {(name,) for name in BLOCKS}


class Unreadable(Failure):
    """The folder or a file of it cannot be read; the text is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The registry of a folder, None if its problems leave none, all problems in order, its files and its own ids.

    `translated` are its translations, with the texts that it has.
    """

    registry: Registry | None
    problems: tuple[Problem, ...]
    sources: tuple[Source, ...] = ()
    ids: frozenset[str] = frozenset()
    translated: translations.Translations | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """What we need to sign a registry's site: the site's address, and the releases."""

    site: str
    releases: tuple[Release, ...]


def head(folder: Path, shown_as: str) -> Head:
    """The head of a registry's folder, whatever is wrong with its other files.

    Raises Unreadable where organisation.yaml is missing, or it or released.yaml cannot be read or has errors.
    """
    sources: list[Source] = []
    problems: list[Problem] = []
    contents = {"organisation.yaml": _bytes(folder / "organisation.yaml")}
    if released := _bytes(folder / FILE, where_missing=b""):
        contents[FILE] = released
    for name, data in contents.items():
        source, file_problems = _source(data, name, f"{shown_as}/{name}")
        sources.append(source)
        problems += file_problems if stops(file_problems) else [*file_problems, *in_order_of_time(source)]
    first = next((p for p in in_order(problems) if stops([p])), None)
    if first is not None:
        at = first.place
        field = f"{first.field}: " if first.field else ""
        raise Unreadable(f"{at.file}:{at.line}:{at.column}: {field}{first.message} {first.hint}".strip())
    return Head(sources[0].data["site"], recorded(sources[1:]))


@dataclass(frozen=True, slots=True)
class Before:
    """What the registry was when its site was built: its ids, its feed (None if lost), the digest of what it stated."""

    ids: Collection[str] = ()
    feed: bytes | None = None
    content_sha256: str = ""


def load(
    folder: Path,
    shown_as: str,
    on: date,
    ask: Ask | None = None,
    before: Before | None = None,
    *,
    meanwhile: Callable[[Registry], None] = lambda _: None,
    kept: Kept | None = None,
    instead: Mapping[str, bytes | None] = {},
) -> Loaded:
    """Read a registry's folder and judge it for a day; `shown_as` is how problems name it, `ask` asks its links.

    `before` is what it was when its site was built, where that is known. `meanwhile` is given the registry as
    soon as it stands, before the rules judge it. `kept` has what was found before. `instead` has the bytes of files,
    by their names in the folder, as they would be, in place of those that are there, or new ones; None if one goes.

    Raises Unreadable if the folder is missing, is none, or holds a file that cannot be read; FontError for a bad font.
    """
    before = before or Before()
    folder_entries = _entries(folder) if folder.exists() or not instead else []
    there = {entry.name for entry in folder_entries}
    folder_entries = [entry for entry in folder_entries if instead.get(entry.name, b"") is not None]
    folder_entries += [Entry(name, FILE_OF_REGISTRY) for name, data in instead.items() if data and name not in there]
    of_registry = (entry for entry in folder_entries if entry.is_of_registry)
    sources, problems = _sources(folder, of_registry, shown_as, kept, instead)
    problems += [*unread_files(folder_entries, shown_as), *_missing(sources, shown_as)]
    known, ill_defined = first_definitions(sources)
    known_signs = covered(beside(folder))
    problems += [problem for source in sources for problem in missing_glyphs(source, known_signs)]
    problems += _without_repeats(problems, wrong_terms(sources))
    problems += _without_repeats(problems, [*ill_defined, *cycles(known), *check_languages(sources)])
    faulty = _with_errors(problems)
    are_offered = shipped.are_offered(sources)
    used = shipped.in_use(sources, known) if are_offered else {}
    known_and_used, shipped_files = {**used, **known}, [*shipped.files(used)]
    faulty_sources = (source for source in sources if source.document.file in faulty)
    astray = misnamed_files(folder_entries)
    all_ids = replace(
        ids(known, faulty_sources), shipped=used if are_offered else None, astray=astray, published=before.ids
    )
    problems += _without_repeats(problems, chain.from_iterable(check(source, all_ids) for source in sources))
    problems = [*with_ids_meant(problems, sources, all_ids)]
    problems += [
        *_problems_of_contents(sources, problems, known_and_used, shipped_files),
        *_problems_of_translations(sources, problems, known_and_used),
    ]
    if stops(problems):
        return Loaded(None, in_order(problems), tuple(sources), frozenset(known))
    borrowed = used.keys() - known.keys()
    made = _assembled(
        [*shipped_files, *sources],
        problems,
        known_and_used,
        on,
        ask=ask,
        before=before,
        borrowed=borrowed,
        meanwhile=meanwhile,
        kept=kept,
    )
    return replace(made, sources=tuple(sources), ids=frozenset(known))


def _assembled(
    sources: Sequence[Source],
    problems: Sequence[Problem],
    known: Mapping[str, Definition],
    on: date,
    *,
    ask: Ask | None,
    before: Before,
    borrowed: Collection[str],
    meanwhile: Callable[[Registry], None],
    kept: Kept | None,
) -> Loaded:
    """The registry of files without errors, with all problems: those before, stale translations, and findings."""
    files = index(sources)
    languages_of_registry = files.of_kind("organisation")[0].data["languages"]
    translated = translations.translations(files.of_kind(TRANSLATIONS), languages_of_registry)
    registry = with_known_facts(with_sentences(assemble(files, translated)), on)
    registry = with_confirmations(registry, sources)
    registry = with_released(registry, files.of_kind(RELEASED))
    meanwhile(registry)
    findings_placed = [
        *translations.stale(files.of_kind(TRANSLATIONS), translated),
        *_problems_of_findings(
            findings(registry, on, ask, before.ids, _since(before, registry), borrowed, kept=kept),
            known,
            translations.places(files.of_kind(TRANSLATIONS), languages_of_registry),
        ),
    ]
    return Loaded(registry, in_order([*problems, *findings_placed]), translated=translated)


def _since(before: Before, registry: Registry) -> Since | None:
    """What was published and what is to be, None if both state the same, or if the feed is lost or cannot be read."""
    if before.feed is None or before.content_sha256 == content_sha256(registry):
        return None
    # Imported here: most who check have changed nothing yet, or have published nothing.
    from site_builder.load.feed.forward_compat import not_understood
    from site_builder.load.feed.reader import FeedError, read
    from site_builder.locale.languages import language

    try:
        published = read(before.feed)
    except FeedError:
        return None
    return None if any(not_understood(published)) else Since(published, registry, language("en"))


def _entries(folder: Path) -> list[Entry]:
    if not folder.exists():
        raise Unreadable(f"There is no folder {folder}. A registry to start from is made by: site-builder new demo")
    if not folder.is_dir():
        raise Unreadable(f"{folder} is not a folder.")
    try:
        return entries(folder)
    except OSError as error:
        raise Unreadable(f"{folder} cannot be read: {error.strerror}.") from error


def _sources(
    folder: Path,
    folder_entries: Iterable[Entry],
    shown_as: str,
    kept: Kept | None = None,
    instead: Mapping[str, bytes | None] = {},
) -> tuple[list[Source], list[Problem]]:
    sources: list[Source] = []
    problems: list[Problem] = []
    for entry in folder_entries:
        would_be = instead.get(entry.name)
        data = would_be if would_be is not None else _bytes(folder / entry.name) if entry.is_file else None
        source, file_problems = _source(data, entry.name, f"{shown_as}/{entry.name}", kept)
        sources.append(source)
        problems += file_problems
    return sources, problems


def _source(data: bytes | None, name: str, file: str, kept: Kept | None = None) -> tuple[Source, Sequence[Problem]]:
    """A file's source, and the problems of its text and its shape. `data` is None for an entry that is no file."""
    schema, kind, key = schema_of(name) or ("", "", "")
    document, problems = read(data, file, kept) if data is not None else (None, ())
    if document is None:
        return Source(of_file(file), schema, kind, key, {}, is_whole=False), problems
    if misfiled := _misfiled(document, kind):
        return Source(document, schema, kind, key, {}, is_whole=False), [*problems, misfiled]
    typed = read_typed(document, trees()[schema])
    is_whole = not stops(problems) and all(p.rule != "misplaced-field" for p in typed.problems)
    source = Source(document, schema, kind, key, typed.data, is_whole=is_whole, ids=typed.ids)
    return source, [*problems, *typed.problems]


def _misfiled(document: Document, kind: str) -> Problem | None:
    """The problem of a file whose fields are those of the other kind of file; None if it is in the right folder."""
    for folder, schema in FOLDERS.items() if kind in FOLDERS else ():
        fields = document.data.keys()
        if len(fields & _fields_apart(schema, FOLDERS[kind])) > len(fields & _fields_apart(FOLDERS[kind], schema)):
            message = f"This file has the fields of a {schema}, and is in {kind}/."
            return problem(document, (), "wrong-folder", "file", message, f"Move it into {folder}/.")
    return None


@cache
def _fields_apart(schema: str, other: str) -> frozenset[str]:
    """The fields that files of one schema have, and those of another have not."""
    one, two = (fields_of(trees()[each]) for each in (schema, other))
    return frozenset({*one} - {*two})


def _bytes(path: Path, where_missing: bytes | None = None) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        if where_missing is not None and isinstance(error, FileNotFoundError):
            return where_missing
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from error


def _problems_of_contents(
    sources: Iterable[Source],
    problems: Iterable[Problem],
    known: Mapping[str, Definition],
    shipped_files: Iterable[Source] = (),
) -> list[Problem]:
    """The problems of passages, shared terms and releases in files without errors; other files are not judged."""
    faulty = _with_errors(problems) | _with_ids_made_twice(sources, known)
    sound = index([*shipped_files, *(source for source in sources if source.document.file not in faulty)])
    notices = [source.document.file for source in sources if source.kind == "notices"]
    all_notices = bool(notices) and faulty.isdisjoint(notices)
    return [
        *words_stand_once(sound),
        *words_are_shown(sound, known, all_notices=all_notices),
        *conflicting_terms(sound),
        *(terms_without_effect(sound) if not faulty else ()),
        *chain.from_iterable(map(in_order_of_time, sound.of_kind(RELEASED))),
    ]


def _without_repeats(reported: Iterable[Problem], more: Iterable[Problem]) -> list[Problem]:
    """The further problems, without those at the place of an error in `reported`: we report one slip once."""
    places = {p.place for p in reported if stops([p])}
    return [p for p in more if p.place not in places]


def _problems_of_translations(
    sources: Sequence[Source], problems: Iterable[Problem], known: Mapping[str, Definition]
) -> Iterator[Problem]:
    """The problems of translations in files without errors; texts in files with errors are unknown."""
    faulty = _with_errors(problems)
    sound = {key: each for key, each in known.items() if each.document.file not in faulty}
    tags = [
        t for s in sources if s.kind == "organisation" and s.document.file not in faulty for t in s.data["languages"]
    ]
    files = [s for s in sources if s.kind == TRANSLATIONS and s.document.file not in faulty]
    yield from translations.check(files, tags, sound)


def _with_errors(problems: Iterable[Problem]) -> set[str]:
    return {p.place.file for p in problems if stops([p])}


def _with_ids_made_twice(sources: Iterable[Source], known: Mapping[str, Definition]) -> set[str]:
    """The files that define an id first that another file defines too: we cannot know which of the two is right."""
    again = (d.id for source in sources for d in definitions(source) if known[d.id] is not d and known[d.id] != d)
    return {known[key].document.file for key in again}


def _missing(sources: Iterable[Source], shown_as: str) -> Iterator[Problem]:
    kinds = {source.kind for source in sources}
    organisation = of_file(f"{shown_as}/organisation.yaml")
    if "organisation" not in kinds:
        message = "The file organisation.yaml is missing: it says who we are."
        yield problem(
            organisation, (), "no-organisation", "file", message, "Make one, or start with: site-builder new demo"
        )
    elif "notices" not in kinds:
        message = "There is no notice, so there is nothing to publish."
        yield problem(
            organisation,
            (),
            "no-notice",
            "file",
            message,
            "Make a file in notices/ that shows what stands in recipients/.",
        )


def _problems_of_findings(
    rule_findings: Iterable[Finding],
    known: Mapping[str, Definition],
    translated: Mapping[tuple[str, Way], tuple[Source, Way]],
) -> Iterator[Problem]:
    """The findings of rules at their places; one of a translation at its pair."""
    for each in rule_findings:
        pair = translated.get((each.subject, each.path)) or translated.get((each.subject, each.path[:2]))
        if pair:
            yield placed(each, pair[0].document, pair[1], at_key=True)
            continue
        where = known[each.subject]
        finding = replace(each, hint=each.hint + _line_of_fact(where, each.beside)) if each.beside else each
        yield placed(finding, where.document, _path_in_document(where, each.path), at_key=True)


def _line_of_fact(where: Definition, path: Way) -> str:
    """A sentence with the line of a fact, '' if the fact is in another file."""
    way = _path_in_document(where, path)
    if way not in where.document.places:
        return ""
    for_all = ", for all disclosures here" if ALL in way else ""
    return f" {path[-1]} stands in line {place(where.document, way, at_key=True).line}{for_all}."


def _path_in_document(where: Definition, path: Way) -> Way:
    """The path to a part of a thing in its document: in a block at the bottom, in the thing, or in its shared terms."""
    if path[:1] in BLOCK_PATHS:
        return path
    ways = ((*where.path, *path), (*where.path, ALL, *path), (ALL, *path))
    return next((way for way in ways if way in where.document.places), ways[0])
