"""What marks a text up, as patterns: for each the whole, and what may still become it."""

import re

LONGEST_TAG = 200
LONGEST_TARGET = 1500
LONGEST_LINE_MARK = 200
LONGEST_ENTITY = 12
LONGEST_BAR = 60

DROPPED_ELEMENTS = frozenset({"script", "style", "think", "thinking", "tool_call"})
"""Their content is not for the user: programs, looks, and what a model tells itself."""

ELEMENT_ENDS = {
    name: re.compile(f"</{name}", re.ASCII | re.IGNORECASE) for name in DROPPED_ELEMENTS
}
LONGEST_END = max(map(len, DROPPED_ELEMENTS)) + len("</")

BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt footer form h1 h2 h3 h4 h5 h6 header hr li"
    " main nav ol p pre section table td th tr ul".split()
)
"""Where such a tag stands, a line ends."""

_NAMES = (
    "script|style|think|thinking|tool_call|img|div|span|iframe|table|thead|tbody|tr|td|th|ul|ol|li"
    "|strong|em|code|pre|h[1-6]|br|hr|html|head|body|title|meta|link|form|input|button|svg|font"
    "|object|embed|video|audio|center|small|sup|sub|details|summary|blockquote"
)
_BARE = "async|autoplay|checked|controls|defer|disabled|hidden|loop|muted|open|required|selected"
_QUOTED = r"\"[^\"]*\"|'[^']*'"
_ATTRIBUTE = rf"(?:[A-Za-z_:@][\w:.@-]*=(?:{_QUOTED}|[^\s\"'=<>`]+)|(?:{_BARE})(?![\w=]))"
_PARTIAL = r"[A-Za-z_:@][\w:.@-]*(?:=(?:\"[^\"]*|'[^']*|[^\s\"'=<>`]*)?)?"

# A known name may be followed by anything; "x <y and z> w" is no tag.
TAG = re.compile(
    rf"</?(?P<name>[A-Za-z][\w:-]*)(?:\s+{_ATTRIBUTE})*\s*(?P<closed>/?)>"
    rf"|</?(?P<known>{_NAMES})[\s/](?:[^<>\"']|{_QUOTED})*>"
    r"|<[!?][A-Za-z][^<>]*>"
    r"|<\|[\w-]+\|>",
    re.ASCII | re.IGNORECASE,
)
TAG_BEGUN = re.compile(
    rf"</?(?:[A-Za-z][\w:-]*(?:\s+{_ATTRIBUTE})*(?:\s*/?|\s+{_PARTIAL}))?"
    rf"|</?(?:{_NAMES})[\s/](?:[^<>\"']|{_QUOTED})*(?:\"[^\"]*|'[^']*)?"
    r"|<!-?|<[!?](?:[A-Za-z][^<>]*)?"
    r"|<\|[\w-]*\|?"
    r"|<(?:https?|ftp):/?/?[^\s<>]*",
    re.ASCII | re.IGNORECASE,
)
AUTOLINK = re.compile(r"<(?:https?|ftp)://[^\s<>]*>", re.ASCII | re.IGNORECASE)
COMMENT = "<!--"

ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,9});")
ENTITY_BEGUN = re.compile(r"&(?:#[0-9]{0,7}|#[xX][0-9A-Fa-f]{0,6}|[A-Za-z][A-Za-z0-9]{0,9})?")

LABEL = re.compile(r"\[([^\[\]\n]{0,200})\]")
LABEL_BEGUN = re.compile(r"\[[^\[\]\n]{0,200}")
CITATION = re.compile(r"\^?[0-9]{1,3}")
TARGET = re.compile(r"\([^()\s]*(?:\([^()\s]*\)[^()\s]*)?(?:[ \n]+(?:\"[^\"]*\"|'[^']*'))?[ \n]?\)")
TARGET_BEGUN = re.compile(
    r"\([^()\s]*(?:\([^()\s]*\)?[^()\s]*)?(?:[ \n]+(?:\"[^\"]*\"?|'[^']*'?)?)?[ \n]?"
)

URL_HEADS = ("http://", "https://", "ftp://", "www.")
LONGEST_URL_HEAD = max(map(len, URL_HEADS))
URL = re.compile(r"[^\s<>\"`|\[\]{}\\^]*")
URL_ENDS = ".,;:!?)*_'~"
LONGEST_URL_ENDS = 20

BAR = re.compile(r"[ |]{1,60}")

# Lines at their beginning: a rule or a table's border; a heading, a bullet, a quote; a number.
RULE = re.compile(r"[-*_=|:+~ ]{3,200}(?=\n)")
RULE_BEGUN = re.compile(r"[-*_=|:+~ ]{1,200}")
# No dash: a continuation may begin with one.
_BULLET = "[-*+•‣◦]"
LINE_MARK = re.compile(
    rf"#{{1,6}}(?=[ \n])|[ >|]|{_BULLET} {{1,20}}(?:\[[ xX]\] {{1,20}})?(?=[^ ])"
)
LINE_MARK_BEGUN = re.compile(rf"#{{1,6}}|{_BULLET}(?: {{1,20}}(?:\[(?:[ xX](?:\] {{0,20}})?)?)?)?")
NUMBER = re.compile(r"([0-9]{1,2})[.)] {1,20}(?=[^ \n])")
NUMBER_BEGUN = re.compile(r"[0-9]{1,2}(?:[.)] {0,20})?")

ESCAPED = frozenset("\\`*_{}[]()#+-.!|<>~$&'\"")


def is_meant(sign: str, count: int, previous: str, following: str) -> bool:
    """Whether a run of these signs is no mark: "a*b", "5 * 6", "2**3", "snake_case", "~5"."""
    if sign == "~":
        return count == 1
    inside = previous.isalnum() and following.isalnum()
    if sign == "_":
        return inside
    if sign == "`" or count > 2:
        return False
    if count == 2:
        return previous.isdigit() and following.isdigit()
    sums = (previous.isalnum() or previous == ")") and (following.isalnum() or following == "(")
    return sums or (previous == " " and following == " ")
