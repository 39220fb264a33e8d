"""A page says in which characters it is, so that every browser hears it."""

from __future__ import annotations

import pytest

from site_builder.verify.page import page_drifts
from site_builder.verify.page.encoded import decoded
from tests.verify.pages import seeds

CHARSET = '<meta charset="utf-8">'
NONE = "It does not say at its beginning that it is in UTF-8, so a browser may read other letters."
OTHERS = {
    '<meta http-equiv="Content-Type" content="text/html; &#99;harset=latin1">': "latin1",
    '<META HTTP-EQUIV="content-type" CONTENT="text/html;charset = \'Latin1\'">': "latin1",
    "<meta http-equiv=content-type content=charset=latin1;x>": "latin1",
    '<meta name="a>b" charset="windows-1252">': "windows-1252",
    f'<meta name="{"a" * 1000}" charset="windows-1252">': "windows-1252",
    "<meta\ncharset=' KOI8-R '>": "koi8-r",
    "<script>'<meta charset=utf-7>'</script>": "utf-7",
    "<title><meta/charset=utf-7></title>": "utf-7",
    "<template><meta charset=utf-7></template>": "utf-7",
    '<script>if(a<b && c="</script><meta charset=utf-7>': "utf-7",
    "<meta charset=utf-8><meta charset=utf-7>": "utf-7",
}


@pytest.mark.parametrize("mark", OTHERS)
def test_a_page_that_says_another_character_set_is_not_read(mark: str) -> None:
    data = seeds().with_(CHARSET, f"{mark}{CHARSET}")
    told = [("unread", f"It says that it is in {OTHERS[mark]}, and notices are in UTF-8.")]
    assert [(d.kind, d.says) for d in seeds().drifts(data)] == told
    assert [(d.kind, d.says) for d in seeds().drifts_in_theirs(data)] == told


@pytest.mark.parametrize("encoding", ["encoding='Latin1'", 'encoding = "latin1"'])
def test_what_xml_says_at_the_beginning_counts(encoding: str) -> None:
    data = f"<?xml version='1.0' {encoding}?>".encode() + seeds().data
    assert [d.says for d in seeds().drifts_in_theirs(data)] == [
        "It says that it is in latin1, and notices are in UTF-8."
    ]
    assert seeds().drifts_in_theirs(b"\n" + data) == []


@pytest.mark.parametrize(
    "mark",
    [
        *(CHARSET, '<meta charset=" UTF8 ">', '<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">'),
        *(
            "<!-- <meta charset=latin1> -->",
            "<meta name=x content=charset=latin1>",
            "<meta charset>",
            "<meta charset=>",
        ),
        *("<meta http-equiv=content-type>", "<metadata charset=latin1></metadata>", "</meta charset=latin1>"),
        *("<script charset=latin1></script>", '<i title="<meta charset=latin1>"></i>'),
    ],
)
def test_what_says_nothing_else_to_a_browser_is_no_drift(mark: str) -> None:
    assert seeds().drifts_in_theirs(seeds().with_(CHARSET, CHARSET + mark)) == []


@pytest.mark.parametrize(
    "mark",
    [
        f'<meta name="theme-color" content="charset=utf-8{" " * 1200}">',
        f"<!--{CHARSET}{' ' * 1200}-->",
        f'<meta name="theme-color" content="{" " * 1200}" charset="utf-8">',
        "",
    ],
)
def test_a_page_of_ours_says_it_at_its_beginning(mark: str) -> None:
    data = seeds().with_(CHARSET, f"{mark}{CHARSET if mark else ''}")
    assert [d.says for d in seeds().drifts(data)] == [NONE]


@pytest.mark.parametrize("more", [0, 1])
def test_the_whole_mark_stands_in_the_first_1024_bytes(more: int) -> None:
    before = 1024 + more - len(CHARSET) - seeds().data.index(CHARSET.encode()) - len("<!---->")
    data = seeds().with_(CHARSET, f"<!--{'x' * before}-->{CHARSET}")
    assert [d.says for d in seeds().drifts(data)] == [NONE] * more


