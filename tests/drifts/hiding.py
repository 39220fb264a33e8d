"""Drifts that leave every word in the page and keep people from seeing it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from site_builder.build import Files
from tests.drifts.markup import WHOLE, Element, Page
from tests.drifts.on_pages import PagePlant
from tests.drifts.sites import Sheet, Site

HIDING = ("hidden", 'hidden=""', 'hidden="until-found"', 'aria-hidden="true"', "inert", "popover", 'popover="manual"')
STYLES = (
    *("display:none", "visibility:hidden", "display: NONE !important", "content-visibility:hidden"),
    *("visibility:collapse", "d\\69splay:none", "display:none;display:none", "/**/display/**/:none"),
)
SIZES = (
    *("font-size:0", "font-size:1px", "font:0/0 a", "zoom:.01", "transform:scale(0)", "line-height:0;overflow:hidden"),
    *("height:0;overflow:hidden", "inline-size:1px;block-size:1px;overflow:clip", "max-height:0;overflow:hidden"),
    *("scale:0", "width:0;white-space:nowrap;overflow:hidden", "font-size:.01em"),
)
COLOURS = (
    *("color:transparent", "color:#fff", "color:var(--paper)", "color:white;background:white", "opacity:0"),
    *("-webkit-text-fill-color:transparent", "color:rgba(0,0,0,0)", "opacity:.01", "filter:opacity(0)"),
    *("mix-blend-mode:lighten;color:#fff", "color:var(--tint);background:var(--tint)", "mask:linear-gradient(#0000)"),
)
PLACES = (
    *("position:absolute;left:-9999px", "position:fixed;inset-block-start:-100vh", "text-indent:-9999px"),
    *("position:absolute;clip:rect(0 0 0 0)", "clip-path:inset(50%)", "margin-left:-9999px", "translate:-9999px"),
    *("transform:translateX(-300vw)", "position:absolute;z-index:-1", "float:left;margin-top:-9999px"),
)
CLASSES = (
    *("skip", "question", "sr", "visually-hidden", "sr-only", "d-none", "hidden", "govuk-visually-hidden", "hide"),
    *("contents", "collapse", "screen-reader-text", "is-hidden", "u-hidden"),
)


def _element(page: Page, chance: Random) -> Element:
    """An element of the notice that holds words."""
    return chance.choice([e for e in page.inside if e.tag in {*WHOLE, "div", "a"} and page.text(e)])


def _with(page: Page, attribute: str, chance: Random) -> str:
    """An attribute on an element, on one around it, or around a few words."""
    way = chance.randrange(4)
    element = _element(page, chance)
    # An element that has a class or style already takes the first of the two and drops ours.
    if way < 2 and attribute.partition("=")[0] not in element.attributes:
        return page.marked(element, attribute)
    if way == 2 and element.tag in {"p", "section", "table", "div", "dl", "h2"}:
        return page.wrapped(element.start, element.end, f"<div {attribute}>", "</div>")
    return page.wrapped(*page.some(chance), f"<span {attribute}>", "</span>")


def _by_rule(page: Page, rule: str, chance: Random) -> str:
    """A style element in the head or in the notice, with a rule for some of it."""
    ids = [e.named("id") for e in page.inside if e.named("id")]
    chosen = chance.choice([f"#{chance.choice(ids)}", "dd", "main p", ".exact", "td", "section>h2", "main li", "dt"])
    element = f"<style>{chosen}{{{rule}}}</style>"
    if chance.random() < 0.2:
        element = f"<style media=screen>@media all{{{chosen}{{{rule}}}}}</style>"
    return page.inserted(chance.choice([page.source.index("</head>"), page.region.inside, page.region.until]), element)


def by_attribute(page: Page, _: Sheet, chance: Random) -> str:
    """`hidden` and its kin."""
    return _with(page, chance.choice(HIDING), chance)


def by_style(page: Page, _: Sheet, chance: Random) -> str:
    """A style attribute that shows nothing."""
    return _with(page, f'style="{chance.choice(STYLES)}"', chance)


def by_style_element(page: Page, _: Sheet, chance: Random) -> str:
    """A style element, or a sheet from elsewhere."""
    if chance.random() < 0.8:
        return _by_rule(page, chance.choice(STYLES), chance)
    sheets = ("data:text/css,dd{display:none}", "https://cdn.example/a.css", "/extra.css", "../assets/extra.css")
    link = f'<link rel="stylesheet" href="{chance.choice(sheets)}">'
    return page.inserted(chance.choice([page.source.index("</head>"), page.region.inside]), link)


def by_class(page: Page, _: Sheet, chance: Random) -> str:
    """A class that hides, in our style sheet or in those that sites often have."""
    return _with(page, f'class="{chance.choice(CLASSES)}"', chance)


def either(rules: Sequence[str]) -> PagePlant:
    """One of these rules, on an element or in a style element."""

    def planted(page: Page, _: Sheet, chance: Random) -> str:
        rule = chance.choice(rules)
        in_place = chance.random() < 0.7
        return _with(page, f'style="{rule}"', chance) if in_place else _by_rule(page, rule, chance)

    return planted


def by_script(page: Page, _: Sheet, chance: Random) -> str:
    """Code that can change what is read, and other ways to show another thing."""
    hide = "document.querySelector('dd').remove()"
    ways = (
        f"<script>{hide}</script>",
        '<script src="../assets/x.js"></script>',
        '<script type="module">import "https://cdn.example/x.js"</script>',
        f'<img src="data:," onerror="{hide}" alt="">',
        f'<svg onload="{hide}"></svg>',
        f'<iframe srcdoc="&lt;script&gt;{hide}&lt;/script&gt;"></iframe>',
        '<object data="data:text/html,x"></object>',
        f"<SCRIPT defer>{hide}</SCRIPT >",
    )
    if chance.random() < 0.2:
        handler = chance.choice(("onclick", "onfocus", "onmouseover", "onanimationstart"))
        return page.marked(_element(page, chance), f'{handler}="{hide}"')
    at = chance.choice([page.source.index("</head>"), page.region.inside, page.region.until])
    return page.inserted(at, chance.choice(ways))


def in_head(page: Page, _: Sheet, chance: Random) -> str:
    """Something in the head that leads elsewhere, or a second notice."""
    ways = (
        '<meta http-equiv="refresh" content="0;url=https://elsewhere.example/">',
        '<base href="https://elsewhere.example/">',
        '<meta http-equiv="Content-Security-Policy" content="sandbox">',
        '<link rel="canonical" href="https://elsewhere.example/">',
        '<meta name="theme-color" http-equiv="refresh" content="0;url=https://elsewhere.example/">',
        '<link rel="alternate" type="application/ld+json" href="https://elsewhere.example/feed.jsonld">',
    )
    if chance.random() < 0.3:
        again = f'<main data-notice="{page.region.named("data-notice")}"><p>We share nothing.</p></main>'
        return page.inserted(chance.choice([page.region.start, page.region.end]), again)
    return page.inserted(page.source.index("</head>"), chance.choice(ways))


COMMENTS = (("<!--", "-->"), ("<!-- ", " -->"), ("<!-- x > ", "-->"))
INSTEAD = (
    *(("<template>", "</template>"), ("<details>", "</details>"), ("<noscript>", "</noscript>")),
    *(("<dialog>", "</dialog>"), ("<textarea hidden>", "</textarea>"), ("<details><summary>+</summary>", "</details>")),
    *(("<datalist>", "</datalist>"), ("<canvas>", "</canvas>"), ("<video>", "</video>"), ("<audio>", "</audio>")),
    *(("<noframes>", "</noframes>"), ("<iframe>", "</iframe>")),
)
PARSED = (
    *("<html hidden>", '<html style="display:none">', "<body hidden>", '<body style="opacity:0">', "<body inert>"),
    *(
        "<plaintext>",
        "<xmp>",
        "<select>",
        "<title>",
        "<svg>",
        "<math>",
        "<option>",
        "</td></table></main>",  # in a cell, the last alone closes nothing
        "<button>",
    ),
    *("<table>We share nothing.", "<svg><desc>", "<svg><foreignObject>", "<!--", "<![CDATA[", "<textarea>", "<style>"),
    *("<template>", "<dialog>", "<noembed>", "<ruby><rp>", "<picture><source srcset=x>", "<fieldset disabled>"),
)
"""What is never closed, and what browsers join to what stands far above it."""
STRUCK = (
    *(("<s>", "</s>"), ("<del>", "</del>"), ("<strike>", "</strike>"), ('<bdo dir="rtl">', "</bdo>")),
    *(("<ruby>", "<rt>not</rt></ruby>"), ("<marquee>", "</marquee>"), ("<sup><s>", "</s></sup>")),
    *(('<font color="white">', "</font>"), ('<font size="-7">', "</font>"), ("<q>", "</q>")),
)


def _around(ways: Sequence[tuple[str, str]]) -> Callable[[Page, Random], str]:
    def planted(page: Page, chance: Random) -> str:
        before, after = chance.choice(ways)
        element = _element(page, chance)
        if chance.random() < 0.4 or element.tag in {"tr", "td", "th", "li", "dd", "dt", "caption"}:
            if chance.random() < 0.5:
                return page.wrapped(*page.some(chance), before, after)
            return page.wrapped(element.inside, element.until, before, after)
        return page.wrapped(element.start, element.end, before, after)

    return planted


def by_comment(page: Page, _: Sheet, chance: Random) -> str:
    """Words in a comment."""
    return _around(COMMENTS)(page, chance)


def by_element(page: Page, _: Sheet, chance: Random) -> str:
    """Words in an element that is not shown, or only on request."""
    return _around(INSTEAD)(page, chance)


def by_parsing(page: Page, _: Sheet, chance: Random) -> str:
    """A tag that is never closed, or that browsers join to the page's own."""
    element = chance.choice([e for e in page.inside if e.tag in {"p", "dl", "h2", "section", "div", "dd", "li"}])
    return page.inserted(chance.choice([element.start, element.inside]), chance.choice(PARSED))


