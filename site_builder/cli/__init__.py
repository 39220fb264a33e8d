"""The command line: parses arguments, calls one function, prints, and exits. Standard output is the answer."""

from __future__ import annotations

import sys
from importlib import import_module

import click

COMMANDS = {
    "as-of": "as_of",
    "build": "build",
    "check": "check",
    "cite": "witness",
    "confirm": "confirm",
    "decide": "decide",
    "diff": "diff",
    "edit": "edit",
    "explain": "explain",
    "export": "export",
    "gate": "gate",
    "import": "import_",
    "key": "key",
    "new": "new",
    "reconcile": "reconcile",
    "release": "release",
    "serve": "serve",
    "sign": "sign",
    "sign-off": "sign_off",
    "verify": "verify",
    "withdraw": "withdraw",
    "witness": "witness",
}
"""The module of each command, in which it is called as it is typed."""


class Commands(click.Group):
    """The commands, each imported when it is asked for: a decision waits for none of the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (as in click)
        """The commands as the help lists them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (as in click)
        """The command of a name; None where there is none."""
        return command(cmd_name) if cmd_name in COMMANDS else None


def command(name: str) -> click.Command:
    """A command of the list by its name."""
    module = import_module(f"{__name__}.commands.{COMMANDS[name]}")
    return next(each for each in vars(module).values() if isinstance(each, click.Command) and each.name == name)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="site-builder")
def cli() -> None:
    """Publish who you share personal data with, and why.

    One registry of recipients and purposes becomes the public page, an accessible PDF and a feed for other systems.
    """


def main() -> None:
    """Run the command line; characters that the console cannot show are replaced in the output."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    cli(prog_name="site-builder")
