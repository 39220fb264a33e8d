"""Each element and attribute is read for what it is: as words or not, as open or closed, as of which kind."""

from __future__ import annotations

import pytest

from tests.verify.pages import seeds

BOX = "dfe-surveys"
FACT = "<dd>Contact details</dd>"
REGION = '<main id="page-main" data-notice="child-data">'
LEAD = "We pass on child data to the following third party organisations, as the law allows:"


def told(old: str, new: str) -> list[tuple[str, str, str, str]]:
    return [(d.kind, d.about, d.says, d.stated) for d in seeds().drifts(seeds().with_(old, new))]


# ---- elements


@pytest.mark.parametrize(
    "tag",
    [
        *("abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd"),
        *("label", "mark", "output", "q", "rt", "ruby", "s", "samp", "small", "strike", "sub", "sup", "svg", "time"),
        *("tt", "u", "var"),
    ],
)
def test_words_go_on_in_such_an_element(tag: str) -> None:
    assert told(FACT, f"<dd>Con<{tag}>tact</{tag}> details</dd>") == [("code", BOX, f"<{tag}>", "tact")]


@pytest.mark.parametrize("tag", ["img", "rp", "wbr"])
def test_words_go_on_beside_such_an_element(tag: str) -> None:
    assert told(FACT, f"<dd>Con<{tag}></{tag}>tact details</dd>") == [("code", BOX, f"<{tag}>", "")]


@pytest.mark.parametrize("tag", ["a", "span", "strong"])
def test_words_go_on_in_an_element_that_stands_elsewhere_on_the_page(tag: str) -> None:
    new = f"<dd>Con<{tag}>tact</{tag}> details</dd>"
    assert told(FACT, new) == [("code", BOX, f"<dd> … <{tag}> …", "<dd> …")]


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        *((tag, "hidden") for tag in ("datalist", "noembed", "noframes", "noscript", "template")),
        *((tag, "code") for tag in ("audio", "canvas", "iframe", "object", "rp", "script", "style", "title", "video")),
    ],
)
def test_nobody_sees_the_words_in_such_an_element(tag: str, kind: str) -> None:
    drifts = told(FACT, f"<dd><{tag}>Contact details</{tag}></dd>")
    assert drifts == [(kind, BOX, f"<{tag}>", ""), ("missing", BOX, "", "Contact details")]


@pytest.mark.parametrize("tag", ["details", "dialog"])
def test_such_an_element_may_be_opened(tag: str) -> None:
    drifts = told(FACT, f"<dd><{tag}>Contact details</{tag}></dd>")
    assert drifts == [("hidden", BOX, f"<{tag}>", "Contact details")]


KINDS: list[tuple[str, str, str, str, str]] = [
    # words, how they are marked, how else, of which kind they are then, of which kind they should be
    ("Who we share data with", "<h1>{}</h1>", "<p>{}", "paragraph", "title"),
    ("NHS Services", '<h2 id="section-nhs">{}</h2>', '<p id="section-nhs">{}', "paragraph", "heading"),
    ("fire and rescue services", "<li>{}", "<p>{}", "paragraph", "item"),
    ("Whom is this notice about?", "<dt>{}</dt>", "<dd>{}", "answer", "question"),
    ("Children", "<dd>{}</dd>", "<dt>{}", "question", "answer"),
    ("At a glance", "<caption>{}</caption>", "<h2>{}</h2>", "heading", "caption"),
    ("What for", '<th scope="col">{}</th>', "<td>{}", "cell", "head"),
    ("NHS services", "<ul><li>{}</li>", "<ul><p>{}</p>", "paragraph", "cell"),
    ("What for", '<td><span class="question">{}</span> Research', "<td><p>{}</p> Research", "paragraph", "question"),
    (
        "A public authority",
        "<dd>{}</dd></div>\n</dl>\n</section></main>",
        "</div></dl></section>{}</main>",
        "paragraph",
        "answer",
    ),
    ("Who we share data with", "<h1>{}</h1>", "{}", "paragraph", "title"),
    (LEAD, '<p class="lead">{}</p>', '<h2 class="lead">{}</h2>', "heading", "paragraph"),
    (LEAD, '<p class="lead">{}</p>', '<p class="remark">{}</p>', "remark", "paragraph"),
]


@pytest.mark.parametrize(("words", "old", "new", "kind", "stated"), KINDS)
def test_the_same_words_of_another_kind_are_told(words: str, old: str, new: str, kind: str, stated: str) -> None:
    drifts = seeds().drifts_in_theirs(seeds().with_(old.format(words), new.format(words)))
    assert (f"{words} ({kind})", f"{words} ({stated})") in [(d.says, d.stated) for d in drifts if d.kind == "changed"]


