"""The options and exit codes that all commands share, and the printing of failures, of what is not installed too."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from site_builder.errors import Failure
from site_builder.version import VERSION

if TYPE_CHECKING:
    from site_builder.manifest.keys import PrivateKey
    from site_builder.publish import Published

EXIT_WRONG, EXIT_FAILED, EXIT_DRIFT, EXIT_UNTRUSTED = 1, 3, 4, 5

F = TypeVar("F", bound=Callable[..., Any])

_COMMAND = re.compile(
    r"site-builder (?:build|check|confirm|import|release|serve|sign-off|sign|verify|withdraw)\b(?! -C)"
)
"""A command, in a message, that works in the project's folder."""


class Day(click.ParamType[date]):
    """A day as year-month-day."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a usage error that says how days are written."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day: write year-month-day, for example 2026-11-25.", param, ctx)


@dataclass(frozen=True, slots=True)
class Project:
    """The folder of the project, its registry's folder in it, and how much to print."""

    folder: Path
    registry: str
    quiet: bool
    verbose: bool
    debug: bool

    @property
    def fonts(self) -> Path | None:
        """The folder of the project's own fonts, None if there is none."""
        from site_builder.fonts import beside

        return beside(self.folder / self.registry)

    def typed(self, text: str) -> str:
        """A text whose commands of the program can be typed as they stand: with -C where the project is elsewhere."""
        folder = "" if self.folder == Path() else f" -C {quoted(self.folder)}"
        registry = "" if self.registry == "registry" else f" --registry {quoted(self.registry)}"
        return _COMMAND.sub(lambda match: f"{match[0]}{folder}{registry}", text)

    def say(self, text: str) -> None:
        """Print on standard error, unless -q was given."""
        if not self.quiet:
            put(self.typed(text), err=True)

    def warn(self, text: str) -> None:
        """Print a warning on standard error, even with -q."""
        put(f"Warning: {self.typed(text)}", err=True)


def quoted(name: Path | str) -> str:
    """A name as every shell takes it."""
    return f'"{name}"' if re.search(r"[^\w./\\:-]", str(name)) else str(name)


def put(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Print a text. If the reader has closed the pipe, go on: the work is done, and the exit code shows its result."""
    try:
        click.echo(text, err=err, nl=nl)
    except BrokenPipeError:
        # What Python itself has where there is none, so that nothing is left to flush.
        if err:
            sys.stderr = sys.__stderr__ = None  # type: ignore[misc] # so it is in Python
        else:
            sys.stdout = sys.__stdout__ = None  # type: ignore[misc] # so it is in Python


def wrong(what: object) -> NoReturn:
    """Print an error in the user's input, and exit with EXIT_WRONG."""
    put(f"Error: {what}", err=True)
    sys.exit(EXIT_WRONG)


def common(command: F) -> F:
    """Adds the options that every command has; the command gets them as one Project."""

    def with_project(*, folder: Path, registry: str, quiet: bool, verbose: bool, debug: bool, **rest: Any) -> None:
        _guarded(command, Project(folder, registry, quiet, verbose, debug), rest)

    with_project.__name__, with_project.__doc__ = command.__name__, command.__doc__
    with_project.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined] # click keeps options there
    for option in reversed(OPTIONS):
        option(with_project)
    return with_project  # type: ignore[return-value] # click calls it by name


OPTIONS = (
    click.option(
        "-C", "folder", type=click.Path(path_type=Path), default=".", show_default=True, help="The project's folder."
    ),
    click.option(
        "--registry", default="registry", show_default=True, help="The registry's folder, inside the project's."
    ),
    click.option("-q", "--quiet", is_flag=True, help="Print the answer and nothing else."),
    click.option("-v", "--verbose", is_flag=True, help="Also print how long each stage takes."),
    click.option("--debug", is_flag=True, help="Show where a fault of the program itself arose."),
)


def today() -> date:
    """Today in local time: here and in `now_on` alone the clock is read."""
    return date.today()  # noqa: DTZ011 (a day, not an instant)


def now_on(day: date) -> str:
    """The moment that counts, in UTC: now where the day is today, else noon of that day."""
    if day != today():
        return f"{day.isoformat()}T12:00:00Z"
    return datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


on_option = click.option("--on", type=Day(), default=today, show_default="today", help="The day that counts as today.")
strict_option = click.option(
    "--strict", is_flag=True, help="Also fail on what the law wants and the registry does not state."
)
no_cache_option = click.option(
    "--no-cache", is_flag=True, help="Make and judge all anew, whatever is kept from earlier times."
)


