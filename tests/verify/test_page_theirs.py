"""What a notice stands in on a page of theirs, and what else of that page may change it."""

from __future__ import annotations

import pytest

from site_builder.verify.page.unknown import unknown
from tests.verify.pages import seeds

REGION = '<main id="page-main" data-notice="child-data">'


def told(before: str, after: str = "") -> list[tuple[str, str, str]]:
    data = seeds().data.decode().replace(REGION, before + REGION).replace("</main>", f"</main>{after}")
    drifts = seeds().drifts_in_theirs(data.encode())
    assert {d.about for d in drifts} <= {"child-data"}
    return [(d.kind, d.says, d.stated) for d in drifts]


OPEN = (
    *("main", "region", "article", "document", "section", "form", "feed", "figure", "group", "generic", "tabpanel"),
    *("none", "presentation", "list", "listitem", "table", "rowgroup", "row", "cell", "banner", "contentinfo"),
    *("navigation", "complementary", "search", "", "Main none"),
)
STYLES = (
    *("min-height:0", "min-height: 999px", "min-height:100vh", "min-height:50%", "line-height: 1.5", "line-height:1"),
    *(
        "line-height:2",
        "line-height:normal",
        "font-size:12px",
        "font-size: 29px",
        "font-size:1rem",
        "font-size:1.25rem",
    ),
    *("padding-top:var(--wp--preset--spacing--50);margin:0 var(--a)", "max-width:75ch", "flex-basis:66.66%"),
    *("font-size:var(--wp--preset--font-size--medium)", "width:var(--a)", "flex-basis:100%"),
)
SPACED = (
    *("leftmargin", "topmargin", "rightmargin", "bottommargin", "marginwidth", "marginheight"),
    *("cellpadding", "cellspacing", "border", "hspace", "vspace"),
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        *((f"<{tag}>", f"</{tag}>") for tag in ("main", "div", "section", "article", "form", "center", "header")),
        *((f"<{tag}>", f"</{tag}>") for tag in ("aside", "li", "fieldset", "figure", "span", "dd", "x-cms")),
        ("<ul><li>", "</ul>"),
        ("<ol><li>", "</ol>"),
        ("<dl><dd>", "</dl>"),
        ("<table><tbody><tr><td>", "</table>"),
        *((f'<table width="{width}"><tr><td>', "</table>") for width in ("100%", " 640 ", "1200", "1299")),
        *((f'<table align="{align}"><tr><td>', "</table>") for align in ("left", "CENTER", "", "justify", "middle")),
        *((f'<div style="{style}">', "</div>") for style in ("margin:0", "MARGIN : 0 auto;", "padding-left: 2.5rem;;")),
        *(
            (f'<div style="{style}">', "</div>")
            for style in (
                "float: left",
                "width:1299px",
                "display: inline",
                "--umb-block-grid--item-column-span: 12",
                "width: 80%",
                "max-width:60em; clear:both",
            )
        ),
        ('<div aria-hidden="FALSE" dir="ltr" title="rtl" style>', "</div>"),
        *((f'<table {name}="{n}"><tr><td>', "</table>") for name in SPACED for n in ("", "0", "99", " 9PX ")),
        *((f'<div role="{role}">', "</div>") for role in OPEN),
        *(
            (f'<div style="{style}">', "</div>")
            for style in ("display:block; position:relative", "opacity: 1", *STYLES)
        ),
        *(
            (f"<table><col {mark}><tr><td>", "</table>")
            for mark in ('width="20%"', "width=50", "width=1299", "width='100%'", 'class="x" span="2"')
        ),
        ("<table><colgroup width=9><tr><td>", "</table>"),
        ('<div aria-hidden="">', "</div>"),
        ('<div contenteditable="FALSE" aria-busy="" aria-disabled="false">', "</div>"),
        ('<div style="width:66.66%">', "</div>"),
        ('<p>א</p><div dir="auto">', "<p>א</p></div>"),
        ('<div dir="auto"><p>a1–</p>', "</div>"),
        ("<select><optgroup label=x><option>x</option></optgroup><hr><option>y</select>", ""),
        ("<div>" * 97, "</div>" * 97),
        ('<div id="cms">', '</div><p aria-owns="menu"></p>'),
    ],
)
def test_a_notice_may_stand_in_it(before: str, after: str) -> None:
    assert told(before, after) == []
    assert unknown(seeds().with_(REGION, before + REGION), "child-data") == []


