"""What the renderer writes is founded to the last word, and so is every way in which it may reach a reader."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from site_builder.core.layout.laid_out import Box, LaidNotice, LaidSection, Paragraph, Run
from site_builder.core.layout.notice import lay_out
from site_builder.core.lines import Line, Piece, line
from site_builder.core.model import Registry
from site_builder.core.public import public
from site_builder.renderers import html
from site_builder.sources.folder import load
from site_builder.sources.languages import language
from site_builder.verify.drift import Drift
from site_builder.verify.page import list_drifts, missing_drifts
from site_builder.verify.page.frame import POLICY, Frame, Listed, Told
from site_builder.verify.paper import paper_drifts
from tests import every_field, rich_registry
from tests.effort import effort
from tests.examples import FOLDERS, example
from tests.generated_registries import registries
from tests.renderers.pdf_gate import FEED, hostile, render, small
from tests.seed import ON, english, seed
from tests.verify.pages import Page, page_of, pages, seeds


@pytest.mark.parametrize("name", FOLDERS)
def test_every_page_of_every_example_is_founded(name: str) -> None:
    for page in pages(example(name)):
        assert page.drifts() == []
        assert page.drifts_in_theirs() == []


def test_a_page_with_every_field_is_founded(tmp_path: Path) -> None:
    every_field.write(tmp_path)
    registry = load(tmp_path, "registry", ON).registry
    assert registry is not None
    for full in (public(registry), public(rich_registry.rich())):
        assert [page.drifts() for page in pages(full)] == [[] for _ in pages(full)]


def of_addresses() -> LaidNotice:
    """A notice that is opened by a list, with addresses in its headings."""
    words = Line((*line("See ").pieces, Piece("https://a.example/", None, "https://a.example/")))
    laid = small()
    (row,), (section,) = laid.glance.rows, laid.sections
    return replace(
        laid,
        title=words,
        organisation=words,
        opening=(Paragraph((), (Run("a list", "en-gb"),)),),
        glance=replace(laid.glance, rows=(replace(row, heading=words),)),
        sections=(replace(section, heading=words),),
    )


@pytest.mark.parametrize("laid", [small(), hostile(), of_addresses()], ids=["small", "hostile", "addresses"])
def test_text_that_means_something_elsewhere_is_founded(laid: LaidNotice) -> None:
    page = page_of(seed(), laid)
    assert page.drifts() == []
    assert page.drifts_in_theirs() == []


def test_the_policy_is_that_of_our_pages() -> None:
    assert set(html.POLICY.split("; ")) == POLICY


def test_what_two_entries_state_is_told_in_both_and_links_lead_to_the_first() -> None:
    registry = seed()
    (notice,) = registry.notices
    first, *others = notice.sections
    twice = replace(notice, sections=(replace(first, passages=2 * first.passages), *others))
    laid = lay_out(registry, twice, english(), ON)
    page = page_of(registry, laid)
    assert page.drifts() == []
    assert page.drifts_in_theirs() == []
    assert paper_drifts(render(laid), laid, english(), file="notice.pdf", feed=FEED) == []


# ---- benign changes

OPTIONAL = re.compile(r"</(?:li|p|dt|dd|tr|td|th|thead|tbody|body|html|head)>\n?|<(?:head|body)>\n?")
ATTRIBUTE = r'[\w-]+="[^"]*"'


def spaced(text: str) -> str:
    """With more space wherever there is some, but for what search engines are told."""
    start = text.index("<body>")
    return text[:start] + re.sub(r"\s+", "  \n\t", text[start:])


def without_quotes(text: str) -> str:
    return re.sub(r"<[a-z][^<>]*>", lambda tag: re.sub(r'="([\w#./-]+)"', r"=\1 ", tag[0]), text)


def turned(tag: re.Match[str]) -> str:
    """An element's attributes the other way round."""
    return " ".join([tag[1], *re.findall(ATTRIBUTE, tag[2])[::-1]]) + ">"


def in_capitals(text: str) -> str:
    return re.sub(r"</?[a-z]\w*", lambda tag: tag[0].upper(), text)


def with_references(text: str) -> str:
    """Words with every fifth letter as a reference."""

    def written(words: re.Match[str]) -> str:
        return "".join(f"&#{ord(c)};" if i % 5 == 0 and c.isalpha() else c for i, c in enumerate(words[0]))

    start = text.index("<body>")
    return text[:start] + re.sub(r"(?<=>)[^<&]+(?=<)", written, text[start:])


def absolute(text: str) -> str:
    page = seeds().frame.address
    site = page.removesuffix("en-gb/child-data/")
    within = text.replace('href="#', f'href="{page}index.html#')
    return within.replace('href="../../', f'href="{site}')


