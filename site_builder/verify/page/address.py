"""Where a link on a page leads, as browsers resolve it (URL Standard, 4.4): `urljoin` drops a `;`, a `?`, a step."""

from __future__ import annotations

import re

_PARTS = re.compile(r"(?ai)([a-z][a-z0-9+.-]*:)?(//[^/?#]*)?([^?#]*)(\?[^#]*)?(#.+)?")
_PLACE = re.compile("[^?#]*")
_LEFT_OUT = re.compile("[\t\n\r]")
_AROUND = "".join(map(chr, range(33)))


def resolved(page: str, link: str) -> str:
    """The address that a link leads to: absolute if that of its page is, and without an anchor that is empty."""
    bare = _LEFT_OUT.sub("", link.strip(_AROUND))
    scheme, host, path, query, anchor = parted(_PLACE.sub(lambda place: place[0].replace("\\", "/"), bare, count=1))
    if scheme and not host:
        return bare  # as `mailto:`; after `https:` browsers take it for a host, or for a path: nobody writes it
    base = parted(page)
    if not host:
        host = base[1]
        query = query or ("" if path else base[3])
        path = path if path.startswith("/") else base[2][: base[2].rfind("/") + 1] + path if path else base[2]
    return "".join((scheme or base[0], host, _without_dots(path), query, anchor))


def parted(address: str) -> tuple[str, str, str, str, str]:
    """Scheme with `:`, host with `//`, path, query with `?` and anchor with `#`, each '' for none."""
    scheme, host, path, query, anchor = _PARTS.findall(address)[0]
    return scheme.lower(), host, path, query, anchor


def _without_dots(path: str) -> str:
    """A path without the steps `.` and `..`."""
    root = "/" if path.startswith("/") else ""
    steps = path.removeprefix("/").split("/")
    dots = [step.lower().replace("%2e", ".") for step in steps]
    kept: list[str] = []
    for step, dot in zip(steps, dots, strict=True):
        if dot == "..":
            kept = kept[:-1]
        elif dot != ".":
            kept.append(step)
    last = [""] if dots[-1] in {".", ".."} else []
    return root + "/".join(kept + last)