HIDES = [
    *("hidden", "inert", "popover", 'aria-hidden="true"', 'dir="RTL "', 'style="margin: -9px"', 'style="width: 1%"'),
    *('style="margin:0;opacity:0"', 'text="x"', 'bgcolor="x"', 'background="x"', 'color="x"', 'size="x"', 'width="1"'),
    *(
        'height="x"',
        'link="x"',
        'vlink="x"',
        'alink="x"',
        'width="99%"',
        'bgcolor="#000"',
        'bgcolor="white"',
        'role="x"',
    ),
    *(
        "contenteditable",
        'contenteditable="plaintext-only"',
        'focusgroup="menu"',
        'aria-busy="true"',
        'aria-disabled="TRUE"',
        'content="x"',
    ),
    *('aria-hidden="undefined"', 'aria-hidden=" "', 'aria-hidden=" false "', 'width="1٠٠"', 'border="٠"'),
    *(
        'style="margin:٠px"',
        'style="opacity:.9"',
        'style="opacity:10"',
        'style="position:fixed"',
        'style="display:none"',
    ),
    *('style="min-height:1000px"', 'style="line-height:.9"', 'style="line-height:1px"', 'style="line-height:3"'),
    *('style="font-size:11px"', 'style="font-size:30px"', 'style="font-size:12"', 'style="top:0;position:relative"'),
    *('align="right"', 'style="float:right"', 'width="1300"', 'style="width:1300px"', 'style="max-width:0999px"'),
    *(
        'style="--a:0"',
        'style="--umb-a:0;font-size:var(--umb-a)"',
        'style="--umb-a:100"',
        'style="--a:9px"',
        'style="display:none"',
        'style="display:contents"',
    ),
    *('style="margin:var(--a,-9em)"', 'style="flex-basis:49%"', 'style="max-width:7ch"'),
    *(
        'style="font-size:0rem"',
        'style="font-size:2rem"',
        'style="line-height:var(--a)"',
        'style="margin:calc(var(--a))"',
    ),
    *('width="000"', 'width="0640"', 'style="max-width:000px"', 'style="width:0640px"'),
    *(f'{name}="{much}"' for name in SPACED for much in ("100", "9999", "9%", "9px9")),
    *(f'role="{role}"' for role in ("button", "checkbox", "img", "image", "math", "menuitemcheckbox", "menuitemradio")),
    *(f'role="{role}"' for role in ("meter", "option", "progressbar", "radio", "scrollbar", "separator", "slider")),
    *('role="switch"', 'role="tab"', 'role="main IMG"', 'role="graphics-symbol"', 'role="doc-cover"'),
    *('role="doc-pagebreak"', 'role="spinbutton"', 'role="application"', 'role="dialog"'),
]


@pytest.mark.parametrize("mark", HIDES)
def test_what_may_hide_a_notice_around_it_is_told(mark: str) -> None:
    ((kind, says, stated),) = told(f"<div {mark}>", "</div>")
    assert (kind, stated) == ("hidden", "")
    assert says.startswith(f"<div {mark.partition('=')[0]}")


UNKNOWN = [
    ("<div is=x>", '<div is="x">'),
    ("<div slot><div>", "<div slot>"),
    ("<noscript></noscript><div onclick=x>", '<div onclick="x">'),
    ("<div aria-roledescription=Draft>", '<div aria-roledescription="Draft">'),
    ("<table><col onclick=x><tr><td>", '<col onclick="x">'),
    ('<div lang=cy><div lang="en-gb" xml:lang=cy>', '<div xml:lang="cy">'),
    ("<meta http-equiv=default-style content=plain>", '<meta http-equiv="default-style" content="plain">'),
    ("<meta http-equiv=content content=type:>", '<meta http-equiv="content" content="type:">'),
    ("<meta http-equiv>", "<meta http-equiv content>"),
    (
        '<meta http-equiv="X-UA-Compatible" content="IE=7">',
        '<meta http-equiv="X-UA-Compatible" content="IE=7">',
    ),
]
UNKNOWN += [
    (f'<meta name="Viewport" content="{content}">', f'<meta name="viewport" content="{content}">')
    for content in (
        *("width=10000,initial-scale=0.1", "width=device-width, initial-scale=10", "maximum-scale=0.1", "width=320"),
        "width=device-width, initial-scale=1, minimum-scale=0.1",
    )
]
REMARKS = (
    '<meta name=viewport content="width=device-width, initial-scale=1.0; maximum-scale=5.0,user-scalable=no">',
    '<meta name=" viewport" content="width=device-width,initial-scale=1,shrink-to-fit=no, viewport-fit=cover,">',
    "<meta name=viewport>",
    "<p http-equiv=x>",
    '<meta name="description" content="width=1">',
    *('<meta http-equiv=" X-UA-Compatible" content="ie=edge,chrome=1 ">', "<meta http-equiv=imagetoolbar>"),
    *('<meta http-equiv="Content-Security-Policy" content="a\nb">', '<div lang=en-gb xml:lang="en-gb">'),
    *(
        "<div xmlns:og=x about=x aria-live=polite>",
        "<meta content=x>",
        "<div data-slot=x title=x>",
        "<p onclick=x></p>",
    ),
)


KNOWN = """id class lang dir style role title tabindex translate aria-label aria-labelledby name action method enctype
    accept-charset autocomplete novalidate target valign colspan rowspan span summary itemscope itemtype itemprop typeof
    property prefix about aria-live vocab xmlns version hidden inert popover aria-hidden aria-busy contenteditable text
    bgcolor background width align data-x xmlns:x"""


@pytest.mark.parametrize("name", KNOWN.split())
def test_of_what_is_known_others_say_what_it_may_say(name: str) -> None:
    assert unknown(seeds().with_(REGION, f"<div {name}=x>{REGION}"), "child-data") == []


