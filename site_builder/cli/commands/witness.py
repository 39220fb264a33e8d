"""The commands `witness` and `cite`: let others be witnesses of our chain of releases, and be a witness of theirs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from site_builder.cli.project import Project, common, on_option, out_option, put
from site_builder.errors import Failure, shown

FOLDER = "witnesses"
"""The folder of a project in which both put what is published as it is."""


@click.command(short_help="Have a release time-stamped.")
@click.argument("number", type=click.IntRange(1))
@click.option("--add", type=click.Path(path_type=Path), metavar="FILE", help="The authority's answer, to be kept.")
@out_option
@common
def witness(project: Project, *, number: int, add: Path | None, out: Path) -> None:
    """Make the question by which a time-stamping authority (RFC 3161) stamps the link of release NUMBER.

    Send it yourself; this program connects to nobody. With --add the answer is kept, and the next build publishes it.
    """
    from site_builder.manifest.witness import is_stamp_of, query
    from site_builder.publish.files import put_over
    from site_builder.signing import links_at

    links = links_at(project.folder / out)
    if number > len(links) or not links[number - 1].signatures:
        raise Failure(f"Release {number} has no signed link in {shown(out)}. Release, build and sign first.")
    link = links[number - 1].sha256
    if add is None:
        put_over({project.folder / f"{number}.tsq": query(link)})
        put(f"{number}.tsq")
        project.say(
            "Send it to an authority, and keep its answer:\n"
            "  curl --silent --header 'Content-Type: application/timestamp-query' "
            f"--data-binary @{number}.tsq --output {number}.tsr ADDRESS\n"
            f"  site-builder witness {number} --add {number}.tsr"
        )
        return
    try:
        answer = (project.folder / add).read_bytes()
    except OSError as error:
        raise Failure(f"{shown(add)} cannot be read: {error.strerror}.") from error
    if not is_stamp_of(answer, link):
        raise Failure(f"{shown(add)} is no time stamp of release {number}. Nothing was kept: ask the authority again.")
    name = f"{number}.{link}.tsr"
    put_over({project.folder / FOLDER / name: answer})
    put(f"{FOLDER}/{name}")
    project.say(
        "Kept. It is about this link; who signed it, this tells, with the certificate of the authority:\n"
        f"  openssl ts -verify -digest {link} -in {FOLDER}/{name} -CAfile CERTIFICATE"
    )


@click.command(short_help="Be a witness of another site's releases.")
@click.argument("place")
@click.option(
    "--key",
    "keys",
    type=click.Path(path_type=Path),
    multiple=True,
    required=True,
    help="A public key of theirs that you trust.",
)
@on_option
@common
def cite(project: Project, *, place: str, keys: Sequence[Path], on: date) -> None:
    """Note which release stands newest at PLACE, an address or a folder; the next build publishes it.

    Whoever writes their history anew then has to get past us, too. What was cited before must still be there.
    """
    from site_builder.cli.published import signed_chain
    from site_builder.manifest.keys import public_key
    from site_builder.manifest.witness import CITED, Cited, cited_bytes, cited_in
    from site_builder.publish.files import put_over

    links = signed_chain(project, place, [public_key(project.folder / key) for key in keys])
    registry = str(links[-1].document["registry"])
    file = project.folder / FOLDER / Path(CITED).name
    before = file.read_bytes() if file.is_file() else None
    try:
        known = cited_in(before) if before is not None else ()
    except ValueError as error:
        raise Failure(f"{FOLDER}/{file.name} cannot be read. {error}") from error
    for each in (each for each in known if each.registry == registry):
        if each.number > len(links) or links[each.number - 1].sha256 != each.sha256:
            raise Failure(
                f"Two histories: on {each.on} release {each.number} of {shown(registry)} had the digest "
                f"{each.sha256[:16]}, and now it is another or gone. Nothing was written. Ask them, and keep both."
            )
    new = Cited(registry, len(links), links[-1].sha256, on)
    if not any(each[:3] == new[:3] for each in known):
        put_over({file: cited_bytes([*known, new])}, {} if before is None else {file: before})
    put(f"{new.number}:{new.sha256}")
