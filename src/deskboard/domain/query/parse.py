"""Reading a query: tokens → tree, errors with their place.

    query   = either
    either  = both { OR both }
    both    = term { [AND] term }
    term    = "-" term | "(" either ")" | key op value { "," value } | word | "quoted words"

``sort:`` stands anywhere outside parentheses and belongs to the whole query. A word without
any letter or digit restricts nothing and leaves no node.

Invariant: whatever the text, ``parse`` returns a Query or raises QueryError, in time in
proportion to the text.
"""

from __future__ import annotations

from deskboard.domain.errors import QueryError
from deskboard.domain.query import tokens as t
from deskboard.domain.query.tokens import Piece, Token, tokens
from deskboard.domain.query.tree import All, Any_, Is, Node, Not, Query, SortKey, Special, Test, Text, Value
from deskboard.domain.query.words import ALL_KEYS, KEYS, SORT, SORTS, Unreadable, brief, nearest, read_value
from deskboard.domain.text import search_words
from deskboard.l10n import _

LENGTH_MAX = 10_000
DEPTH_MAX = 50
TERMS_MAX = 200
"""Bounds of what a person writes; a database refuses expressions not far beyond them."""


def parse(text: str) -> Query:
    """The query that ``text`` says; empty text is every ticket. QueryError: it cannot be
    read, with the place of what is wrong."""
    if len(text) > LENGTH_MAX:
        message = _("A query may have {limit} characters.").format(limit=LENGTH_MAX)
        raise QueryError(message, LENGTH_MAX, len(text) - LENGTH_MAX)
    return _Parser(text).query()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.place = 0
        self.depth = 0
        self.terms = 0
        self.sort: list[SortKey] = []

    def query(self) -> Query:
        where = self.either() if self.tokens else None
        if (token := self.peek()) is not None:
            raise _error(_("This parenthesis closes nothing."), token)
        return Query(where, tuple(self.sort), self.text)

    def peek(self) -> Token | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def accept(self, kind: str) -> Token | None:
        token = self.peek()
        if token is None or token.kind != kind:
            return None
        self.place += 1
        return token

    def either(self) -> Node | None:
        nodes = [self.both()]
        while self.accept(t.OR):
            nodes.append(self.both())
        return _group(Any_, nodes)

    def both(self) -> Node | None:
        nodes = [self.operand()]
        while (token := self.peek()) is not None and token.kind not in (t.OR, t.CLOSE):
            self.accept(t.AND)
            nodes.append(self.operand())
        return _group(All, nodes)

    def operand(self) -> Node | None:
        """One term, with whatever negates it."""
        before = self.tokens[self.place - 1] if self.place else None
        token = self.peek()
        if token is None or token.kind in (t.OR, t.AND, t.CLOSE):
            raise self.missing(before, token)
        self.place += 1
        if token.kind == t.MINUS:
            return self.negated()
        if token.kind == t.OPEN:
            return self.nested(token)
        return self.term(token)

    def missing(self, before: Token | None, token: Token | None) -> QueryError:
        if before is None or (token is not None and before.kind == t.OPEN):
            assert token is not None  # there are tokens, or nobody would have asked
            return _error(_("Something is missing here."), token)
        return _error(_("Something is missing after “{word}”.").format(word=before.text), before)

    def negated(self) -> Node | None:
        token = self.peek()
        if token is not None and token.kind == t.TERM and token.text.lower() == SORT:
            raise _error(_("An order cannot be negated; write sort:-{key}.").format(key=token.values[0].text), token)
        node = self.operand()
        return None if node is None else Not(node)

    def nested(self, opening: Token) -> Node | None:
        self.depth += 1
        if self.depth > DEPTH_MAX:
            raise _error(_("Parentheses go {limit} deep at most.").format(limit=DEPTH_MAX), opening)
        if self.peek() is None:
            raise _error(_("This parenthesis is never closed."), opening)
        node = self.either()
        if not self.accept(t.CLOSE):
            raise _error(_("This parenthesis is never closed."), opening)
        self.depth -= 1
        return node

    def term(self, token: Token) -> Node | None:
        self.count(token)
        if token.kind != t.TERM:
            return _words(token.text, token.kind == t.QUOTED)
        key = token.text.lower()
        if key == SORT:
            self.order(token)
            return None
        if key in KEYS:
            return _test(key, token)
        if _is_text(token):
            raw = self.text[token.start : token.end]
            return _words(raw, '"' in raw)
        message = _("There is no key “{key}”; put it in quotes to look for the word.").format(key=brief(token.text))
        raise QueryError(message, token.start, len(token.text), nearest(token.text, ALL_KEYS))

    def count(self, token: Token) -> None:
        """Every value of a term counts: each becomes a comparison of its own."""
        before = self.terms
        self.terms += max(1, len(token.values))
        if self.terms > TERMS_MAX:
            message = _("A query may have {limit} terms and values.").format(limit=TERMS_MAX)
            if not token.values:
                raise _error(message, token)
            first = token.values[TERMS_MAX - before]
            raise QueryError(message, first.start, token.end - first.start)

    def order(self, token: Token) -> None:
        if self.depth:
            raise _error(_("An order belongs to the whole query, outside the parentheses."), token)
        if token.op not in (":", "="):
            raise _error(_("An order is written sort:due or sort:-due."), token)
        for piece in token.values:
            _demand(piece, token)
            key = piece.text.lower().removeprefix("-")
            if key not in SORTS:
                message = _("Tickets have no order by “{key}”.").format(key=brief(key))
                raise QueryError(message, piece.start, piece.end - piece.start, nearest(key, SORTS))
            self.sort.append(SortKey(key, piece.text.startswith("-")))