SHAPES = {
    (FACT, '<dd><a href="https://a.example/">Fa<b>ces</b></a></dd>'): [
        ("code", BOX, "<b>", "ces"),
        ("changed", BOX, "Faces", "Contact details"),
        ("address", BOX, "[Faces](https://a.example/)", "Faces"),
    ],
    (FACT, '<dd lang="cy">Contact <b>details</b></dd>'): [
        ("code", BOX, "<b>", "details"),
        ("language", BOX, "Contact details (cy)", "Contact details"),
    ],
    (FACT, '<dd>Contact <a href="https://a.example/">details</a></dd>'): [
        ("address", BOX, "[details](https://a.example/)", "details")
    ],
    ('href="#section-nhs"', 'href="#section-dfe"'): [
        ("address", "page-contents", "[NHS Services](#section-dfe)", "[NHS Services](#section-nhs)")
    ],
    ('<p class="lead">', '<p class="skip">Lie. '): [
        ("code", "", 'class="skip"', ""),
        ("changed", "", "Lie. We pass on", "We pass on"),
    ],
    ("<body>", '<body onload="x()">'): [("code", "", 'onload="x()"', "")],
    (' class="silent"', ""): [("code", "page-glance", "", 'class="silent"')],
    ("<td>", '<td class="silent">'): [("code", "page-glance", 'class="silent"', "")],
    ('<p class="lead">', '<p class="lead" id="x">'): [("address", "", 'id="x"', "")],
    ("</dl>\n<table", "<div></div></dl><table"): [("code", "page-facts", "<dl> <div> <div>", "<dl> <div>")],
    (
        '<h2 id="section-nhs">NHS Services</h2>',
        '<h2 id="section-nhs">NHS Services</h2><ul></ul>',
    ): [("code", "section-nhs", "<section> <h2> <ul> <div>", "<section> <h2> <div> <div>")],
    ('<h2 id="section-nhs">NHS Services<', "<h2>Sold<"): [
        ("address", "section-nhs", "", 'id="section-nhs"'),
        ("changed", "section-nhs", "Sold", "NHS Services"),
    ],
    (' id="dfe-matching"', ""): [("address", "dfe-matching", "", 'id="dfe-matching"')],
    ("<p>The DfE", "<p><span>The</span> DfE"): [("code", "dfe-research-statistics", "<p> <span> …", "<p> …")],
    ("</main>", "We also sell it.</main>"): [("added", "", "We also sell it.", "")],
    ('<meta charset="utf-8">', '<meta charset="utf-8" lang="cy">'): [("language", "head", 'lang="cy"', "")],
}


@pytest.mark.parametrize(("old", "new"), SHAPES)
def test_another_shape_is_told(old: str, new: str) -> None:
    assert told(old, new) == SHAPES[old, new]


def test_a_notice_may_stand_in_an_element_that_is_no_block() -> None:
    data = seeds().data.replace(b"<main", b"<span").replace(b"</main>", b" \n </span>")
    assert seeds().drifts_in_theirs(data) == []


# ---- attributes


@pytest.mark.parametrize(
    "name",
    ["title", "alt", "placeholder", "summary", "abbr", "label", "value", "content", "cite", "datetime", "data-x"],
)
def test_what_an_attribute_says_is_told(name: str) -> None:
    assert told(FACT, f'<dd {name}="Faces">Contact details</dd>') == [("attribute", BOX, f'{name}="Faces"', "")]


MARKS = {
    'href="https://a.example/"': ("address", BOX, "[Contact details](https://a.example/)", "Contact details"),
    'lang="CY"': ("language", BOX, "Contact details (cy)", "Contact details"),
    'id="x"': ("moved", BOX, "#x", f"#{BOX}"),
}


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_of_words_is_told_once(mark: str) -> None:
    assert told(FACT, f"<dd {mark}>Contact details</dd>") == [MARKS[mark]]


@pytest.mark.parametrize("letters", [80, 81])
def test_what_is_long_is_told_in_part(letters: int) -> None:
    value = "x" * letters
    shown = value if letters == 80 else f"{value[:80]}…"
    assert told(FACT, f'<dd title="{value}">Contact details</dd>') == [("attribute", BOX, f'title="{shown}"', "")]


# ---- a page of theirs


