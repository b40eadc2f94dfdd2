"""What of a model's answer is words."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pam_core.orchestrator.words.plain_words import PlainWords

LONG = "x" * 250

TOKENS = st.sampled_from(
    [*" \n<>*_`#|[]()!-&;~\\=\"'/.:1a", "```", "**", "http", "https://", "www.", "a.b/c_(d),", "</"]
    + ["<b>", "<script>", "</script>", "<think>", "</think>", "<!--", "-->", "<a href=", "lt;"]
    + ["](", '[ok](http://x.y "t")', "![p](u)", "[1]", "- [x] ", "|---|\n", "\u200b", "👍", "word "]
    + [
        "<img src='a>b'>",
        "<y and z>",
        "&#42;",
        "&lt;",
        "<|im_end|>",
        "12. ",
        "....",
        "  ",
        "Ⅷ",
        "é",
    ]
)
ANY_TEXT = st.lists(TOKENS, max_size=40).map("".join) | st.text(max_size=60)


def plain(text: str, size: int | None = None) -> str:
    words = PlainWords()
    size = size or max(1, len(text))
    fed = [words.feed(text[at : at + size]) for at in range(0, len(text), size)]
    return "".join(fed) + words.finish()


@pytest.mark.parametrize(
    "text",
    [
        "5 < 6 and 7 > 6.",
        "a*b",
        "2 * 3 = 6, 2**8 = 256 and 4*(2+1) = 12",
        "snake_case and x_1",
        "It costs $4.99, or $5-$6.",
        "3-4 hours",
        "It is 72°F, ~5 miles to go.",
        "#1 choice, Highway #12, C#",
        "AT&T, R&B; fine",
        "Wow! Really? [your name] here",
        "what, when, hot, far",
        "-5 degrees",
        "I <3 Page",
        "x<- y",
        "He said: 'go'… and \"left\".",
        "1.5 miles",
        "www is the web",
        "C:\\path",
    ],
)
def test_words_stay_as_they_are(text: str) -> None:
    """What looks like markup and is none survives."""
    assert plain(text) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "**Bold**, *it*, ***both***, _em_, __strong__, ~~gone~~, `code`",
            "Bold, it, both, em, strong, gone, code",
        ),
        ("# Page\n\n## Why\nIt is near.", "Page\nWhy\nIt is near."),
        ("- one\n* two\n+ three\n• four\n- [x] five", "one\ntwo\nthree\nfour\nfive"),
        ("1. one\n2) two", "1: one\n2: two"),
        ("> quote\n>> twice", "quote\ntwice"),
        ("One\n---\nTwo\n***\nThree", "One\nTwo\nThree"),
        ("| Town | Miles |\n|:--|--:|\n| Page | 5 |", "Town, Miles\nPage, 5"),
        ("See [the **map**](https://a.b/c 'x') now", "See the map now"),
        ("See ![a map](https://a.b/c.png)!", "See a map!"),
        ("See https://a.b/c?d=e&f. Then www.x.org, ok", "See a link. Then a link, ok"),
        ("See <https://a.b/c>.", "See a link."),
        ("It is far [1], very far [^2].", "It is far, very far."),
        ("Salt &amp; pepper&nbsp;mix, 5 &lt; 6", "Salt & pepper mix, 5 less than 6"),
        ("5 \\* 6 \\# \\_", "5 * 6 # _"),
        ("Good 👍🏽 news 🚐!", "Good news !"),
        ("a\u200bb\u202ec\x00d\x1b[0m", "abcd[0m"),
        ("<b>Hi</b><br/>there<p class='x'>you</p>", "Hi\nthere\nyou\n"),
        ("A<script>alert('</p>')</script>B<STYLE>p{}</STYLE >C", "ABC"),
        ("<img src=x onerror=alert(1)>ok", "ok"),
        ("a<!-- secret <b> -->b", "ab"),
        ("<think>Is it **far**?\n</think>\n\nYes.", "Yes."),
        ("Done.<|im_end|>", "Done."),
        ('<tool_call>{"name": "x"}</tool_call>Fine.', "Fine."),
    ],
)
def test_marks_go_and_words_stay(text: str, words: str) -> None:
    """Markdown and HTML leave their words, scripts and thoughts nothing."""
    assert plain(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Do this:\n```python\nprint(1)\n```\nThat is all.", "Do this:\nThat is all."),
        ("Say ```go home``` now.", "Say go home now."),
        ("```text\nIt is far.\n```", "It is far."),
        ("```\nIt is far.", "It is far."),
        ("```html\n<script>alert(1)</script><b>Far</b>.\n```", "Far."),
        ("Do this:\n```\nrm -rf", "Do this:"),
    ],
)
def test_code_is_for_the_eye(text: str, words: str) -> None:
    """Code is left out, unless there is nothing else."""
    assert plain(text).strip() == words


def test_what_never_ends_is_text() -> None:
    """A "<" or "[" whose end is too far away swallows nothing."""
    assert plain(f"a <b {LONG}") == f"a < b {LONG}"
    assert plain(f"a [b {LONG}") == f"a [b {LONG}"
    assert plain(f"a <b {LONG}>", 7) == f"a < b {LONG}>"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a <b", "a < b"),
        ("a <img src='", "a < img src='"),
        ("a [b](c", "a [b](c"),
        ("a &am", "a &am"),
        ("a `", "a"),
        ("a htt", "a htt"),
        ("a!", "a!"),
        ("a\n- ", "a"),
        ("a\n12.", "a\n12."),
        ("a\\", "a\\"),
    ],
)
def test_what_was_held_back_comes_at_the_end(text: str, words: str) -> None:
    """What might have become markup and did not is given when no more comes."""
    assert plain(text, 1).rstrip() == words


def test_little_is_held_back() -> None:
    """Plain words are given at once, and a "<" as soon as it can be no tag."""
    words = PlainWords()
    assert words.feed("It is far") == "It is far"
    assert words.feed(", 5 <") == ", 5"
    assert words.feed(" 6.\n") == " < 6.\n"


@given(ANY_TEXT, st.integers(1, 9))
def test_how_it_is_cut_changes_nothing(text: str, size: int) -> None:
    """A text in pieces gives the same words as the text whole."""
    assert plain(text, size) == plain(text)


@given(ANY_TEXT)
def test_no_tag_and_no_hidden_sign_is_left(text: str) -> None:
    """Nothing that comes out begins a tag, and every sign can be seen."""
    words = plain(text)
    assert not re.search(r"<[A-Za-z/!?]", words)
    assert {unicodedata.category(sign) for sign in words} & {"Cf", "Cs", "Co", "Cn"} == set()
    assert not re.search(r"[^\S\n ]|  |\n\n| \n|\n |^\s", words)


@given(st.lists(st.from_regex(r"[A-Za-z0-9]{1,9}[.,?!]?", fullmatch=True), max_size=40))
def test_no_plain_word_is_lost(tokens: list[str]) -> None:
    """Words without marks come out as they went in; only a number may begin a list."""
    assert plain(" ".join(("So", *tokens))).split() == ["So", *tokens]


@pytest.mark.parametrize(
    "unit",
    [
        "<",
        "[",
        "`a",
        "*",
        "_ ",
        "| ",
        "<a ",
        "[a](",
        "http://",
        "&a",
        "\\",
        "- ",
        "> ",
        "<a b='",
        "![",
        "Mr. A ",
        "<script>",
        "```",
        "=",
        "~",
    ],
)
def test_a_long_answer_takes_no_more_time_than_it_has_words(unit: str) -> None:
    """200 KB of what looks like markup, sign by sign as well, are taken without a hang."""
    text = unit * (200_000 // len(unit))
    assert plain(text, 3) == plain(text)