def trusted_key_option(*, required: bool) -> Callable[[F], F]:
    """The public keys of which one must have signed the feed that is read."""
    return click.option(
        "--key",
        "keys",
        multiple=True,
        required=required,
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="A public key that you trust; one of several is enough.",
    )


def state_option(*, required: bool) -> Callable[[F], F]:
    """The folder in which a client remembers what it has seen."""
    return click.option(
        "--state",
        required=required,
        metavar="DIR",
        type=click.Path(path_type=Path),
        help="Where to remember what was read, a folder for this alone.",
    )


iri_option = click.option(
    "--registry-iri", "iri", metavar="IRI", help="The registry's id; must be named where the feed is a folder."
)
log_option = click.option(
    "--log", metavar="FILE", type=click.Path(path_type=Path), help="A file that gets a line for each decision."
)
out_option = click.option(
    "--out",
    type=click.Path(path_type=Path),
    default="site",
    show_default=True,
    help="Where the site is published, inside the project's folder.",
)
templates_option = click.option(
    "--templates",
    type=click.Path(path_type=Path),
    help="A folder of your own templates, inside the project's; ours fill the gaps.",
)
resign_option = click.option(
    "--resign",
    is_flag=True,
    help="Make the links of releases anew where they are lost: whoever kept an old one sees that.",
)
keep_option = click.option(
    "--keep",
    multiple=True,
    metavar="NAME",
    help="A name in the published folder that is yours and stays, for example CNAME; give one --keep for each.",
)


def key_option(*, required: bool) -> Callable[[F], F]:
    """The option of the commands that sign."""
    return click.option(
        "--key",
        "keys",
        multiple=True,
        required=required,
        metavar="FILE",
        type=click.Path(path_type=Path),
        envvar="SITE_BUILDER_KEY",
        show_envvar=True,
        help="A private key to sign with; twice while one key takes the place of another.",
    )


def private_keys(project: Project, files: Iterable[Path]) -> list[PrivateKey]:
    """The keys in these files, inside the project's folder. Raises Failure."""
    from site_builder.manifest.keys import private_key

    return [private_key(project.folder / file) for file in files]


def tell_leftover(project: Project, published: Published) -> None:
    """Report the remains of the old site, if any."""
    if published.leftover:
        project.say(f"The old site could not be removed whole; what is left is in {published.leftover.name}.")


def _guarded(command: Callable[..., Any], project: Project, rest: dict[str, Any]) -> None:
    """Run a command; on any other exception print a sentence and exit with EXIT_FAILED."""
    try:
        command(project, **rest)
    except click.ClickException:
        raise
    except Exception as error:
        if project.debug:
            raise
        put(project.typed(_sentence(error, rest)), err=True)
        sys.exit(EXIT_FAILED)


def _sentence(error: Exception, options: Mapping[str, Any]) -> str:
    if isinstance(error, Failure):
        return f"Error: {error}"
    if isinstance(error, ModuleNotFoundError) and _is_of_others(error.name or ""):
        _, _, command = click.get_current_context().command_path.partition(" ")
        return _to_install(error, command, options)
    fault = f"{type(error).__name__}: {error}"
    return f"Error: a fault of the program itself ({fault}). Please report it, with what --debug adds."


# ---- what is not installed

EXTRAS = {
    "verify": "verify",
    "gate serve": "gate",
    "export xlsx": "sheet",
    "export workbook": "sheet",
    "export translations": "sheet",
    "export record": "sheet",
    "import": "sheet",
    "reconcile": "reconcile",
}
"""The part of the program, an extra of `pyproject.toml`, that a command needs; others need `publish`."""


def _is_of_others(module: str) -> bool:
    top = module.split(".", maxsplit=1)[0]
    return top not in sys.stdlib_module_names and top != __name__.split(".")[0]


def _to_install(error: ModuleNotFoundError, command: str, options: Mapping[str, Any]) -> str:
    """What to type where a command needs packages that are not installed: all of them, not the one that was missed."""
    extra = "browser" if options.get("browser") else EXTRAS.get(command, "publish")
    extra = "edit-hosted" if options.get("hosted") else extra
    if command == "import" and (ending := Path(str(options.get("file"))).suffix.lower()) != ".xlsx":
        extra = "import" if ending == ".docx" else "publish"
    return (
        f"Error: {command} needs the part [{extra}] of this program, which is not installed ({error}).\n"
        f"To install it, in the folder of its source code:\n"
        f'  pip install ".[{extra}]"\n'
        f"or, where you have it as a wheel:\n"
        f'  pip install "site_builder-{VERSION}-py3-none-any.whl[{extra}]"'
    )
