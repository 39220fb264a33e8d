"""Where the templates are, and the one environment that fills them: strict, escaping, blind to what content says."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from site_builder.core.failure import Failure
from site_builder.renderers._inline import inline

if TYPE_CHECKING:
    from jinja2 import Environment

PACKAGE = Path(__file__).parent.parent


def folder() -> Path:
    """The templates that came with the program: in the package, or beside it in a checkout."""
    packaged = PACKAGE / "templates"
    return packaged if packaged.is_dir() else PACKAGE.parent / "templates"


@cache
def environment(own: Path | None = None) -> Environment:
    """The environment over our templates; what stands in `own` under the same name goes first."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folders = [folder()] if own is None else [own, folder()]
    made = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["inline"] = inline
    made.filters["tag"] = canonical_tag
    return made


def fill(template: str, own: Path | None, values: Mapping[str, Any]) -> bytes:
    """A template filled. Raises TemplateFailure where one's own template cannot be."""
    from jinja2 import TemplateError, TemplateSyntaxError

    if own is not None and not own.is_dir():
        raise TemplateFailure(f"There is no folder {own} with templates.")
    try:
        text = environment(own).get_template(template).render(values)
    except TemplateError as error:
        line = f", line {error.lineno}" if isinstance(error, TemplateSyntaxError) else ""
        raise TemplateFailure(f"The template {template}{line} cannot be filled: {error}.") from error
    return (text.rstrip() + "\n").encode()


class TemplateFailure(Failure):
    """A template cannot be read or filled."""


def canonical_tag(tag: str) -> str:
    """A BCP 47 tag as it is usually written: en-gb is en-GB."""
    language, *rest = tag.split("-")
    return "-".join([language, *(part.upper() if len(part) == len("GB") else part for part in rest)])
