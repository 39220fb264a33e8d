"""The command `reconcile`: what systems really sent, held against what was published."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from site_builder.addresses import FEED, MANIFEST, RELEASE_INDEX, is_address
from site_builder.cli.project import (
    EXIT_DRIFT,
    EXIT_WRONG,
    Project,
    common,
    iri_option,
    key_option,
    on_option,
    private_keys,
    put,
    wrong,
)
from site_builder.errors import Failure, shown

if TYPE_CHECKING:
    from site_builder.gate import Gate
    from site_builder.reconcile.engines import Engine
    from site_builder.reconcile.judging import History
    from site_builder.reconcile.log import View
    from site_builder.reconcile.run import Decided, Result

ENGINES = ("sqlite", "duckdb", "spark")
FORMS = ("decisions", "logboek", "otlp", "tracker")
STAGES = ("reading", "grouping", "judging", "summing")


@click.command(short_help="What was really sent, held against the notice.")
@click.argument("logs", metavar="LOG...", nargs=-1)
@click.option("--feed", metavar="URL|PATH", help="A published site, or a feed; left out, the project's site.")
@click.option(
    "--trusted",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="With --feed: a public key that you trust; one of several is enough.",
)
@iri_option
@click.option("--unsigned", is_flag=True, help="With --feed URL: believe a feed whose signature nobody checks.")
@click.option(
    "--engine", "name", type=click.Choice(ENGINES), help="Left out: DuckDB where it is installed, else SQLite."
)
@click.option("--period", metavar="PERIOD", help="A quarter such as 2026-Q4, or a month; left out, all days.")
@click.option(
    "--decisions", metavar="FILE", type=click.Path(path_type=Path), help="The gate's log, to look decisions up in."
)
@click.option("--as", "form", type=click.Choice(FORMS), help="Another log than ours, as JSON Lines; read by SQLite.")
@click.option(
    "--codes",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="For tracker: CSV with the columns code, disclosure.",
)
@click.option("--unique", is_flag=True, help="No id stands twice, so that nobody has to look; the report says so.")
@click.option("--format", "style", type=click.Choice(["text", "json", "html"]), default="text", show_default=True)
@click.option(
    "--out", metavar="FILE", type=click.Path(path_type=Path), help="A new file for the report, readable for you alone."
)
@click.option("--strict", is_flag=True, help="Also fail if something is not covered.")
@click.option("--print-sql", is_flag=True, help="Print the SQL for an engine of your own.")
@click.option(
    "--kinds", metavar="FILE", type=click.Path(path_type=Path), help="What `kinds` gave there, as CSV: print timelines."
)
@click.option(
    "--sums", metavar="FILE", type=click.Path(path_type=Path), help="What `verdicts` gave there, beside --kinds."
)
@click.option(
    "--attest", metavar="FOLDER", type=click.Path(path_type=Path), help="Also write the public attestation of --period."
)
@click.option(
    "--threshold", type=click.IntRange(5), default=5, show_default=True, help="The least count that the public sees."
)
@key_option(required=False)
@on_option
@common
def reconcile(project: Project, *, logs: Sequence[str], style: str, out: Path | None, strict: bool, **how: Any) -> None:
    """Hold logs of what was really sent against what was published.

    LOG is JSON Lines, CSV or Parquet; or a list of flows: CSV with the columns recipient, purpose, data, people, how.
    The report is exact, so it is not for the public.
    """
    if how["print_sql"]:
        put(_sql())
        return
    _check_out(project, out)
    if how["name"] == "duckdb":
        _engine("duckdb", lambda _: None).close()
    from site_builder.reconcile.run import NotConservedError

    try:
        told, is_all_covered = _told(project, logs, style, **how)
    except NotConservedError as error:
        put(f"Error: {error}", err=True)
        sys.exit(EXIT_DRIFT)
    if out is None:
        put(told)
    else:
        from site_builder.publish.files import SECRET, put_new

        put_new({project.folder / out: (f"{told}\n".encode(), SECRET)})
        project.say(f"The report is in {shown(out)}.")
    if strict and not is_all_covered:
        sys.exit(EXIT_WRONG)


def _told(
    project: Project,
    logs: Sequence[str],
    style: str,
    *,
    feed: str | None,
    on: date,
    kinds: Path | None,
    sums: Path | None,
    **how: Any,
) -> tuple[str, bool]:
    """What is printed, and whether all that was sent is covered."""
    from site_builder.reconcile import flows

    is_checked = feed is not None and (is_address(feed) or how["trusted"])
    history = _fetched(project, str(feed), on, **how) if is_checked else _history(project, feed)
    if kinds is not None:
        return _from_elsewhere(project, history, style, kinds, sums)
    if not logs:
        raise click.UsageError("Name the log: a file of JSON Lines, CSV or Parquet; or a list of flows.")
    if len(logs) == 1 and flows.is_flows(listed := project.folder / logs[0]):
        found = flows.flows_in(listed, history, on.isoformat())
        told = json.dumps(flows.plain(found), ensure_ascii=False, indent=1) if style == "json" else flows.text(found)
        return told, flows.are_all_covered(found)
    result = _reconciled(project, logs, history, **how)
    if how["attest"] is not None:
        _attest(project, result, logs, **how)
    return _report(result, style), not result.uncovered and not result.malformed


def _report(result: Result, style: str) -> str:
    from site_builder.reconcile import report

    if style == "html":
        return report.html_page(result).decode().rstrip()
    return json.dumps(report.plain(result), ensure_ascii=False, indent=1) if style == "json" else report.text(result)


def _fetched(
    project: Project,
    address: str,
    on: date,
    *,
    trusted: Sequence[Path],
    iri: str | None,
    unsigned: bool,
    **_others: Any,
) -> History:
    """What is published at an address or in a folder, checked as any client does it. It counts for all days."""
    from site_builder.cli.commands.decide import data_of
    from site_builder.client import Client, UnsignedFeed
    from site_builder.client.failure_codes import Untrusted
    from site_builder.gate import Gate
    from site_builder.gate.index import FIRST
    from site_builder.reconcile.judging import History, Release

    if unsigned == bool(trusted):
        raise click.UsageError("A feed at an address: say whose key has signed it, --trusted FILE; or else --unsigned.")
    client: Client | UnsignedFeed
    if unsigned:
        client = UnsignedFeed(f"{address}{FEED}" if address.endswith("/") else address, deadline=_SECONDS)
    else:
        found = [str(project.folder / key) for key in trusted]
        client = Client(data_of(project, address, iri), found, None, registry=iri, deadline=_SECONDS)
    try:
        ready = client.trusted(datetime.combine(on, time(12), UTC))
    except Untrusted as error:
        raise Failure(f"The feed {shown(address)} is not trusted ({error.why.cause}). {error.why.words()}") from error
    return History([Release(FIRST, Gate(ready.by, ready.feed))])


_SECONDS = 30.0
"""How long fetching may take."""


def _history(project: Project, feed: str | None) -> History:
    """What was published: each release that a site keeps, from its day on; else the release at hand, for all days."""
    from site_builder.gate.index import FIRST
    from site_builder.history.chain import checked
    from site_builder.history.past import each_feed
    from site_builder.history.store import HistoryError
    from site_builder.manifest.form import read
    from site_builder.reconcile.judging import History, Release

    asked = Path(feed or "site")
    place = project.folder / asked

    def get(path: str) -> bytes | None:
        return (place / path).read_bytes() if (place / path).is_file() else None

    listed = get(MANIFEST) if place.is_dir() else None
    head = read(listed).releases if listed else None
    links = checked(get(RELEASE_INDEX), head) if head else ()
    if not any(each.published for each in links):
        return History([Release(FIRST, _gate(place / FEED if place.is_dir() else place, asked))])

    try:
        releases = [Release(day.isoformat(), _gate_of(data, asked)) for day, data in each_feed(links, get)]
        return History(releases, links[-1].zone)
    except HistoryError as error:
        raise Failure(
            f"{error} So nobody can tell what stood then. To judge all days by the feed of today: --feed {asked / FEED}"
        ) from error


def _gate(file: Path, asked: Path) -> Gate:
    try:
        return _gate_of(file.read_bytes(), asked)
    except OSError as error:
        raise Failure(
            f"{shown(asked)} holds no feed to hold the log against. Publish first: site-builder build. Or name a feed, "
            "or a published site: --feed PATH"
        ) from error


def _gate_of(data: bytes, asked: Path) -> Gate:
    from hashlib import sha256

    from site_builder.gate import Gate
    from site_builder.load.feed.reader import FeedError, read_marked

    try:
        registry, marks = read_marked(data)
    except FeedError as error:
        wrong(f"{shown(asked)} is no feed that can be compared. {error}")
    return Gate.of(registry, f"sha256:{sha256(data).hexdigest()}", marks)


def _reconciled(
    project: Project,
    logs: Sequence[str],
    history: History,
    *,
    name: str | None,
    period: str | None,
    decisions: Path | None,
    unique: bool,
    form: str | None,
    codes: Path | None,
    **_others: Any,
) -> Result:
    from site_builder.reconcile.run import decisions_in, period_of
    from site_builder.reconcile.run import reconcile as run

    mapped = None if form is None else _view(project, form, codes)
    if mapped and name not in {None, "sqlite"}:
        raise click.UsageError("--as is read by SQLite alone: leave out --engine.")
    chosen = name or ("sqlite" if mapped or not find_spec("duckdb") else "duckdb")
    files = list(logs) if chosen == "spark" else [str(project.folder / log) for log in logs]
    looked_up = [project.folder / log for log in logs] if form == "decisions" else []
    looked_up += [] if decisions is None else [project.folder / decisions]
    known: dict[str, Decided] = {}
    for file in looked_up:
        known |= decisions_in(file)
    asked = None if period is None else period_of(period)
    with _progress(project, chosen, files) as (tell_read, tell_stage):
        engine = _engine(chosen, tell_read, mapped)
        try:
            return run(
                engine,
                files,
                history,
                period=asked,
                decisions=known,
                is_counted_once=not unique,
                mapped=mapped,
                tell=tell_stage,
            )
        finally:
            engine.close()


def _attest(
    project: Project,
    result: Result,
    logs: Sequence[str],
    *,
    attest: Path,
    threshold: int,
    keys: Sequence[Path],
    **_: Any,
) -> None:
    """Write the attestation, and what signs it."""
    from site_builder.facts.layout.what_was_sent import sentences
    from site_builder.locale.languages import language
    from site_builder.manifest.attestation import PAYLOAD_TYPE
    from site_builder.manifest.dsse import seal
    from site_builder.publish.files import create, put_over
    from site_builder.reconcile.attest import attested, replaced
    from site_builder.strict_json import parse

    if not keys:
        raise click.UsageError("An attestation is signed: --key FILE")
    place = project.folder / attest
    before = replaced(place, result.period) if result.period else None
    made = attested(result, [project.folder / log for log in logs], threshold, before)
    name = result.period.name if result.period else ""
    signed = seal(made, private_keys(project, keys), PAYLOAD_TYPE)
    files = {f"{name}.json": made, f"{name}.dsse.json": signed}
    if place.exists():
        put_over({place / file: data for file, data in files.items()})
    else:
        create(files, place)
    said: Any = parse(made)
    project.say(" ".join(sentences(said, language("en-GB"))))


def _view(project: Project, form: str, codes: Path | None) -> View:
    """How another log is read; the tracker's with a table of its codes."""
    from site_builder.reconcile.views import VIEWS, tracker

    if form != "tracker":
        return VIEWS[form]
    if codes is None:
        raise click.UsageError("What the tracker's codes mean, a table says: --codes FILE")
    return tracker(dict(_rows(project, codes, ("code", "disclosure"))))  # type: ignore[arg-type] # two columns