def test_a_page_has_no_sign_by_which_it_may_be_in_another_encoding() -> None:
    data = "<!--?xml-->".encode("utf-16-le") + seeds().data
    assert [drift.says for drift in seeds().drifts_in_theirs(data)] == [
        "It has a NUL, by which some browsers take it for another encoding."
    ]


def test_bytes_may_end_amid_a_letter() -> None:
    assert decoded("<meta charset=utf-8>é".encode(), within=21) == "<meta charset=utf-8>é"


def test_where_a_server_says_it_a_page_need_not() -> None:
    assert decoded("é".encode(), within=0) == "é"


NOT_PLAINLY = (
    *('<meta charset="" charset=windows-1252>', "<!-- charset -->", "<meta http-equiv=x content=y>"),
    "<meta http-equiv=x http-equiv=content-type content='text/html; charset=windows-1252'>",
    "<!--<x--><template><meta charset=windows-1252></template><!-- -->",
    *(
        "<!-- -->",
        "<template><svg><title></svg></template>",
        "<title>a</title>",
        "<meta name=a>",
        "a",
        "\xa0",
        "</head>",
    ),
)
SAID = (
    *("<META CHARSET=UTF8>", '<meta http-equiv="Content-Type" content="text/html;charset=UTF-8">'),
    "<meta charset='utf-8'/>",
)
NOT_SAID = (
    *("<script><meta charset=utf-8></script>", "<textarea><meta charset=utf-8></textarea>"),
    *("<svg><style><meta charset=utf-8></style></svg>", "<p><meta charset=utf-8>"),
    '<meta http-equiv="x" content="text/html; charset=utf-8">',
    '<meta http-equiv=content-type content="utf-8">',
    '<meta charset="" http-equiv=content-type content="text/html; charset=utf-8">',
    '<meta content="text/html; charset=utf-8">',
    '<meta charset="utf-8" http-equiv="x" content="y">',
)


def test_a_page_of_theirs_says_it_where_its_server_does_not() -> None:
    page = seeds()

    def told(data: bytes) -> list[str]:
        found = page_drifts(data, page.laid, page.language, file="page", says_charset=True)
        return [drift.says for drift in found]

    silent = page.with_(CHARSET, "")
    assert told(silent) == [NONE]
    assert page.drifts_in_theirs(silent) == []
    assert told(page.with_(CHARSET, f"<!--{'x' * 2000}-->{CHARSET}")) == [NONE]
    for other in ("\x0butf-8", "&nbsp;utf-8", "'utf-8", "utf-8;"):
        assert told(page.with_(CHARSET, f'<meta charset="{other}">')) != []
    for other in NOT_SAID:
        assert told(page.with_(CHARSET, other)) == [NONE], other
    for other in SAID:
        assert told(page.with_(CHARSET, other)) == [], other
    for other in NOT_PLAINLY:
        assert told(page.with_(CHARSET, other + CHARSET)) != [], other
    for other in ("<html lang='en-gb' class='a \"b'\tid=\"c\">", '<HTML lang="en-gb">', "<html\nlang=en-gb>"):
        assert told(page.with_('<html lang="en-GB">', other)) == [], other
    for other in (
        "<html lang=en-gb a='>",
        "<html lang=en-gb a=<>",
        '<html lang=en-gb a=">b<">',
        "<html lang=en-gb a='<'>",
    ):
        assert NONE in told(page.with_('<html lang="en-GB">', other)), other
    assert told(page.with_("<head>", "<HEAD data-a=b>")) == told(page.with_("<head>", "")) == []
    assert told(page.with_("<head>", "<header>")) != []
    assert told(b"\xef\xbb\xbf" + silent) == []
    # Also of these letters alone: some browsers guess that they are Japanese.
    assert told(silent.decode().encode("ascii", "xmlcharrefreplace")) == [NONE]
