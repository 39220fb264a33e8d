"""Sentences of `check`, which speak of files, in the form's words: its labels, its answers, and its pages by name."""

from __future__ import annotations

import re
from functools import cache

from site_builder.edit import labels
from site_builder.edit.things import Things
from site_builder.load.project.files import schema_of
from site_builder.model import VOCABULARIES

_ID = re.compile(r"(?<![\w“/-])[a-z][a-z0-9]*(?:-[a-z0-9]+)+(?![\w”/-])")
_DISCLOSURE = re.compile(r"\b[Dd]isclosure")
_FILE = re.compile(
    r"\b(?:(?P<new>(?:[Aa] file|an entry)(?: for it)?) )?(?P<how>at|in|into|from) (?:registry/)?"
    r"(?P<name>(?:recipients|notices|vocabulary|translations)/(?:[\w/-]+\.yaml)?|(?:organisation|retired)\.yaml)(?::\d+)?"
)
_STANDS = re.compile(r" ?[^.]* stands in line \d+\.")
_LINE = re.compile(r",? (?:at|in|on) line \d+")
_THIS_LINE = re.compile(r"\b([Tt])h(?:is|e) line\b")
_PAIR = re.compile(r"(?P<write>\b[Ww]rite )?\b(?P<field>[a-z]+(?:_[a-z]+)*): (?P<word>[a-z][a-z0-9_-]*)\b(?!:)")
_QUOTED = re.compile(r"(?<![\w’])'([^']+(?:'\w[^']*)*)'(?!\w)")
_IN_QUOTES = re.compile(r"(“[^”]*”)")
_NAME = re.compile(r"(?<![\w/-])([a-z]+(?:_[a-z0-9]+)+)\b(?!\.\w)")
_ALONE = re.compile(r"\b(?:registry/)?((?:[a-z]+/)*[a-z0-9-]+\.yaml)(?::\d+)?\b")
_ALSO_WORDS = {
    "at",
    "name",
    "questions",
    "law",
    "kind",
    "with",
    "source",
    "type",
    "who",
    "by",
    "link",
    "status",
    "contact",
}
"""Names of fields that are words of a sentence, too."""
_NAMES_OF = {"recipients": "Recipients", "notices": "Notices", "translations": "the translations"}


def plainly(text: str, things: Things) -> str:
    """A sentence without names of fields, files and ids. What stands in quotes are words of somebody, and stays."""
    text = _FILE.sub(lambda m: _page(m, things), text)
    text = _THIS_LINE.sub(lambda m: "This" if m[1] == "T" else "this", _LINE.sub("", _STANDS.sub("", text)))
    for words, ours in labels.phrases().items():
        text = text.replace(words, ours)
    text = _ALONE.sub(lambda m: f"“{_called(m[1], things)}”", text)
    text = _QUOTED.sub(lambda m: f"“{_quoted(m[1], things)}”", text)
    parts = _IN_QUOTES.split(text)
    # Between two quotes is what `check` says itself.
    return "".join(part if number % 2 else _said(part, things) for number, part in enumerate(parts))


def _quoted(words: str, things: Things) -> str:
    """What stands in quotes: a field, an answer, a thing by its id, or words."""
    if words in things.own:
        return things.name(words)
    owner, _, field = words.partition(".")
    if owner in things.own and field:
        return f"{things.name(owner)}: {_word(field)}"
    if pair := _PAIR.fullmatch(words):
        return _field_and_answer(pair, things).strip("“”")
    return labels.by_field().get(words) or (_word(words) if _NAME.fullmatch(words) else words)


def _said(text: str, things: Things) -> str:
    text = _PAIR.sub(lambda m: _field_and_answer(m, things), text)
    text = _ID.sub(lambda m: f"“{things.name(m[0])}”" if m[0] in things.own else m[0], text)
    text = _DISCLOSURE.sub(lambda m: "sharing" if m[0][0] == "d" else "Sharing", text)
    text = _bare().sub(_field, text)
    return _NAME.sub(lambda m: f"“{_word(m[1])}”", text)


def _field(found: re.Match[str]) -> str:
    name = found["name"] or found["last"] or found["first"]
    return f"{found['before'] or found['to'] or ''}“{labels.by_field()[name]}”"


def _page(found: re.Match[str], things: Things) -> str:
    """Where something stands, by the name of its page."""
    name, new = found["name"], found["new"]
    folder, _, rest = name.partition("/")
    how = f"{new} {found['how']}" if new else found["how"]
    kind = rest.removesuffix(".yaml")
    if new and folder == "recipients" and not rest:
        return "a recipient" if "file" in new else "an entry of a recipient"
    if folder == "vocabulary":
        there = f"“{labels.many(kind)}”" if kind in VOCABULARIES else "the names that the notices use"
        return f"{new} under {there}" if new else f"{'among' if found['how'] != 'from' else 'from'} {there}"
    return f"{how} “{_called(name, things)}”"


def _called(name: str, things: Things) -> str:
    """What the page of a file or a folder is called."""
    folder, _, rest = name.partition("/")
    schema = schema_of(name) if rest else None
    if schema and schema[2] and folder not in _NAMES_OF.keys() - {"recipients", "notices"}:
        return things.name(schema[2])
    return _NAMES_OF.get(folder) or labels.many(name.removesuffix(".yaml").rpartition("/")[2])


def _field_and_answer(found: re.Match[str], things: Things) -> str:
    """A field and what to write there, where this is one: an answer that it takes, or the id of a thing."""
    field, word = found["field"], found["word"]
    title = labels.by_field().get(field)
    if title and word in labels.answers_of(field):
        return f"{found['write'] or ''}“{title}”: “{labels.answer('', field, word)}”"
    if title and found["write"] and (word in things.own or "-" in word):
        return f"{found['write']}“{title}”: “{things.name(word)}”"
    return found[0]


def _word(name: str) -> str:
    """What a name with an underscore reads as: a field, else an answer."""
    return labels.by_field().get(name) or labels.by_answer().get(name) or name.replace("_", " ")


@cache
def _bare() -> re.Pattern[str]:
    """The name of a field of one word, where it can be nothing else."""
    alone = {name for name in labels.by_field() if "_" not in name} - _ALSO_WORDS
    names = "|".join(sorted(alone, key=len, reverse=True))
    return re.compile(
        rf"(?P<before>\b(?:[Ww]rite|[Aa]dd|[Tt]ake|under) )(?P<name>{names})\b(?=[ .,:;])"
        rf"|(?P<to>\bto )(?P<last>{names})\b(?=[.,:;])|\b(?P<first>{names})\b(?= (?:says|lists|takes)\b)"
    )