def _error(message: str, token: Token) -> QueryError:
    return QueryError(message, token.start, token.end - token.start)


def _group(kind: type[All] | type[Any_], nodes: list[Node | None]) -> Node | None:
    """The nodes as one; a group within a group of its kind is part of it."""
    flat: list[Node] = []
    for node in nodes:
        if isinstance(node, kind):
            flat.extend(node.nodes)
        elif node is not None:
            flat.append(node)
    if len(flat) > 1:
        return kind(tuple(flat))
    return flat[0] if flat else None


def _words(text: str, exact: bool) -> Node | None:
    return Text(text, exact) if search_words(text) else None


def _is_text(token: Token) -> bool:
    """Whether something of the shape of a term is text after all: ``http://x``, ``re:re:x``,
    ``localhost:8080``, ``a<b``. What looks like a known key misspelt is not."""
    value = token.values[0].text
    if token.op == ":" and (":" in value or value.startswith(("/", "\\"))):
        return True
    return not nearest(token.text, ALL_KEYS) and (token.op != ":" or value.isdigit())


def _test(key: str, token: Token) -> Node:
    op = token.op.lstrip(":") or ":"
    if op in ("=", "!="):
        test = _test(key, token._replace(op=":"))
        return Not(test) if op == "!=" else test
    if op != ":":
        _check_comparison(key, op, token)
    values = tuple(_value(key, piece, token) for piece in token.values)
    if op != ":" and isinstance(values[0], Special):
        raise _error(_("“none” cannot be compared; write {key}:none.").format(key=key), token)
    if key == "is":
        states = _group(Any_, [Is(str(value)) for value in values])
        assert states is not None  # a term has a value
        return states
    return Test(key, op, values)


def _check_comparison(key: str, op: str, token: Token) -> None:
    if not KEYS[key].ordered:
        message = _("“{key}” cannot be compared by “{op}”; write {key}: and a value.").format(key=key, op=op)
        raise _error(message, token)
    if len(token.values) > 1:
        raise _error(_("A comparison takes one value."), token)


def _value(key: str, piece: Piece, token: Token) -> Value:
    _demand(piece, token)
    try:
        return read_value(key, piece.text, piece.quoted)
    except Unreadable as wrong:
        raise QueryError(wrong.message, piece.start, piece.end - piece.start, wrong.suggestion) from None


def _demand(piece: Piece, token: Token) -> None:
    """QueryError: nothing is written where ``piece`` should be."""
    if not piece.text.strip():
        message = _("A value is missing after “{key}”.").format(key=f"{token.text}{token.op}")
        raise QueryError(message, token.start, max(piece.end, token.end) - token.start)
