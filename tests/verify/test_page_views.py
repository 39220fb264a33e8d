"""A page is read as browsers read it, also where the parser reads it otherwise."""

from __future__ import annotations

import pytest

from site_builder.renderers import html
from site_builder.verify.page import missing_drifts
from site_builder.verify.page.dom import UnreadError
from site_builder.verify.page.frame import Frame
from site_builder.verify.page.views import views
from tests.seed import english
from tests.verify.pages import seeds

REGION = '<main id="page-main" data-notice="child-data">'
TABLE = '<table id="page-glance">'


@pytest.mark.parametrize("old", [TABLE, "<thead>", "<tbody>", "<thead><tr>"])
@pytest.mark.parametrize("image", ['<image alt="We sell it.">', "<IMAGE/src=x>", "<image\nsrc=x>"])
def test_a_picture_in_a_table_stands_before_it(old: str, image: str) -> None:
    data = seeds().with_(old, old + image)
    assert [(d.kind, d.says) for d in seeds().drifts(data)] == [("code", "<image>")]
    assert [(d.kind, d.says) for d in seeds().drifts_in_theirs(data)] == [("code", "<img>")]


@pytest.mark.parametrize(
    "before",
    [
        "<svg><sup hidden></svg>",
        "<math><SUP\nhidden></math>",
        '<svg><sup aria-hidden="true"/></svg>',
        "<dl><dd><search><dd hidden></search>",
        "<dl><dd><search ><dd hidden></search>",
    ],
)
def test_what_browsers_leave_open_hides_the_notice(before: str) -> None:
    assert [d.kind for d in seeds().drifts_in_theirs(seeds().with_(REGION, before + REGION))][-1:] == ["hidden"]


@pytest.mark.parametrize(
    "before",
    [
        '<svg><image href="/a.png"/><path d="M0"/></svg>',
        '<svg><image href="/a.png"></image></svg><!-- <image> --><p>x<sup>2</sup></p>',
        "<svg><foreignObject><p>x<sup>2</sup></p></foreignObject></svg>",
        '<search><form><input name="q"></form></search>',
        "<table><tr><td><image src=x></table>",
    ],
)
def test_drawings_and_searches_of_theirs_are_no_drift(before: str) -> None:
    assert seeds().drifts_in_theirs(seeds().with_(REGION, before + REGION)) == []


VIEWS = {
    "<p>a": [],
    "<suppose><images><searched>": [],
    "x<SUP>2</sup>": ["x<sub>2</sub>"],
    "<search>a</search>": ["<x-search>a</x-search>"],
    "<image a><svg><image b/><image c></svg><image d>": ["<img a><svg><image b/><image c></svg><img d>"],
    "<svg><desc><image></desc><sup><image></svg>": ["<svg><desc><img></desc><sub><img></svg>"],
    "<NoScript>": ["<noframes>"],
    "<sup></SUP>": ["<sub></sub>"],
    "<IMAGE>": ["<img>"],
    "<SEARCH></search>": ["<x-search></x-search>"],
    "<sup><search>": ["<sub><search>", "<sub><x-search>"],
    "<noscript><sup></noscript>": [
        "<noscript><sub></noscript>",
        "<noframes><sup></noframes>",
        "<noframes><sub></noframes>",
    ],
}


@pytest.mark.parametrize("text", VIEWS)
def test_each_text_is_read_as_it_stands_and_as_browsers_read_it(text: str) -> None:
    assert list(views(text)) == [text, *VIEWS[text]]


@pytest.mark.parametrize("text", ["<noscript></noframes>", "<NOSCRIPT><NOFRAMES>"])
def test_scripts_may_not_choose_what_is_text(text: str) -> None:
    with pytest.raises(UnreadError, match="<noscript> and <noframes>"):
        list(views(text))


FRAMES = [
    *("<header>&#xFFFD;</header><frameset>", "<input type=HIDDEN><FRAMESET\ncols=1>", "<frameset/>", "<p>a<frameset>"),
    *('<i title="<!--"></i><frameset>-->', "<noscript><!--</noscript><frameset><noscript>--></noscript>"),
]


@pytest.mark.parametrize("frames", FRAMES)
def test_what_some_browsers_show_in_place_of_all_is_not_read(frames: str) -> None:
    data = seeds().with_("<body>\n", frames)
    for drifts in (seeds().drifts(data), seeds().drifts_in_theirs(data)):
        assert [(d.kind, d.says[:21]) for d in drifts] == [("unread", "It has a <frameset>, ")]


@pytest.mark.parametrize(
    "other",
    ["<!-- <frameset> -->", '<i title="<frameset>"></i>', "<script>'<frameset>'</script>", "<framesets></framesets>"],
)
def test_what_only_names_frames_is_no_drift(other: str) -> None:
    assert seeds().drifts_in_theirs(seeds().with_(REGION, other + REGION)) == []


LEFT_OUT = {
    "<caption>": "<caption>",
    "<TBODY/>": "<tbody>",
    "<frame>": "<frame>",
    "<?start name=p>": "<?start>",
    "<![CDATA[x]]>": "<![cdata[x]]>",
    "<!->": "<!->",
}


@pytest.mark.parametrize("tag", LEFT_OUT)
def test_a_tag_that_does_not_come_into_the_tree_is_told(tag: str) -> None:
    data = html.missing(seeds().laid.organisation, english(), html.Links(style="/a/s.css", home="/a/"))
    frame = Frame(address="https://c.example/a/x", style="https://c.example/a/s.css", home="https://c.example/a/")

    def drifts(more: str) -> list[tuple[str, str, str, int]]:
        changed = data.replace(b"</header>", b"</header>" + more.encode())
        found = missing_drifts(changed, seeds().laid.organisation, english(), frame, file="404.html")
        return [(d.kind, d.about, d.says, d.place) for d in found]

    line = data[: data.index(b"</header>")].count(b"\n") + 1
    assert drifts(tag) == [("code", "", LEFT_OUT[tag], line)]
    assert drifts(f"<!-- {tag} --><!DOCTYPE html></html>") == []


@pytest.mark.parametrize(
    "text", ["<no\u017fcript></no\u017fcript>", "<\u0131mage>", "<\u017fup></\u017fup>", "<frame\u017fet>"]
)
def test_a_tag_is_written_with_plain_letters(text: str) -> None:
    assert list(views(f"<p>{text}")) == [f"<p>{text}"]