def _engine(name: str, tell: Callable[[int], None], mapped: View | None = None) -> Engine:
    if name == "duckdb":
        from site_builder.reconcile.engines.duck import Duck

        return Duck()
    if name == "spark":
        if find_spec("pyspark") is None:
            raise Failure("Spark is not here: run this where your cluster's pyspark is, for example by spark-submit.")
        from site_builder.reconcile.engines.spark import Spark

        return Spark()
    from site_builder.reconcile.engines.sqlite import Sqlite

    return Sqlite(mapped, tell)


@contextmanager
def _progress(
    project: Project, engine: str, files: Sequence[str]
) -> Iterator[tuple[Callable[[int], None], Callable[[str], None]]]:
    """A bar on standard error, where a person looks: of what is read for SQLite, else of the stages."""
    length = sum(map(os.path.getsize, filter(os.path.exists, files))) if engine == "sqlite" else len(STAGES)
    hidden = project.quiet or not sys.stderr.isatty()
    with click.progressbar(length=length, label=STAGES[0], file=sys.stderr, hidden=hidden) as bar:

        def stage(name: str) -> None:
            bar.label = name
            bar.update(0 if engine == "sqlite" else int(name != STAGES[0]))

        yield bar.update if engine == "sqlite" else (lambda _: None), stage


