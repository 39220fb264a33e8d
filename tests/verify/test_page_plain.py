"""What stands before a notice in a page of others: what all programs take apart alike, and where they part."""

from __future__ import annotations

import time

import pytest

from site_builder.verify.page.plain import odd_place
from site_builder.verify.page.unknown import unknown
from tests.examples import FOLDERS, example
from tests.verify.pages import pages, seeds

REGION = '<main id="page-main" data-notice="child-data">'
LINE = seeds().data.decode().partition(REGION)[0].count("\n") + 1


def odd(before: str, *stands_in: str) -> str:
    """What is told of words before a notice, which a parser finds in these elements."""
    return odd_place(f"{before}{REGION}", "child-data", stands_in)


@pytest.mark.parametrize("name", FOLDERS)
def test_every_page_of_ours_is_plain(name: str) -> None:
    for page in pages(example(name)):
        assert odd_place(page.data.decode(), page.laid.id, ["html", "body", "div"]) == ""


PLAIN = [
    # what stands before it, and in which elements a notice then stands
    ("<!DOCTYPE html SYSTEM 'about:legacy-compat'><html lang=en><head><meta charset=utf-8></head><body>", ()),
    ("<head><link rel=a href=/b/><title>A &lt; b</title><body class='a'>", ()),
    ("<!-- a - b -- c ---><!----><!-- > --><!--[if IE]><p><![endif]-->", ()),
    ("<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0//EN\" 'a'>", ()),
    ("<noscript>a</noscript><svg><a/></svg>", ()),
    ("<noscript><iframe src=a></iframe><style>a{}</style></noscript>", ()),
    ("<div>" * 150 + "</div>" * 150 + "<p>&#8217;", ()),
    ("<DIV Class=a>\n<P>a<P>b<hr><UL><LI>a<LI>b</UL><x-y></x-y><br/><img src=a alt='b \"c\"' />", ("div",)),
    ("<dl><dt>a<dd>b<dt>c</dl><table><thead><tr><th>a<td>b<tbody><tr><td>c<tr><td>", ("table", "tbody", "tr", "td")),
    ("<table><colgroup><col><col><tbody><tr><td>", ("table", "tbody", "tr", "td")),
    ("<table><thead><tr><td>a<tfoot><tr><td>", ("table", "tfoot", "tr", "td")),
    ("<select><option>a<option>b<optgroup label=c><option>d<optgroup><option>e<hr></select>", ()),
    ("<script>if (a < b) document.write('<p>')</script><script><!-- a //--></script >", ()),
    ("<script>'<script>'</script><style>a > b {}</style><textarea>a</textarea><iframe src=a></iframe>", ()),
    ("<svg viewBox='0 0 1 1'><title>Logo</title><linearGradient/><a><path d='m0'/></a></svg><svg/>", ()),
    ("<svg><style>a{}</style><script>b</script></svg><math><mi>x</mi></math>", ()),
    ('<noscript><img src=a></noscript><template><p>a</template><p title="data-notice=child-data">', ()),
    ("a > b &amp; c \t\r\n<p>", ()),
    *((f"<p>a<{tag}>", (tag,)) for tag in ("section", "article", "form", "center", "fieldset", "figure", "header")),
]


@pytest.mark.parametrize(("before", "stands_in"), PLAIN)
def test_what_all_programs_take_apart_alike_is_not_told(before: str, stands_in: tuple[str, ...]) -> None:
    assert odd(before, *stands_in) == ""


KNOWN = """a abbr address article aside audio b bdi bdo big blockquote body button canvas caption center cite code
    colgroup data datalist dd del details dfn dialog div dl dt em fieldset figcaption figure font footer form h1 h2 h3
    h4 h5
    h6 head header hgroup html i iframe ins kbd label legend li main map mark menu meter nav noscript object ol optgroup
    option output p picture pre progress q s samp script section select small span strike strong style sub summary sup
    table tbody td template textarea tfoot th thead time title tr tt u ul var video svg math x-y"""
EMPTY = "area base br col embed hr img input link meta source track wbr"
CLOSING_P = """address article aside blockquote center details dialog div dl fieldset figcaption figure footer form h1
    h2 h3
    h4 h5 h6 header hgroup main menu nav ol pre section ul"""
