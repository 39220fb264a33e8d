"""A small laid-out notice with one of everything that a page can hold, for everyone and for children."""

from __future__ import annotations

from dataclasses import replace

from site_builder.facts.layout.laid_out import (
    NO,
    NOT_SAID,
    SOME,
    YES,
    Answer,
    Closed,
    Glance,
    GlanceRow,
    Item,
    Items,
    LaidNotice,
    LaidPassage,
    LaidSection,
    Margin,
    Mark,
    Paragraph,
    Part,
    Row,
    Rows,
    Run,
    Text,
)
from site_builder.facts.rich_text import Line, Piece, line

FORM = "https://council.example/data-protection-complaint-form"
WELSH = "Bwrdd Iechyd"


def link(words: str, address: str) -> Piece:
    """Words that lead somewhere."""
    return Piece(words, url=address)


def number(of: str) -> Piece:
    """The number of a passage, which leads to it."""
    return link(of, f"#p{of}")


def pieces(*parts: str | Piece) -> Line:
    """A line of words and pieces."""
    return Line(tuple(Piece(part) if isinstance(part, str) else part for part in parts))


def row(head: str, *answers: str | Line) -> Row:
    """A question, and its answers of one line each."""
    lines = [line(each) if isinstance(each, str) else each for each in answers]
    return Row(head.lower(), line(head), tuple(Answer((each,)) for each in lines))


def said(*texts: str) -> tuple[Paragraph, ...]:
    """A paragraph for each text."""
    return tuple(Paragraph((Run(text, "en-gb"),)) for text in texts)


def asked(question: str, *marks: tuple[str, str]) -> Margin:
    """A question with closed answers."""
    return Margin(line(question), tuple(Mark(glyph, line(words)) for glyph, words in marks))


def exact(of: str, *rows: Rows) -> Closed:
    """The exact facts of a passage, with the link to what holds for everything."""
    more = Text((pieces(link("Common facts", "#all")),))
    return Closed(line("Exact facts"), (*rows, more), of=f"of {of}")


QUESTIONS = ("Must it be shared?", "Your choice?", "Can they tell who it is?")

DEPARTMENT = LaidSection(
    "section-department",
    line("Department for Education (DfE)"),
    (
        LaidPassage(said("This section is about schools. It states nothing.")),
        LaidPassage(
            said(
                "The department uses information about children for research. "
                "It asks each school once a year, and each school must answer with the records of all its pupils.",
                "Parents are told first, as [its website](https://department.example/census) says.",
            ),
            number="1.1",
            label=line("Department for Education: research, statistics, policy and more"),
            thing="d-census",
            margin=(
                asked(QUESTIONS[0], (YES, "Yes, when required")),
                asked(QUESTIONS[1], (SOME, "Told first"), (NO, "Not if someone is at risk")),
                asked(QUESTIONS[2], (SOME, "Perhaps. Not from results")),
            ),
            exact=exact(
                "1.1",
                Rows(
                    (
                        row("Who gets it", "Department for Education"),
                        row("Information", "Contact details", "Attendance, absences and why"),
                        Row(
                            "kept",
                            line("Kept"),
                            (Answer((line("Until the pupil is 25, by us"), line("About pupils up to age 19"))),),
                        ),
                        row("Law", pieces(link("Education Act 1996, section 537A", "https://law.example/537A"))),
                        row("Also applies", pieces("Perhaps ", number("1.2"))),
                    )
                ),
            ),
        ),
        LaidPassage(
            (
                Paragraph(
                    (Run("Pupil records are passed on to", "en-gb"), Run(WELSH, "cy"), Run("and to:", "en-gb")),
                    (Run("other councils", "en-gb"), Run("places of learning", "en-gb")),
                ),
            ),
            number="1.2",
            label=pieces(Piece(WELSH, "cy"), " and councils: checking how services do, services"),
            margin=(asked(QUESTIONS[0], (NO, "No, but the sender may")),),
            exact=exact(
                "1.2",
                Rows((row("Why", "To support their work"),), line("All of these")),
                Rows((row("Who gets it", pieces(Piece(WELSH, "cy"))),), pieces(Piece(WELSH, "cy")), "d-board"),
                Rows((row("Who gets it", "Other councils"),), line("Other councils, from the DfE"), "d-councils"),
            ),
            notes=(
                pieces("As in ", number("1.1")),
                pieces(link("Unclear or wrong?", "mailto:wrong@council.example?subject=1.2")),
            ),
        ),
    ),
)
EMPTY = LaidSection("section-websites", line("Information on other websites"), ())