def _check_out(project: Project, out: Path | None) -> None:
    """Refuse a place that is published."""
    for folder in () if out is None else (project.folder / out).absolute().parents:
        if (folder / MANIFEST).is_file() or (folder / FEED).is_file():
            raise Failure(f"{shown(out)} would be published: the report is exact, so it must stand somewhere else.")


# ---- an engine of one's own


def _sql() -> str:
    from site_builder.reconcile import texts

    about = (
        "-- Make a view `sent` of your log: a row for each disclosure that was sent, each once. Its columns are\n"
        "-- texts: day (the civil day in the registry's time zone, 2026-11-25), system, outcome ('sent', 'failed' or\n"
        "-- 'test'), decided ('none'), disclosure, recipient, purpose, data, people (ids parted by one blank, '' for\n"
        "-- none); and two numbers: records (-1 where it is not stated), and fault (0; 1 for a line that is none of a\n"
        "-- log). No column may be NULL. From `days` leave out whatever is not of your period.\n"
    )
    three = {name: sql.rstrip() for name, sql in texts.THREE.items()}
    made = {"shapes": three["shapes"], "days": texts.OWN_DAYS.rstrip(), **three}
    parts = [f"-- {name}\nCREATE TABLE {name} AS\n{sql};\n" for name, sql in made.items()]
    between = (
        "-- Write the table `kinds` as CSV with a line of headings. Then: site-builder reconcile --kinds kinds.csv\n"
        "-- prints the table `timelines` as CSV. Load it: line is a whole number, all else is text.\n"
    )
    after = "-- Write the table `verdicts` as CSV: site-builder reconcile --kinds kinds.csv --sums verdicts.csv\n"
    return "\n".join([about, *parts[:-1], between, parts[-1], after]).rstrip()