HEADER = '<header class="council"><a href="/"><img src="/logo.png" alt="Council"></a><nav>Menu</nav></header>'
FOOTER = '<footer id="council"><p>© Council. <a href="mailto:a@council.example">Mail</a></p></footer>'
COMMENTED = re.compile(r"(?<=>)(?=\s*<(?:dd|p|li|section|a)\b)")
BENIGN: dict[str, Callable[[str], str]] = {
    "white space": spaced,
    "one line": lambda text: re.sub(r">\s+<(?!span|a )", "><", re.sub(r"\s+", " ", text)),
    "line ends": lambda text: text.replace("\n", "\r\n"),
    "a mark at the beginning": lambda text: f"\ufeff{text}",
    "optional tags left out": lambda text: OPTIONAL.sub("", text),
    "no quotation marks": without_quotes,
    "attributes the other way round": lambda text: re.sub(rf"(<[a-z]\w*)((?: {ATTRIBUTE})+)>", turned, text),
    "capitals": in_capitals,
    "references": with_references,
    "comments": lambda text: COMMENTED.sub("<!-- x -->", text).replace("We may", "We<!-- x --> may"),
    "attributes of a network": lambda text: text.replace("<dd>", '<dd data-cf-modified="a1b2-c3">'),
    "an attribute of an editor": lambda text: text.replace("<dd>", '<dd data-v-7ba5bd90 data-block="12">'),
    "an attribute of a library": lambda text: text.replace("<p", "<p data-reactroot"),
    "a script's mark of a network": lambda text: text.replace("<script", '<script data-cfasync="false"'),
    "links that open elsewhere": lambda text: text.replace("<a h", '<a target="_blank" rel="noopener noreferrer" h'),
    "absolute addresses": absolute,
    "empty classes": lambda text: text.replace("<dd>", '<dd class="">'),
    "an icon": lambda text: text.replace("</head>", '<link rel="icon" href="/favicon.ico"></head>'),
    "a colour": lambda text: text.replace("</head>", '<meta name="theme-color" content="#fff"></head>'),
    "a header": lambda text: text.replace("<body>", f"<body>{HEADER}"),
    "a footer": lambda text: text.replace("</body>", f"{FOOTER}</body>"),
}


@pytest.mark.parametrize("name", BENIGN)
def test_a_change_that_no_reader_meets_is_no_drift(name: str) -> None:
    page = seeds()
    text = page.data.decode()
    data = BENIGN[name](text).encode()
    assert data != page.data
    assert page.drifts(data) == []
    assert page.drifts_in_theirs(data, page.frame.address + "index.html" * (name == "absolute addresses")) == []


def test_a_notice_stands_in_a_page_of_another_system() -> None:
    page = seeds()
    region = re.search(r"<main.*</main>", page.data.decode(), re.DOTALL)
    assert region is not None
    theirs = (
        '<html lang="en"><head><style>p{color:red}</style><script>1</script></head><body class="cms" onload="x()">'
        '<noscript><img src="t.png"></noscript><form><div style="margin: 0 auto; width: 60rem"><cms-body class="x">'
        '<table width="100%"><tr><td>'
        f"{region[0].replace('<main', '<div').replace('</main>', '</div>')}"
        "</table></cms-body></div></form><script>2</script></body></html>"
    )
    assert page.drifts_in_theirs(theirs.encode()) == []


# ---- lists


def listed(page: Page) -> tuple[bytes, list[Listed], Frame]:
    """The list of two notices as the renderer writes it, and what it must be."""
    title, child = replace(page.laid, title=line("Adults")), replace(page.laid, title=_for_you(page.laid.title))
    shown = [
        html.Listed(html.Entry(page.laid.title, "child-data/")),
        html.Listed(html.Entry(title.title, "adults/"), html.Entry(child.title, "adults/child/")),
    ]
    site = page.frame.home
    must = [
        Listed(page.laid, f"{site}child-data/"),
        Listed(title, f"{site}adults/", child, f"{site}adults/child/"),
    ]
    links = html.Links(
        style="../style.css",
        home="./",
        feed="../feed.jsonld",
        licence="https://licence.example/",
        languages=(html.Translation("en-gb", "English", "./"), html.Translation("cy", "Cymraeg", "../cy/")),
    )
    root = "https://council.example/data-sharing/"
    frame = Frame(
        address=site,
        style=f"{root}style.css",
        home=site,
        feed=f"{root}feed.jsonld",
        licence="https://licence.example/",
        languages=(Told("English", site, "en-gb"), Told("Cymraeg", f"{root}cy/", "cy")),
    )
    return html.index(shown, line("Our notices"), page.laid.organisation, english(), links), must, frame


