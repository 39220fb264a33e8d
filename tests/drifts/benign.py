"""Changes that touch no meaning: what servers, editors, minifiers and other programs do to files. None is a drift."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from random import Random
from urllib.parse import urljoin

import pikepdf

from site_builder.build import Files
from tests.drifts import embedded
from tests.drifts.kinds import SMALL, Kind
from tests.drifts.markup import MARK, Page
from tests.drifts.sites import Plant, Site

BLOCKS = (
    "html|head|body|main|section|article|details|summary|div|p|ul|ol|li|dl|dt|dd|table|thead|tbody|tr|th|td|caption"
    "|h1|h2|h3|h4|nav|header|footer"
)
OPTIONAL = "li|dt|dd|p|tr|td|th|thead|tbody|body|html"
Rewriting = Callable[[str, Random], str]


def on_any_page(rewrite: Rewriting) -> Plant:
    """The whole page rewritten."""

    def planted(site: Site, chance: Random) -> Files | None:
        path = chance.choice(sorted(site.pages))
        old = site.files[path].decode()
        new = rewrite(old, chance)
        return None if new == old else {path: new.encode()}

    return planted


def _tags(source: str, change: Callable[[re.Match[str]], str]) -> str:
    return MARK.sub(lambda m: change(m) if m["tag"] else m[0], source)


ATTRIBUTE = re.compile(r'\s+([\w-]+)(?:="([^"]*)"|=[^\s"]+)?')


def white_space(source: str, chance: Random) -> str:
    """More white space between blocks and at the ends of lines, other indents."""
    more = chance.choice(["\n\n", "\n  ", "\n\t", " \n", "\n<!-- -->\n"])
    return source.replace("\n", more)


def line_ends(source: str, chance: Random) -> str:
    """The line ends of other systems."""
    return source.replace("\n", chance.choice(["\r\n", "\r"]))


def minified(source: str, chance: Random) -> str:
    """White space between blocks gone, quotes and optional end tags gone."""
    source = re.sub(rf"\s*(</?(?:{BLOCKS})\b[^>]*>)\s*", r"\1", source)
    if chance.random() < 0.5:
        source = quotes(source, chance)
    return optional_tags(source, chance) if chance.random() < 0.5 else source


def attribute_order(source: str, chance: Random) -> str:
    """Attributes in another order."""

    def shuffled(mark: re.Match[str]) -> str:
        found = [m[0] for m in ATTRIBUTE.finditer(mark["attributes"])]
        chance.shuffle(found)
        return mark[0] if mark["shut"] or len(found) < 2 else f"<{mark['tag']}{''.join(found)}>"

    return _tags(source, shuffled)


def quotes(source: str, chance: Random) -> str:
    """Single quotes, or none where none are needed."""
    bare = chance.random() < 0.5

    def requoted(found: re.Match[str]) -> str:
        name, value = found[1], found[2]
        if value is None or "'" in value:
            return found[0]
        return f" {name}={value}" if bare and re.fullmatch(r"[\w./:#-]+", value) else f" {name}='{value}'"

    return _tags(source, lambda m: m[0] if m["shut"] else f"<{m['tag']}{ATTRIBUTE.sub(requoted, m['attributes'])}>")


def upper_case(source: str, chance: Random) -> str:
    """Tags and attribute names in capitals; void elements closed as in XHTML."""
    capital = chance.random() < 0.7

    def written(mark: re.Match[str]) -> str:
        if not capital:
            return f"{mark[0][:-1]} />" if mark["tag"] in {"meta", "link"} else mark[0]
        named = ATTRIBUTE.sub(lambda m: m[0].replace(m[1], m[1].upper(), 1), mark["attributes"])
        return f"<{mark['shut']}{mark['tag'].upper()}{named}>"

    return _tags(source, written)


def optional_tags(source: str, chance: Random) -> str:
    """End tags left out where HTML lets them be, or those of the table's body, which then need the end of its head."""
    if chance.random() < 0.3:
        return source.replace("</tbody>", "").replace("<tbody>", "</thead>")
    follows = rf"<(?:{OPTIONAL})\b|</(?:ul|ol|dl|table|div|section|main|body|html)>"
    return re.sub(rf"</(?:{OPTIONAL})>(?=\s*(?:{follows}|$))", "", source)


def comments(source: str, chance: Random) -> str:
    """Comments of a program between blocks."""
    said = chance.choice(["<!-- cached 2026-11-25 09:00 -->", "<!---->", "<!-- /ko -->", "<!--esi-->"])
    tag = chance.choice(
        ["</p>", "</dl>", "</section>", "</article>", "</details>", "</div>", "</li>", "<body>", "</head>"]
    )
    return source.replace(tag, f"{tag}{said}") if tag.startswith("</") else source.replace(tag, f"{said}{tag}")