def _from_elsewhere(project: Project, history: History, style: str, kinds: Path, sums: Path | None) -> tuple[str, bool]:
    """The timelines of kinds that another engine listed; or the report on the sums that it made with these."""
    from site_builder.reconcile.judging import Judge, timelines
    from site_builder.reconcile.run import TIMELINES, as_row, logged_kind, result_of

    columns: Sequence[str] = ("decided", "disclosure", "recipient", "purpose", "data", "people", "logged")
    listed = _rows(project, kinds, (*columns, "first_day", "last_day"))
    found = timelines(Judge(history, {}), sorted(map(logged_kind, listed)))
    if sums is None:
        told = StringIO()
        writer = csv.writer(told, lineterminator="\n")
        writer.writerow(TIMELINES)
        writer.writerows(map(as_row, found))
        return told.getvalue().rstrip("\n"), True
    columns = ("line", "period", "system", "outcome", "logged", "records", "first_day", "last_day")
    logged = sum(int(row[6]) for row in listed)
    result = result_of(history, found, _rows(project, sums, columns), logged)
    return _report(result, style), not result.uncovered and not result.malformed


def _rows(project: Project, file: Path, columns: Sequence[str]) -> list[tuple[str, ...]]:
    try:
        with (project.folder / file).open("r", encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened, strict=True)
            if missing := [name for name in columns if name not in (reader.fieldnames or ())]:
                raise Failure(f"{shown(file)} lacks the columns {', '.join(missing)}.")
            return [tuple(str(row[name] or "") for name in columns) for row in reader]
    except (OSError, csv.Error, UnicodeDecodeError) as error:
        raise Failure(f"{shown(file)} cannot be read as CSV.") from error