@pytest.mark.parametrize(
    "tag",
    [
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"),
        *("html", "head", "body", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option"),
        *("circle/", "ellipse/", "image/", "line/", "path/", "polygon/", "polyline/", "rect/", "stop/", "use/"),
    ],
)
def test_many_elements_that_are_never_closed_do_not_stand_in_each_other(tag: str) -> None:
    drawn = "svg" if tag.endswith("/") else "div"
    around = {"option": "select"}.get(tag, "table" if tag in {"tr", "td", "th"} else drawn)
    many = f"<{around}>{f'<{tag}>' * 1001}</{around}>"
    assert seeds().drifts_in_theirs(seeds().with_(REGION, many + REGION)) == []


# ---- lines

LINES: list[tuple[str, str, str]] = [
    # old, new, what the line begins with that is told
    ("<h1>Who we", "\n\n<p>Who we", "<p>Who we"),
    ("<h1>", "Children\n<h1>", "Children"),
    (FACT, "\n\n<dd>Faces\n\nand eyes</dd>", "<dd>Faces"),
    (FACT, "\n<dd>\n\n<span></span>\n<span>Fa&#99;es</span></dd>", "<span>Fa"),
    (FACT, "\n<DD STYLE='Color: Red'>Contact details</dd>", "<DD STYLE"),
    (FACT, '\n<dd style="color:\nred">Contact details</dd>', "<dd style"),
    (FACT, "\n<B lang=de></B><dd>Contact details</dd>", "<B lang"),
    (FACT, "\n<dd>&nbsp;<span lang=cy>Faces</span></dd>", "<dd>&nbsp;"),
    ("notice about?</dt><dd>", "<!-- x -->notice about?</dt>\n<dd>Who we share data with ", "<dd>Who"),
    ("<h1>", "<h1 hidden>", "<h1 hidden"),
    ("no-referrer", "unsafe-url", '<meta name="referrer'),
    ("<title>Who", "<title>Why", "<title>Why"),
    ("</head>", "<style>dd { color: white }</style></head>", "<style>"),
    ("<!doctype html>", "<style>dd{}</style><!doctype html>", "<style>"),
]


@pytest.mark.parametrize(("old", "new", "begin"), LINES)
def test_the_line_of_a_drift_is_told(old: str, new: str, begin: str) -> None:
    data = seeds().with_(old, new)
    line = next(n for n, text in enumerate(data.decode().splitlines(), 1) if text.startswith(begin))
    assert line in [d.place for d in seeds().drifts(data)]


def test_of_words_that_stand_more_than_once_the_line_of_those_that_are_meant_is_told() -> None:
    data = seeds().data.replace(b"<dd>Children</dd>", b"<dt>Children</dt>")
    lines = [n for n, text in enumerate(data.decode().splitlines(), 1) if "<dt>Children</dt>" in text]
    assert [d.place for d in seeds().drifts(data)] == lines


def test_of_what_stands_before_a_notice_and_in_it_the_line_in_it_is_told() -> None:
    data = seeds().with_(FACT, '\n<dd title="x">Faces</dd>').replace(b"<main", b'\n<p title="x">Faces</p><main')
    for quoted in (data, data.replace(b'"', b"'")):
        line = next(n for n, text in enumerate(quoted.decode().splitlines(), 1) if text.startswith("<dd title"))
        assert [d.place for d in seeds().drifts_in_theirs(quoted)] == [line, line]


def test_of_what_stands_in_the_head_and_in_the_body_the_line_in_the_body_is_told() -> None:
    data = (
        seeds().with_("<h1>", '\n<h1 content="x">').replace(b"<title>", b'<meta name="theme-color" content="x"><title>')
    )
    line = data[: data.index(b"<h1 content")].count(b"\n") + 1
    assert [d.place for d in seeds().drifts(data)] == [line]


def test_words_that_stand_twice_in_a_notice_are_told_on_both_lines() -> None:
    drifts = seeds().drifts(seeds().with_(FACT, f"{FACT}\n<dd>Faces</dd>\n<dd>Faces</dd>"))
    assert len({d.place for d in drifts}) == len(drifts) == 2


def test_what_follows_words_on_no_line_is_not_looked_for_before_them() -> None:
    data = seeds().with_(FACT, "<dd>Fa<!-- -->ces</dd>\n<dd>At a glance</dd>")
    line = data[: data.index(b"<dd>At a glance")].count(b"\n") + 1
    assert {d.place for d in seeds().drifts(data)} == {0, line}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        *((FACT, ""), (FACT, "<dd>Fa<!-- -->ces</dd>"), (FACT, '<dd title = "x">Contact details</dd>')),
        *(("<!doctype html>", ""), ('<meta name="referrer" content="no-referrer">', ""), (' class="silent"', "")),
    ],
)
def test_what_does_not_stand_in_the_text_is_on_no_line(old: str, new: str) -> None:
    assert {d.place for d in seeds().drifts(seeds().with_(old, new))} == {0}
