"""A notice in somebody else's page, as a content management system serves it: with their header, footer and scripts."""

from __future__ import annotations

from random import Random

from site_builder.build import Files
from tests.drifts import answers, hiding, marks, parts, words
from tests.drifts.markup import Page
from tests.drifts.on_pages import PagePlant
from tests.drifts.sites import CMS, Site

LIES: tuple[PagePlant, ...] = (
    *(words.word_changed, words.number_changed, words.negation, words.otherwise, words.recipient_added),
    *(words.recipient_dropped, words.condition_dropped, words.purposes_swapped, words.question_elsewhere),
    *(words.moved, words.sentence_added, words.passage_lost, marks.attribute, marks.anchor, marks.look_alike),
    *(marks.unseen, hiding.by_attribute, hiding.by_style, hiding.by_class, hiding.by_comment, hiding.by_element),
    *(hiding.struck, answers.answer_changed, answers.sign_changed, answers.reservation_cut, answers.answers_moved),
    *(parts.facts_cut, parts.exception_changed, parts.topic_changed, parts.right_changed, parts.named_changed),
)
"""What can be done within the notice."""
HEADERS = (
    '<header class="site-header"><a href="/">Example Council</a><form><input name="q"></form></header>',
    '<div id="cookies" hidden>We use cookies.</div><nav><ul><li><a href="/bins">Bins</a></li></ul></nav>',
    '<a class="sr-only" href="#content">Skip</a><header><img src="/logo.svg" alt="Council"></header><p>Home</p>',
)
FOOTERS = (
    '<footer><p>© Example Council 2026</p><a href="/contact">Contact</a></footer><script src="/js/site.js"></script>',
    "<aside><h2>Related pages</h2><details><summary>More</summary><p>Bins</p></details></aside><footer></footer>",
    "<footer>Tel 01234 567890</footer><noscript><img src='/pixel.gif' alt=''></noscript><script>var a = 1</script>",
)


def _region(source: str) -> str:
    return source[source.index("<main") : source.rindex("</main>") + len("</main>")]


def _around(source: str, language: str, chance: Random) -> bytes:
    """A page of theirs that is in the language of the notice."""
    style = "<style>body{margin:0}.hidden{display:none}</style>" if chance.random() < 0.5 else ""
    head = f'<meta charset="utf-8"><title>Privacy | Example Council</title><link rel="stylesheet" href="/a.css">{style}'
    notice = f'<div class="page"><div class="block">\n{_region(source)}\n</div></div>'
    body = f'<body class="t2">{chance.choice(HEADERS)}{notice}{chance.choice(FOOTERS)}</body>'
    return f'<!DOCTYPE html>\n<html lang="{language}">\n<head>{head}</head>\n{body}</html>'.encode()


def honest(site: Site, chance: Random) -> Files | None:
    """The notice as it is, in their page."""
    path = chance.choice(sorted(site.pages))
    return {f"{CMS}{path}": _around(site.files[path].decode(), site.pages[path].laid.language, chance)}


def lie(site: Site, chance: Random) -> Files | None:
    """The notice with one drift, in their page."""
    path = chance.choice(sorted(site.pages))
    page, sheet = Page(site.files[path], path), site.pages[path]
    source = chance.choice(LIES)(page, sheet, chance)
    if source is None or _region(source) == _region(page.source):
        return None
    return {f"{CMS}{path}": _around(source, sheet.laid.language, chance)}
