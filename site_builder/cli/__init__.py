"""The command line: parses arguments, calls one function, prints, and exits. Standard output is the answer."""

from __future__ import annotations

import sys

import click

from site_builder.cli.commands.as_of import as_of
from site_builder.cli.commands.build import build
from site_builder.cli.commands.check import check
from site_builder.cli.commands.confirm import confirm
from site_builder.cli.commands.decide import decide
from site_builder.cli.commands.diff import diff
from site_builder.cli.commands.edit import edit
from site_builder.cli.commands.explain import explain
from site_builder.cli.commands.export import export
from site_builder.cli.commands.gate import gate
from site_builder.cli.commands.import_ import import_
from site_builder.cli.commands.key import key
from site_builder.cli.commands.new import new
from site_builder.cli.commands.reconcile import reconcile
from site_builder.cli.commands.release import release
from site_builder.cli.commands.serve import serve
from site_builder.cli.commands.sign import sign
from site_builder.cli.commands.sign_off import sign_off
from site_builder.cli.commands.verify import verify
from site_builder.cli.commands.withdraw import withdraw
from site_builder.cli.commands.witness import cite, witness


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="site-builder")
def cli() -> None:
    """Publish who you share personal data with, and why.

    One registry of recipients and purposes becomes the public page, an accessible PDF and a feed for other systems.
    """


_COMMANDS = (
    new,
    check,
    confirm,
    explain,
    serve,
    edit,
    build,
    verify,
    diff,
    as_of,
    decide,
    gate,
    reconcile,
    export,
    import_,
    key,
    sign_off,
    release,
    sign,
    withdraw,
    witness,
    cite,
)
for _command in _COMMANDS:
    cli.add_command(_command)


def main() -> None:
    """Run the command line; characters that the console cannot show are replaced in the output."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    cli(prog_name="site-builder")