@pytest.mark.parametrize(("before", "said"), UNKNOWN)
def test_of_what_is_not_known_it_is_said_that_it_stands_around(before: str, said: str) -> None:
    assert unknown(seeds().with_(REGION, before + REGION), "child-data") == [said]


@pytest.mark.parametrize(
    ("dialog", "said"),
    [
        ("<div role=dialog aria-modal=TRUE><a tabindex=0 autofocus></a></div>", ['<div aria-modal="TRUE">']),
        ("<input autofocus><svg role=alertdialog aria-modal=1></svg>", ['<svg aria-modal="1">']),
        ("<div role=dialog aria-modal=true><a tabindex=0></a></div>", []),
        ("<div role=dialog aria-modal=False><a autofocus></a></div><p aria-modal>", []),
    ],
)
def test_a_dialog_that_is_all_that_is_there_is_told(dialog: str, said: list[str]) -> None:
    assert unknown(seeds().with_(REGION, dialog + REGION), "child-data") == said
    assert unknown(seeds().with_("</main>", f"</main>{dialog}"), "child-data") == said


@pytest.mark.parametrize("before", REMARKS)
def test_of_what_changes_nothing_it_is_not(before: str) -> None:
    assert unknown(seeds().with_(REGION, before + REGION), "child-data") == []


def test_of_a_page_that_cannot_be_read_nothing_is_said_besides() -> None:
    assert unknown(seeds().with_(REGION, "<div is=x>\0" + REGION), "child-data") == []


COLUMNS = {
    '<table><col style="visibility:collapse"><tr><td>': '<col style="visibility:collapse">',
    "<table><colgroup hidden></colgroup><tr><td>": "<colgroup hidden>",
    "<table><tr><td><table><col bgcolor=black><tr><td>": '<col bgcolor="black">',
    '<table><col width="1300"><tr><td>': '<col width="1300">',
    '<table><tr><td width="20%">': '<td width="20%">',
}


@pytest.mark.parametrize("before", COLUMNS)
def test_columns_of_a_table_may_not_hide_a_notice_in_it(before: str) -> None:
    assert told(before, "</table>") == [("hidden", COLUMNS[before], "")]


@pytest.mark.parametrize("letter", ["\u05d0", "\u0627"])
@pytest.mark.parametrize("before", ["{}", "<bdi>a</bdi>{}", "a<p dir=ltr>a</p><p>{}</p>", "<textarea>{}</textarea>"])
def test_letters_from_right_to_left_may_not_turn_the_notice(before: str, letter: str) -> None:
    assert told(f'<div dir=" Auto">{before.format(letter)}', "</div>") == [("hidden", '<div dir=" Auto">', "")]


@pytest.mark.parametrize("tag", ["div", "textarea", "form", "button", "template"])
def test_what_some_browsers_leave_out_of_a_list_to_choose_from_is_told(tag: str) -> None:
    assert told(f"<select><option><{tag}></{tag}></select>") == [("code", f"<select> <{tag}>", "")]


@pytest.mark.parametrize(
    "mark",
    [
        *("set href='#nhs' to='none'", "animate xlink:href='#nhs'", "animateTransform href='a'", "discard HREF=''"),
        *("animateMotion href='a'", "animateColor href='a'"),
    ],
)
@pytest.mark.parametrize("behind", [True, False])
def test_a_drawing_may_not_move_what_is_none(mark: str, behind: bool) -> None:
    """As Firefox does, wherever the drawing stands."""
    drawing = f"<svg><{mark}/></svg>"
    tag, name = mark.split(maxsplit=1)[0], mark.split()[1].partition("=")[0].lower()
    ((kind, says, stated),) = told("", drawing) if behind else told(drawing)
    assert (kind, stated) == ("code", "")
    assert says.startswith(f"<{tag} {name}")


def test_a_drawing_may_move_itself() -> None:
    drawing = "<svg><circle><set to='none'/><animate attributename='r'/></circle><use href='#a'/></svg>"
    assert told(drawing) == []


def test_a_notice_may_not_stand_so_deep_that_browsers_lay_it_out_otherwise() -> None:
    (drift,) = seeds().drifts_in_theirs(seeds().with_(REGION, "<div>" * 98 + REGION))
    assert (drift.kind, drift.says) == ("unread", "The notice stands too deep inside other elements.")


def test_names_are_parted_by_the_spaces_of_browsers() -> None:
    mark = 'aria-owns="c\xa0d"'
    assert ("code", f"<p {mark}>", "") in told('<div id="c\xa0d">', f"</div><p {mark}></p>")
    assert told('<div id="cd">', '</div><p aria-owns="c\fx"></p>') == []
    assert told('<div id="cd">', '</div><p aria-owns="x\fcd"></p>') != []


def test_what_is_no_address_is_told_and_no_fault() -> None:
    data = seeds().with_("<body>\n", '<body><header><a href="https://[">x</a></header>')
    assert [(each.kind, each.says) for each in seeds().drifts(data)] == [("code", '<a href="https://[">')]
    assert seeds().drifts(b'\xef\xbb\xbf"') != []