PARTS_OF_TABLES = [
    *(f"<table><{part}><tr><{cell}>a</table>" for part in ("thead", "tbody", "tfoot") for cell in ("td", "th")),
    *(
        f"<table><tr><{cell}>a<{after}>b</table>"
        for cell in ("td", "th")
        for after in ("td", "th", "tr", "tbody", "tfoot")
    ),
    *(f"<table><tr><{cell}>a<thead><tr><td>b</table>" for cell in ("td", "th")),
    *(
        f"<table><{part}><tr><td>a<{after}><tr><td></table>"
        for part in ("thead", "tbody")
        for after in ("tbody", "tfoot", "thead")
    ),
    *(f"<table><colgroup><col><{part}><tr><td></table>" for part in ("thead", "tbody", "tfoot")),
    *("<table><colgroup></table>", "<dl><dt>a<dd>b<dd>c<dt>d</dl>", "<dl><dt>a<dt>b</dl>"),
    *("<select><option>a</select>", "<select><optgroup><option>a<optgroup><hr></select>", "<ul><li>a<li></ul>"),
]


@pytest.mark.parametrize("tag", KNOWN.split())
def test_every_program_knows_these_elements(tag: str) -> None:
    assert odd(f"<{tag}></{tag}>") == ""


@pytest.mark.parametrize("tag", EMPTY.split())
def test_and_these_that_are_never_closed(tag: str) -> None:
    assert odd(f"<{tag}><{tag}/>") == ""
    assert odd(f"<{tag}></{tag}>") != ""


@pytest.mark.parametrize("tag", CLOSING_P.split())
def test_what_closes_a_paragraph(tag: str) -> None:
    assert odd(f"<p>a<{tag}></{tag}><p>a<{tag}>", tag) == ""


@pytest.mark.parametrize("text", [*PARTS_OF_TABLES, "<p>a<hr>", "<p>a<p>b", "<div><p>a</div>", "<head><body></body>"])
def test_what_is_left_open_is_closed_by_what_follows(text: str) -> None:
    assert odd(f"{text}<p>b") == ""


LEFT_OPEN = [
    *((f"<dl><{tag}>a<{then}>", ("dl", then)) for tag in ("dt", "dd") for then in ("dt", "dd")),
    *((f"<table><tr><{tag}>a<{then}>", ("table", "tr", then)) for tag in ("td", "th") for then in ("td", "th")),
    *(
        (f"<table><tr><{tag}>a<{then}>", ("table", then))
        for tag in ("td", "th")
        for then in ("tr", "thead", "tfoot", "tbody")
    ),
    *((f"<table><thead><{then}>", ("table", then)) for then in ("thead", "tfoot", "tbody")),
    ("<ul><li>a<li>", ("ul", "li")),
    ("<datalist><option>a<option>", ("datalist", "option")),
    ("<datalist><option>a<optgroup>", ("datalist", "optgroup")),
    ("<datalist><optgroup>a<optgroup>", ("datalist", "optgroup")),
    ("<table><tr><td>", ("table", "tbody", "tr", "td")),
    ("<table><colgroup><tr><td>", ("table", "tbody", "tr", "td")),
    ("<p>a<hr><span>", ("span",)),
    ("<p>a<p>b<span>", ("p", "span")),
    ("<dl><dt>a<dd>b</dl><span>", ("span",)),
]


@pytest.mark.parametrize(("before", "stands_in"), LEFT_OPEN)
def test_a_notice_stands_in_what_is_left_open(before: str, stands_in: tuple[str, ...]) -> None:
    assert odd(before, *stands_in) == ""


