"""A model's answer without what is only for the eye: markup, code, addresses, invisible signs."""

import html
import re

from pam_core.orchestrator.words import markup
from pam_core.orchestrator.words.visible_signs import Spacing, visible

A_LINK = "a link"
"""What is said for an address."""

MOST_CODE_CHARACTERS = 2000
"""What is kept of code, in case there is nothing else."""

_PIECE = 4000
"""A longer piece is taken bit by bit, so that what it takes grows no faster than the text."""

_LONGEST_RUN = 8
_SPECIAL = re.compile(r"[\n<&`*_~!\[|\\]|(?<![^\W_])[hHwWfF]")
_TAG_ENDS = re.compile(">")
_COMMENT_ENDS = re.compile("-->")


class PlainWords:
    """A filter for text that arrives in pieces; how it is cut into pieces changes nothing.

    Out go HTML with its scripts, Markdown's marks, code, addresses ("a link"), what a model tells
    itself (`<think>`), emoji and signs that cannot be seen. "5 < 6", "a*b", "snake_case" and
    "$4.99" stay. No more is held back than a tag or a link may be long.
    """

    def __init__(self) -> None:
        self._buffer = ""
        self._at = 0
        self._previous = "\n"
        self._line_begins = True
        self._out = Spacing()
        # What ends that which is being left out.
        self._until: re.Pattern[str] | None = None
        self._in_url = False
        self._code: str | None = None
        self._all_code = ""
        self._signs = {
            "\n": self._end_line,
            "<": self._take_tag,
            "&": self._take_entity,
            "[": self._take_bracket,
            "!": self._take_exclamation,
            "|": self._take_bar,
            "\\": self._take_escape,
            **dict.fromkeys("`*_~", self._take_run),
            **dict.fromkeys("hHwWfF", self._take_url_head),
        }

    def feed(self, text: str) -> str:
        """Add a piece; returns the plain words that are certain by now."""
        for begin in range(0, len(text), _PIECE):
            self._buffer += visible(text[begin : begin + _PIECE])
            self._scan(over=False)
        return self._out.take()

    def finish(self) -> str:
        """No more comes: what was held back, and the code where there was nothing else."""
        self._scan(over=True)
        if self._code is not None:
            self._keep_code(self._code)
            self._code = None
        if not self._out.has_words and self._all_code:
            inner = PlainWords()
            self._out.put(inner.feed(self._all_code) + inner.finish())
        return self._out.take()

    def _scan(self, *, over: bool) -> None:
        while self._at < len(self._buffer) and self._step(over):
            pass
        self._buffer = "" if over else self._buffer[self._at :]
        self._at = 0

    def _step(self, over: bool) -> bool:
        """Take what comes next; False: that can be told only when there is more."""
        if self._until is not None:
            return self._leave_out(self._until)
        if self._code is not None:
            return self._take_code(self._code)
        if self._in_url:
            return self._take_url(over)
        if self._line_begins:
            return self._begin_line(over)
        take = self._signs.get(self._buffer[self._at])
        if take is not None:
            return take(over)
        special = _SPECIAL.search(self._buffer, self._at + 1)
        return self._say(special.start() - self._at if special else None)

    def _say(self, count: int | None = 1) -> bool:
        """Put the next characters as they are, all of them for None."""
        end = len(self._buffer) if count is None else self._at + count
        self._out.put(self._buffer[self._at : end])
        return self._skip(end - self._at)

    def _skip(self, count: int) -> bool:
        self._at += count
        self._previous = self._buffer[self._at - 1]
        return True

    def _may_become(self, begun: re.Pattern[str], longest: int) -> bool:
        rest = self._buffer[self._at : self._at + longest]
        return len(rest) < longest and begun.fullmatch(rest) is not None

    # Lines

    def _end_line(self, over: bool) -> bool:
        self._line_begins = True
        return self._say()

    def _begin_line(self, over: bool) -> bool:
        if self._buffer[self._at].isalpha():
            self._line_begins = False
            return True
        begun = (markup.RULE_BEGUN, markup.LINE_MARK_BEGUN, markup.NUMBER_BEGUN)
        if any(self._may_become(each, markup.LONGEST_LINE_MARK) for each in begun):
            if not over:
                return False
            if markup.RULE_BEGUN.fullmatch(self._buffer, self._at):
                return self._skip(len(self._buffer) - self._at)
        if rule := markup.RULE.match(self._buffer, self._at):
            return self._skip(len(rule.group()))
        if mark := markup.LINE_MARK.match(self._buffer, self._at):
            self._line_begins = mark.group()[0] in " >|"
            return self._skip(len(mark.group()))
        self._line_begins = False
        if number := markup.NUMBER.match(self._buffer, self._at):
            # "1." would be taken for a sentence.
            self._out.put(f"{number[1]}: ")
            return self._skip(len(number.group()))
        return True

    def _take_bar(self, over: bool) -> bool:
        border = markup.BAR.match(self._buffer, self._at)
        assert border is not None
        rest = self._buffer[border.end() : border.end() + 1]
        if not rest and not over and len(border.group()) < markup.LONGEST_BAR:
            return False
        if rest not in ("", "\n"):
            self._out.put_cell_border()
        return self._skip(len(border.group()))

    # Marks

    def _take_run(self, over: bool) -> bool:
        sign = self._buffer[self._at]
        ahead = self._buffer[self._at : self._at + _LONGEST_RUN]
        count = len(ahead) - len(ahead.lstrip(sign))
        if count == len(ahead) < _LONGEST_RUN and not over:
            return False
        following = self._buffer[self._at + count : self._at + count + 1]
        if sign == "`" and count >= 3:
            self._code = ""
            return self._skip(3)
        if markup.is_meant(sign, count, self._previous, following):
            return self._say(count)
        return self._skip(count)

    def _take_code(self, code: str) -> bool:
        end = self._buffer.find("```", self._at)
        if end < 0:
            # One or two at the end may be the first of three.
            end = len(self._buffer) - min(2, len(self._buffer) - len(self._buffer.rstrip("`")))
            end = max(end, self._at)
            self._code = (code + self._buffer[self._at : end])[:MOST_CODE_CHARACTERS]
            self._at = end
            return False
        code = (code + self._buffer[self._at : end])[:MOST_CODE_CHARACTERS]
        self._code = None
        self._at = end
        if "\n" in code or len(code) == MOST_CODE_CHARACTERS:
            self._keep_code(code)
            self._out.put("\n")
        else:
            self._out.put(code)
        return self._skip(3)

    def _keep_code(self, code: str) -> None:
        # The first line names the programming language.
        _, line_end, lines = code.partition("\n")
        kept = self._all_code + (lines if line_end else code) + "\n"
        self._all_code = kept[:MOST_CODE_CHARACTERS]

    def _take_escape(self, over: bool) -> bool:
        if self._at + 1 == len(self._buffer) and not over:
            return False
        if self._buffer[self._at + 1 : self._at + 2] in markup.ESCAPED:
            self._skip(1)
        return self._say()

    def _take_entity(self, over: bool) -> bool:
        if entity := markup.ENTITY.match(self._buffer, self._at):
            said = html.unescape(entity.group()).replace("<", " less than ")
            self._out.put(visible(said.replace(">", " more than ")))
            return self._skip(len(entity.group()))
        if not over and self._may_become(markup.ENTITY_BEGUN, markup.LONGEST_ENTITY):
            return False
        return self._say()

    # Tags

    def _take_tag(self, over: bool) -> bool:
        if self._buffer.startswith(markup.COMMENT, self._at):
            self._until = _COMMENT_ENDS
            return self._skip(len(markup.COMMENT))
        longest = self._at + markup.LONGEST_TAG
        if link := markup.AUTOLINK.match(self._buffer, self._at, longest):
            self._out.put(A_LINK)
            return self._skip(len(link.group()))
        if tag := markup.TAG.match(self._buffer, self._at, longest):
            self._act_on(tag)
            return self._skip(len(tag.group()))
        if not over and self._may_become(markup.TAG_BEGUN, markup.LONGEST_TAG):
            return False
        return self._say()

    def _act_on(self, tag: re.Match[str]) -> None:
        name = (tag["name"] or tag["known"] or "").lower()
        if name in markup.BLOCKS:
            self._out.put("\n")
            self._line_begins = True
        is_opening = not tag.group().startswith("</") and not tag.group().endswith("/>")
        if name in markup.DROPPED_ELEMENTS and is_opening:
            self._until = markup.ELEMENT_ENDS[name]

    def _leave_out(self, until: re.Pattern[str]) -> bool:
        end = until.search(self._buffer, self._at)
        if end is None:
            self._at = max(self._at, len(self._buffer) - markup.LONGEST_END)
            return False
        self._until = None if end.group() in (">", "-->") else _TAG_ENDS
        return self._skip(end.end() - self._at)

    # Links

    def _take_bracket(self, over: bool) -> bool:
        taken = self._take_link(self._at, over)
        return self._say() if taken is False else taken is True

    def _take_exclamation(self, over: bool) -> bool:
        following = self._buffer[self._at + 1 : self._at + 2]
        if not following and not over:
            return False
        taken = following == "[" and self._take_link(self._at + 1, over)
        return self._say() if taken is False else taken is True

    def _take_link(self, begin: int, over: bool) -> bool | None:
        """Put a link's text in its place; False: it is none, None: that cannot be told yet."""
        label = markup.LABEL.match(self._buffer, begin)
        if label is None:
            begun = markup.LABEL_BEGUN.fullmatch(self._buffer, begin)
            return None if begun and not over else False
        rest = self._buffer[label.end() : label.end() + markup.LONGEST_TARGET]
        if not rest and not over:
            return None
        target = markup.TARGET.match(rest)
        if target is None and not rest.startswith("(") and markup.CITATION.fullmatch(label[1]):
            self._out.forget_space()
            return self._replace(label.end(), "")
        if target is not None:
            return self._replace(label.end() + target.end(), label[1])
        if over or len(rest) == markup.LONGEST_TARGET or not markup.TARGET_BEGUN.fullmatch(rest):
            return False
        return None

    def _replace(self, end: int, text: str) -> bool:
        self._buffer = text + self._buffer[end:]
        self._at = 0
        self._previous = "["
        return True

    def _take_url_head(self, over: bool) -> bool:
        ahead = self._buffer[self._at : self._at + markup.LONGEST_URL_HEAD].lower()
        if not self._previous.isalnum():
            if ahead.startswith(markup.URL_HEADS):
                self._out.put(A_LINK)
                self._in_url = True
                return True
            if not over and any(head.startswith(ahead) for head in markup.URL_HEADS):
                return False
        return self._say()

    def _take_url(self, over: bool) -> bool:
        url = markup.URL.match(self._buffer, self._at)
        assert url is not None
        found = url.group()
        # The marks behind an address belong to the sentence.
        bare = max(len(found.rstrip(markup.URL_ENDS)), len(found) - markup.LONGEST_URL_ENDS)
        if bare:
            self._skip(bare)
        if url.end() == len(self._buffer) and not over:
            return False
        self._in_url = False
        return True