RIGHTS = Part(
    "rights",
    line("Your rights and how to complain"),
    (
        Text((line("By law, you can ask us to:"),)),
        Items((Item(line("correct it (Article 16)")), Item(pieces("delete it: all but ", number("1.2"))))),
        Text(
            (pieces("Our officer, ", link("officer@council.example", "mailto:officer@council.example")),),
            line("To use a right or ask:"),
        ),
        Text((pieces("You can complain to us. Use our form ", link(FORM, FORM)), line("You can also phone us."))),
        Closed(
            line("The law on research and statistics"),
            (Text((pieces(number("1.1")),)), Items((Item(line("No decisions about any one person")),))),
        ),
    ),
)
SILENCE = Part(
    "silence",
    line("What this notice does not say"),
    (
        Items((Item(line("the legal reason")), Item(line("where we got it"))), "columns"),
        Text((line("You can ask us. You may have a right to be told."),)),
    ),
)
NAMED = Part(
    "named",
    line("Everyone named, A to Z"),
    (
        Rows((row("Gets health data", pieces(link(WELSH, "#n-board"))),), style="find"),
        Items(
            (
                Item(
                    pieces(Piece(WELSH, "cy"), " ", number("1.2")),
                    anchor="n-board",
                    under=(line("Health board. A public authority."), pieces("Gets health data ", number("1.2"))),
                ),
                Item(pieces("Department for Education ", number("1.1")), anchor="n-department"),
            ),
            "named",
        ),
    ),
    line("The numbers lead to the words."),
)
ABOUT = Part(
    "about",
    line("About this notice"),
    (
        Rows((row("Who we are", "Example Council", "In England"), row("Reviews", "Next by 31 March 2027"))),
        Closed(
            line("Checked"),
            (Rows((row("Records manager, 20 November 2026", pieces("Kept: ", number("1.1"))),), style="wide"),),
        ),
    ),
)
EVERYWHERE = Closed(
    line("Common facts (1): abroad"),
    (Rows((row("Abroad", pieces("It stays in the UK (not said for ", number("1.2"), ")")),)),),
    anchor="all",
)

CLOSING = LaidSection("page-closing", line("Good to know"), (LaidPassage(said("Schools share some data themselves.")),))

ADULT = LaidNotice(
    id="pupils",
    language="en-gb",
    for_children=False,
    organisation=line("Example Council"),
    title=line("Who we share data with"),
    banners=(
        line("Draft of 3 May 2026. It has not been released."),
        pieces("Replaced by: ", link("Who we share pupil data with", "../pupil-data/")),
    ),
    opening=said("We pass on data about children to those who follow, as the law allows."),
    ask=None,
    glance=Glance(
        "The short answer",
        ("Who gets it?", "Why?", *QUESTIONS),
        (
            GlanceRow(
                DEPARTMENT.anchor,
                DEPARTMENT.heading,
                (pieces(Piece(WELSH, "cy"), ", other councils, 2 more"), line("To and from the DfE")),
                (
                    Mark("", line("Research, statistics and more")),
                    Mark(YES, line("Yes, when required")),
                    Mark(SOME, line("Told first, for some")),
                    Mark(NOT_SAID, line("Not said")),
                ),
            ),
            GlanceRow(EMPTY.anchor, EMPTY.heading, (), (Mark("", line("This part says nothing today")),)),
        ),
        "Numbers lead to the passages below.",
    ),
    links=(
        pieces(link("Your rights and how to complain", "#rights")),
        pieces(link("2 things not said", "#silence")),
        pieces(link("Everyone named, A to Z", "#named")),
        pieces("Read this with: ", link("How we share data", "../sharing/")),
    ),
    everywhere=EVERYWHERE,
    sections=(DEPARTMENT, EMPTY, CLOSING),
    parts=(RIGHTS, SILENCE, NAMED, ABOUT),
    grown_ups=None,
    edition="Version 2026.11.25.1, 25 November 2026",
    untranslated="Not everything here is in this language yet. The rest is in Welsh.",
)

CHILD = replace(
    ADULT,
    for_children=True,
    ask=Text((line("Data protection officer, 01632 960123"),), line("Who you can ask")),
    links=(pieces(link("What you can do", "#rights")), pieces(link("For grown-ups", "#grown"))),
    everywhere=None,
    parts=(RIGHTS,),
    grown_ups=Closed(line("For grown-ups"), (EVERYWHERE, SILENCE, NAMED, ABOUT), anchor="grown"),
)