ODD = {
    # what stands before it, with the place that is told
    "<span><dialog></span>": "</span>",
    "<p>a</p></p>": "</p>",
    "<b><i></b></i>": "</b>",
    "</div>": "</div>",
    "<!-->": "<!-->",
    "<!--->": "<!--->",
    "<!-- a --!>": "<!-- a --!>",
    "<!-- a -- > -->": "<!-- a -- >",
    "<!doctype html SYSTEM '>": "<!doctype html SYSTEM '>",
    "<script>'</ script>'</script>": "<script>",
    "<script>'<!--'</script>": "<script>",
    "<script>'<!a'</script>": "<script>",
    "<script>'--!>'</script>": "<script>",
    "<script><!-- '-- >' //--></script>": "<script>",
    "<noscript><script>a</script></noscript>": "<script>",
    **{f"<svg><{tag}></{tag}></svg>": f"<{tag}>" for tag in ("xmp", "noembed", "noframes", "plaintext", "listing")},
    **{f"<svg><{tag}/></svg>": f"<{tag}/>" for tag in ("title", "style", "script")},
    "<p>&#99999999;</p>": "&#99999999;</p>",
    "<p title='&#xaBcdef00'>": "<p title='&#xaBcdef00'>",
    "<!-- <!-- -->": "<!-- <!-- -->",
    "<![CDATA[>": "<![CDATA[>",
    "<![if IE]>": "<![if IE]>",
    "<?xml version='1.0'?>": "<?xml version='1.0'?>",
    "<!doctype html [<!ENTITY a 'b'>": "<!doctype html [<!ENTITY a 'b'>",
    "a < b<p>": "< b<p>",
    "a \x1b$B<p>": "a \x1b$B<p>",
    "a \x85<p>": "a \x85<p>",
    "<p a=\x0cb>": "<p a=\x0cb>",
    "<div/>": "<div/>",
    "<p a=b A=c>": "<p a=b A=c>",
    "<p a='b>c'>": "<p a='b>",
    "<p a='b<c'>": "<p a='b<c'>",
    "<p a='b'c='d'>": "<p a='b'c='d'>",
    "<p a=`b`>": "<p a=`b`>",
    '<p a=b"c>': '<p a=b"c>',
    "<p / a>": "<p / a>",
    "</p a>": "</p a>",
    "<é>": "<é>",
    "<image>": "<image>",
    "<image\na>": "<image",
    "<noindex>": "<noindex>",
    "<search>": "<search>",
    "<plaintext>": "<plaintext>",
    "<frameset>": "<frameset>",
    "<xmp>": "<xmp>",
    "<script><!-- <script> --></script>": "<script>",
    "<script></script a></script>": "<script>",
    "<style></style a></style>": "<style>",
    "<style><p></style>": "<style>",
    "<textarea><p></textarea>": "<textarea>",
    "<title><!--</title>": "<title>",
    "<iframe><p></iframe>": "<iframe>",
    "<script>": "<script>",
    "<svg><p>": "<p>",
    "<svg><svg>": "<svg>",
    "<svg><br>": "<br>",
    "<svg><title><a></title>": "<title>",
    "<svg><script>a<b</script>": "<script>",
    "<math><style></math>": "<style>",
    "<template><svg><title></svg></template>": "<title>",
    "<select><style></style></select>": "<style>",
    "<template><select><div></template>": "<div>",
    "<select><select>": "<select>",
    "<noscript><!-- a --></noscript>": "<!-- a -->",
}


@pytest.mark.parametrize("before", ODD)
def test_where_programs_part_the_place_is_told(before: str) -> None:
    assert odd(f"<p>\n</p>{before}") == f"{ODD[before]} (line 2)"


def test_what_is_nested_too_deep_for_some_is_told() -> None:
    assert odd("<div>" * 199, *["div"] * 199) == ""
    assert odd("<div>" * 200, *["div"] * 200) != ""
    assert odd("<div>" * 201) == "<div> (line 1)"


def test_a_long_place_is_cut() -> None:
    assert odd(f"</{'p' * 99}>") == f"</{'p' * 78} (line 1)"


@pytest.mark.parametrize(
    ("before", "stands_in"),
    [
        ("<p><div>", ("p", "div")),
        ("<div>", ()),
        ("<html><head><p>", ("p",)),
        ("<p>", ("div",)),
        ("<table><tr><td><p>a<div>", ("table", "tbody", "tr", "td")),
        ("<table><thead><tr><td>", ("table", "tr", "td")),
    ],
)
def test_a_notice_that_stands_in_something_else_to_some_is_told(before: str, stands_in: tuple[str, ...]) -> None:
    assert odd(before, *stands_in) == f"what is left open before {REGION} (line 1)"


@pytest.mark.parametrize(
    "text", ["<!-- <p data-notice=child-data> -->", "<p data-notice=other>", "a", "<p title=data-notice>"]
)
def test_a_notice_that_some_do_not_find_is_told(text: str) -> None:
    assert odd_place(text, "child-data", []) == 'data-notice="child-data" in something else'


@pytest.mark.parametrize("mark", ["data-notice=child-data", "id=a DATA-NOTICE = 'child-data'"])
def test_what_stands_behind_a_notice_is_not_looked_at(mark: str) -> None:
    assert odd_place(f"<p {mark}></b>", "child-data", []) == ""


def test_it_stands_in_what_a_parser_finds() -> None:
    assert unknown(seeds().with_(REGION, f"<div><p>{REGION}"), "child-data") == []
    told = [f"what is left open before {REGION} (line {LINE})"]
    assert unknown(seeds().with_(REGION, f"<p><span>{REGION}"), "child-data") == told


@pytest.mark.parametrize(
    "text",
    [
        "<!--" * 90_000,
        "<p " + "a " * 90_000,
        "<p>" * 90_000,
        "<li><p>" * 90_000,
        f"<script>{'<!-- -->' * 90_000}</script>",
        "<script>" * 60_000,
    ],
)
def test_a_page_of_any_length_is_read_at_once(text: str) -> None:
    start = time.monotonic()
    odd_place(text, "child-data", [])
    assert time.monotonic() - start < 2
