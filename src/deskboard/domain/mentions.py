"""Who is mentioned in a text: ``@ann``, wherever a word begins.

Invariant: what stands in code, or inside a mail address, mentions nobody; and the time is
proportional to the length of the text.
"""

from __future__ import annotations

import re

MENTION = re.compile(r"(?<![\w@./\\-])@(\w[\w.+-]{0,98}\w|\w)")
"""A login after an @ that begins a word; the full stop of a sentence is no part of it."""
_FENCED = re.compile(r"^ {0,3}(```|~~~).*?(?:^ {0,3}\1|\Z)", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`[^`\n]+`")


def mentioned(text: str) -> tuple[str, ...]:
    """The logins that a text mentions, each once, in order. Whether they are anybody's is not
    asked here."""
    if "@" not in text:
        return ()
    prose = _CODE.sub(" ", _FENCED.sub(" ", text))
    return tuple(dict.fromkeys(match[1].lower() for match in MENTION.finditer(prose)))