ADDED = (
    *('data-cf-id="8"', 'data-cfasync="false"', 'data-pagespeed-url-hash="17"', 'data-rocket-status="1"'),
    *('data-v-7ba5bd90=""', "data-reactroot", 'data-block="12"'),
)


def data_attributes(source: str, chance: Random) -> str:
    """What content networks and editors add to elements."""
    said = chance.choice(ADDED)
    tag = chance.choice(["p", "div", "section", "body", "h2", "a", "main", "html"])
    return source.replace(f"<{tag} ", f"<{tag} {said} ").replace(f"<{tag}>", f"<{tag} {said}>")


def references(source: str, chance: Random) -> str:
    """Letters written as references, references as letters."""
    page = Page(source.encode(), "index.html")
    way = chance.randrange(3)
    pieces = []
    for text in page.texts:
        if way == 0:
            new = text.raw.replace("&#39;", "'")
        elif way == 1:
            new = re.sub(r"[^\x00-\x7f]", lambda m: f"&#x{ord(m[0]):X};", text.raw)
        else:
            spots = {chance.randrange(len(text.raw)) for _ in range(3)} if "&" not in text.raw else set()
            new = "".join(f"&#{ord(c)};" if i in spots and c.isalpha() else c for i, c in enumerate(text.raw))
        pieces.append((text.start, text.end, new))
    return page.put(*pieces)


def mark_of_order(source: str, _: Random) -> str:
    """A byte-order mark."""
    return f"\ufeff{source}"


def composed(source: str, chance: Random) -> str:
    """Several of these at once."""
    ways = [attribute_order, data_attributes, comments, references, quotes, line_ends]
    for way in ways[chance.randrange(2) : chance.randrange(3, len(ways) + 1)]:
        source = way(source, chance)
    return source


def absolute(site: Site, chance: Random) -> Files | None:
    """Addresses with the site in front, as content networks and editors write them."""
    path = chance.choice(sorted(site.pages))
    page = Page(site.files[path], path)
    here = urljoin(site.registry.site, path.removesuffix("index.html"))
    links = [e for e in page.elements if e.named("href") and not re.match(r"#|\w+:", e.named("href"))]
    if chance.random() < 0.5:
        links += [e for e in page.elements if e.tag == "a" and e.named("href").startswith("#")]
    pieces = [(*e.place_of("href"), f'"{urljoin(here, e.named("href"))}"') for e in links]
    return {path: page.put(*pieces).encode()}


def minified_style(site: Site, chance: Random) -> Files | None:
    """The style sheet minified, with comments, or with other line ends."""
    source = site.files[site.style].decode()
    if chance.random() < 0.5:
        source = re.sub(r"\s+", " ", source)
        source = re.sub(r"\s*([{};])\s*", r"\1", source)
    else:
        source = source.replace("\n", chance.choice(["\r\n", "\n\n", "\n/* cached */\n"]))
    return {site.style: source.encode()}


# ---- PDF


def saved_again(site: Site, chance: Random) -> Files | None:
    """A PDF that another program saved: packed otherwise, with its own name and day in it."""
    path = chance.choice(sorted(site.papers, key=lambda path: (len(site.files[path]), path))[:4])
    way = chance.choice(
        [
            {"object_stream_mode": pikepdf.ObjectStreamMode.disable},
            {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.generalized},
            {"recompress_flate": True},
            {"object_stream_mode": pikepdf.ObjectStreamMode.generate, "recompress_flate": True},
        ]
    )
    out = BytesIO()
    with pikepdf.open(BytesIO(site.files[path])) as document:
        if chance.random() < 0.5:
            document.docinfo["/Producer"] = "Another program 1.0"
            document.docinfo["/ModDate"] = f"D:202611{chance.randrange(10, 30)}090000Z"
        if chance.random() < 0.3:
            for page in document.pages:
                page.contents_coalesce()
        document.save(out, **way)
    return {path: out.getvalue()}


BENIGN: tuple[Kind, ...] = (
    *(
        Kind("page", name, on_any_page(rewrite), lie=False)
        for name, rewrite in {
            "minified": minified,
            "other white space": white_space,
            "other line ends": line_ends,
            "attributes in another order": attribute_order,
            "other quotes": quotes,
            "capitals, XHTML": upper_case,
            "optional tags left out": optional_tags,
            "comments between blocks": comments,
            "added data attributes": data_attributes,
            "character references": references,
            "byte-order mark": mark_of_order,
            "several of these": composed,
        }.items()
    ),
    Kind("CMS page", "their header, footer and scripts around it", embedded.honest, lie=False),
    Kind("page", "absolute addresses", absolute, lie=False),
    Kind("page", "style sheet minified", minified_style, lie=False),
    Kind("PDF", "saved by another program", saved_again, SMALL, lie=False),
)
