"""Tickets written as Markdown, read back as a viewer reads them."""

from __future__ import annotations

import io
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from deskboard.desk.desk import Desk
from deskboard.domain import commands as c
from deskboard.domain.model import CommentKind
from deskboard.domain.query import parse
from deskboard.domain.text import safe
from deskboard.transfer.export import export
from deskboard.transfer.markdown import plain, prose
from tests.conftest import Clock

VIEWER = MarkdownIt("commonmark", {"html": True}).enable("table")


def written(desk: Desk, query: str = "") -> str:
    out = io.StringIO()
    export(desk, parse(query) if query else None, "markdown", out)
    return out.getvalue()


def tokens(text: str) -> list[Token]:
    """Those of the blocks, and those within lines."""
    return [part for block in VIEWER.parse(text) for part in (block, *(block.children or ()))]


def headings(text: str) -> list[tuple[str, str]]:
    blocks = VIEWER.parse(text)
    return [
        (block.tag, "".join(part.content for part in blocks[n + 1].children or ()))
        for n, block in enumerate(blocks)
        if block.type == "heading_open"
    ]


def test_boards_columns_and_tickets_are_the_headings(desk: Desk, clock: Clock) -> None:
    doing = desk.board().columns[1].id
    fields = {"priority": "high", "tags": ("mail", "vpn"), "due": clock.now + timedelta(hours=1), "assignee": "bob"}
    desk.do(c.AddTicket("VPN <b>down</b> *again*", fields, steps=("one", "# two")))
    desk.do(c.TickStep(1, (desk.ticket(1).steps[0].id,)))
    desk.do(c.AddTicket("Second", {"description": "# Why\n\nBecause.\n\n## More"}, doing))
    desk.do(c.AddComment((2,), CommentKind.REPLY, "Look:\n\n# here"))
    text = written(desk)
    assert headings(text) == [
        ("h1", "Help desk"),
        ("h2", "To Do"),
        ("h3", "#1 VPN <b>down</b> *again*"),
        ("h2", "Doing"),
        ("h3", "#2 Second"),
        ("h4", "Why"),
        ("h5", "More"),
        ("h4", "here"),
    ]
    assert "- **Priority:** high\n" in text and "- **Tags:** mail, vpn\n" in text
    assert "- **Due:** 2026-03-02 12:00\n" in text  # 10:00 UTC, in the zone of the desk
    assert "- [x] one\n- [ ] \\# two\n" in text
    assert "> **Public reply**, ann, 2026-03-02 11:00\n>\n> Look:\n" in text
    assert headings(written(desk, "second"))[:3] == [("h1", "Help desk"), ("h2", "Doing"), ("h3", "#2 Second")]


HOSTILE = st.text(st.sampled_from("`~<>!-=#[]() \n\t\\&;:*_+1.)ab/") | st.characters(exclude_categories=("Cs",)))
TRICKS = st.lists(
    st.sampled_from(
        (
            *(
                "```",
                " ```",
                "    ```",
                "- ```",
                "> ```",
                "~~~ `",
                "\\```",
                "````",
                "`a",
                "<script>x</script>",
                "<!-- ",
            ),
            *("Title", "===", "---", "#", "# head", "- # head", "> a", "1. text", "   more", "text", "", "&lt;b>"),
            *("![x](http://e.vil/p.png)", "[x](javascript:x)", "[x]: javascript:x", "[x]", "<http://ok.org>", "<a>"),
        )
    ),
    max_size=12,
).map("\n".join)


@given(HOSTILE | TRICKS)
def test_no_text_is_html_loads_anything_or_adds_to_the_structure(text: str) -> None:
    quoted = "\n".join(f"> {line}" for line in prose(text).split("\n"))
    document = f"# Board\n\n### #1 {plain(text)}\n\n{prose(text)}\n\n{quoted}\n\n### #2 after\n"
    found = tokens(document)
    assert [t.content for t in found if t.type in ("html_block", "html_inline", "image")] == []
    targets = [str(t.attrGet("href")) for t in found if t.type == "link_open"]
    assert all(target.startswith(("http://", "https://", "mailto:")) for target in targets)
    assert [name for name in headings(document) if name[0] in ("h1", "h2", "h3")][-1] == ("h3", "#2 after")
    assert sum(t.tag in ("h1", "h2", "h3") and t.type == "heading_open" for t in found) == 3


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zs", "Zl", "Zp", "Co", "Cn")), min_size=1))
def test_a_line_of_data_reads_as_it_is(text: str) -> None:
    shown = [part.content for part in tokens(plain(text)) if part.type == "text"]
    assert "".join(shown) == safe(text)