def struck(page: Page, _: Sheet, chance: Random) -> str:
    """Words struck through, turned round or made pale by an element."""
    return page.wrapped(*page.some(chance), *chance.choice(STRUCK))


SELECTORS = ("dd", ".rows", "main p", "td", "dl", "section:nth-of-type(2)", "[id]", ".not", "dt", "main li", "h3")
SHEETS = (
    *("{s}{{{r}}}", "{s}{{{r}}}", "@media screen{{{s}{{{r}}}}}", "@supports(display:grid){{{s}{{{r}}}}}"),
    *('{s}::before{{content:"Not: "}}', '{s}::after{{content:" (draft)"}}', "@import url(https://cdn.example/a.css);"),
    *(":root{{--ink:#fff}}", "@layer x{{{s}{{{r}!important}}}}", "@font-face{{font-family:system-ui;src:url(x)}}"),
)
TURNED = (
    *(
        ("color: var(--ink)", "color: var(--paper)"),
        ("--ink: #1a1d21", "--ink: #fff"),
        ("display: grid", "display: none"),
    ),
    *(("font-size: .94rem", "font-size: 0"), (".facts dd { margin: 0", ".facts dd { margin: 0 0 0 -99rem")),
    *((".silent { color: var(--soft)", ".silent { color: transparent"), ("display: block", "display: none")),
)


def style_sheet(site: Site, chance: Random) -> Files | None:
    """The style sheet hides: a rule more, or a rule changed."""
    source = site.files[site.style].decode()
    if chance.random() < 0.6:
        hides = chance.choice([*STYLES, *SIZES, *COLOURS, *PLACES])
        rule = chance.choice(SHEETS).format(s=chance.choice(SELECTORS), r=hides)
        first = rule.startswith("@import") or chance.random() < 0.3
        return {site.style: (f"{rule}\n{source}" if first else f"{source}{rule}\n").encode()}
    old, new = chance.choice(TURNED)
    at = chance.randrange(source.count(old))
    parts = source.split(old)
    return {site.style: f"{old.join(parts[: at + 1])}{new}{old.join(parts[at + 1 :])}".encode()}