def _for_you(title: Line) -> Line:
    return Line((*title.pieces, *line(" for you").pieces))


def drifts_of_list(data: bytes, must: list[Listed], frame: Frame) -> list[Drift]:
    return list_drifts(data, must, line("Our notices"), seeds().laid.organisation, english(), frame, file="list")


def test_the_list_of_notices_is_founded() -> None:
    data, must, frame = listed(seeds())
    assert drifts_of_list(data, must, frame) == []
    assert drifts_of_list(data.replace(b'hreflang="cy"', b'hreflang="CY"'), must, frame) == []


def test_a_list_of_notices_with_addresses_in_their_titles_is_founded() -> None:
    data, must, frame = listed(replace(seeds(), laid=replace(seeds().laid, title=of_addresses().title)))
    assert drifts_of_list(data, must, frame) == []


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ('href="adults/"', 'href="children/"', "address"),
        (">Adults<", ">Children<", "changed"),
        ("<li>", "<li>Sold to all. ", "changed"),
        ("</ul>\n</main>", "<li>Another</li></ul>\n</main>", "added"),
        ('hreflang="cy"', 'hreflang="ur"', "code"),
        ("<title>Privacy", "<title>Old privacy", "changed"),
        ('href="https://licence.example/"', 'href="https://licence.example/index.html"', "address"),
        ('<meta charset="utf-8">', "", "unread"),
    ],
)
def test_another_list_of_notices_is_drift(old: str, new: str, kind: str) -> None:
    data, must, frame = listed(seeds())
    assert old.encode() in data
    drifts = drifts_of_list(data.replace(old.encode(), new.encode(), 1), must, frame)
    assert kind in {d.kind for d in drifts}
    assert {(d.file, d.source) for d in drifts} == {("list", "registry")}


def test_a_list_without_a_notice_or_with_one_too_many_is_drift() -> None:
    data, must, frame = listed(seeds())
    assert [d.kind for d in drifts_of_list(data, must[1:], frame)] == ["added"]
    assert [d.kind for d in drifts_of_list(data, [*must, must[0]], frame)] == ["missing"]


def test_the_page_for_what_is_not_there_is_founded() -> None:
    organisation = seeds().laid.organisation
    data = html.missing(organisation, english(), html.Links(style="/a/s.css", home="/a/"))
    frame = Frame(
        address="https://c.example/a/404.html", style="https://c.example/a/s.css", home="https://c.example/a/"
    )

    def drifts(found: bytes) -> list[Drift]:
        return missing_drifts(found, organisation, english(), frame, file="404.html")

    assert drifts(data) == []
    found = drifts(data.replace(b'href="/a/">', b'href="/b/">'))
    assert [(d.kind, d.file, d.source) for d in found] == [("address", "404.html", "registry")] * 2
    assert [d.kind for d in drifts(data.replace(b'charset="utf-8"', b""))] == ["unread"]


# ---- time


def long(times: int) -> tuple[Registry, LaidNotice]:
    """The seed's notice with its sections so many times."""
    registry = seed()
    laid = lay_out(registry, registry.notices[0], language("en-GB"), ON)

    def again(number: int) -> Iterator[LaidSection]:
        def numbered(box: Box) -> Box:
            return replace(box, anchor=f"{box.anchor}-{number}")

        for section in laid.sections:
            entries = tuple(replace(e, boxes=tuple(map(numbered, e.boxes))) for e in section.entries)
            yield replace(section, anchor=f"{section.anchor}-{number}", entries=entries)

    return registry, replace(laid, sections=tuple(s for n in range(times) for s in again(n)))


def test_a_page_that_is_ten_times_as_long_takes_about_ten_times_as_long() -> None:
    def seconds(times: int, old: str, new: str) -> float:
        page = page_of(*long(times))
        data = page.data.replace(old.encode(), new.encode())
        start = time.process_time()
        assert bool(page.drifts(data)) == (old != new)
        return time.process_time() - start

    for old, new in (("", ""), ("Pupils", "Nobody")):
        assert seconds(40, old, new) < 25 * seconds(4, old, new)


# ---- whatever a registry holds


@settings(max_examples=effort(suite=15, thorough=100), deadline=None, suppress_health_check=list(HealthCheck))
@given(registries())
def test_every_page_of_any_registry_is_founded(registry: Registry) -> None:
    for page in pages(public(registry)):
        assert page.drifts() == []
        assert page.drifts_in_theirs() == []
