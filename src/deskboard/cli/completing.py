"""What a shell offers for the word that is being typed: names that the desk knows, and queries.

Invariant: nothing reaches the shell but words that stand for themselves there; and what goes wrong
on the way is no word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from deskboard.cli.group import session
from deskboard.domain.errors import DeskboardError
from deskboard.domain.model import Channel

if TYPE_CHECKING:
    from deskboard.domain.query.completing import Names

PLAIN = re.compile(r"-?[\w.@+%-]+(?::(?:-?[\w.@+%-]+)?)?")
"""No blank, no quote and nothing that a shell would act on."""

Offer = Callable[[click.Context, click.Parameter, str], list[str]]


def _names(context: click.Context) -> Names:
    from deskboard.desk.naming import names

    if session(context).db_is_missing:
        return {}
    try:
        with session(context).opened(Channel.CLI, create=False) as desk:
            return names(desk)
    except (DeskboardError, OSError):
        return {}


def named(key: str) -> Offer:
    """Offers the names that stand behind a key of the query language, such as ``queue``."""

    def offer(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
        prefix = f"{key}:"
        return [word.removeprefix(prefix) for word in _words(context, prefix + incomplete)]

    return offer


def query_words(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Offers what a word of a query can go on with."""
    # bash takes a colon for a word of its own, and wants what comes after it alone.
    words = list(context.params.get("words") or ())
    if incomplete == ":" and words:
        word, apart = f"{words[-1]}:", len(words[-1]) + 1
    elif incomplete and words[-1:] == [":"] and len(words) > 1:
        word, apart = f"{words[-2]}:{incomplete}", len(words[-2]) + 1
    else:
        word, apart = incomplete, 0
    return [found[apart:] for found in _words(context, word)]


def _words(context: click.Context, word: str) -> list[str]:
    """Every word that this one could become."""
    from deskboard.domain.query.completing import begun

    names = _names(context) if ":" in word else {}
    start, _key, choices = begun(word, names)
    return [made for choice in choices if PLAIN.fullmatch(made := word[:start] + choice)]
