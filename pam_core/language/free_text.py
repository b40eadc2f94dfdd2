"""Text that a sentence holds in the user's own words: names, descriptions, notes, places."""

from collections.abc import Iterator

from pam_core.language.days import MONTHS, WEEKDAYS
from pam_core.language.words import Sentence

# Words that never stand inside a name or a description: with them the sentence says something else.
_SAYS_MORE = frozenset(
    "not never no do does did but because if unless although though that which who what when why"
    " how i we you he she they it is was were are am be been have has had will would could should"
    " can might may about than then so".split()
)
_NOT_AT_THE_EDGE = frozenset(
    "and or the a an of at on for in to from with by my our your this last next please today"
    " yesterday tomorrow".split()
)
_HANGS = frozenset("and or but because the a an my our your to of for from with".split())
_SAYS_NOTHING = frozenset("please thanks now then it that this me so again too".split())
_NOT_WITHIN = frozenset("at on for from dollars bucks".split())
_NOT_IN_PLACE = frozenset(
    "to through via with without under within and then leaving departing starting beginning"
    " arriving going driving heading today tomorrow tonight yesterday please thanks over"
    " now right along around by using as my our your after before between past".split()
)
_NOT_A_PLACE = frozenset(
    "me us here home there it this that these those them him her you where".split()
)
# People are in trouble, at work and by the truck; no place is called so.
_COMMON = frozenset(
    "trouble truck trucks rig rv van car bus bed middle nowhere somewhere anywhere everywhere work"
    " ourselves myself yourself charge shower bath bathroom restroom pain heaven hell good great"
    " bad big little deep fine shape mood spirits traffic jam line hurry rush love luck need debt"
    " danger shock doubt agreement position situation process mess mood meeting store shop mall"
    " school office kitchen hospital hotel motel restaurant bar church gym airport station gas fuel"
    " pump pumps rest stop stops area lot parking campground campsite camp site trailer road"
    " highway interstate freeway exit ramp town city state country county woods desert"
    " rain snow sun shade dark cold heat of in and end rope mind heart breakfast lunch dinner"
    " company control peace business action time place way bit same first second third last miles"
    " mile kilometers full done driveway street the minute moment hour day night all half front"
    " back side top bottom door table phone a get go say leave thinking talk see know make do have"
    " be tell ask admit find try keep learn like point sleep eat cook boil bake empty war"
    " limit limits border percent nearest closest next".split()
)
_TIMELY = frozenset((*WEEKDAYS, *MONTHS, "weekend", "week", "month", "morning", "afternoon"))
_DOING = frozenset(
    "to by bye buy buying go going get getting got call calling be do doing make take pick put add"
    " write note check fix see find look remember stop start run leave".split()
)
_DONE_WITH_IT = frozenset("put add write stick throw include log".split())
_ABBREVIATED = frozenset(
    "st ste mt ft pt dr mr mrs ms jr sr no vs ave rd hwy rt rte blvd ln n s e w u us etc".split()
)
"""Behind these a full stop ends no sentence: "St. George"."""
_CURRENCY_SIGNS = ("$", "€", "£")
LONGEST_NAME = 6
LONGEST_WORDS = 12
LONGEST_TEXT = 100


def short_text(sentence: Sentence, start: int, longest: int) -> Iterator[tuple[int, str]]:
    """Names and descriptions of at most `longest` words from `start`: ends and texts."""
    tokens = sentence.tokens
    end = start
    unwanted = _SAYS_MORE | _NOT_WITHIN
    while (
        end < len(tokens)
        and end < start + longest
        and tokens[end].text not in unwanted
        and not (end > start and _begins_sentence(sentence, end))
        and not tokens[end].text.startswith(_CURRENCY_SIGNS)
    ):
        end += 1
    if tokens[start].text in _NOT_AT_THE_EDGE:
        return
    for last in range(end, start, -1):
        if tokens[last - 1].text not in _NOT_AT_THE_EDGE:
            yield last, sentence.said(start, last)


def things(sentence: Sentence, start: int) -> Iterator[tuple[int, str]]:
    """Names of things: descriptions that neither begin with what one does nor hold an order."""
    if sentence.tokens[start].text in _DOING:
        return
    for end, text in short_text(sentence, start, LONGEST_WORDS):
        if _DONE_WITH_IT.isdisjoint(token.text for token in sentence.tokens[start:end]):
            yield end, text


def long_text(sentence: Sentence, start: int) -> Iterator[tuple[int, str]]:
    """Any words, longest first; only its last word must not leave it hanging.

    It may hold several sentences where it goes on to the end: before other words it holds one.
    """
    ends = range(start + 1, len(sentence.tokens))
    first_end = next((at for at in ends if _begins_sentence(sentence, at)), len(sentence.tokens))
    for last in range(min(len(sentence.tokens), start + LONGEST_TEXT), start, -1):
        if first_end < last < len(sentence.tokens):
            continue
        empty = last == start + 1 and sentence.tokens[start].text in _SAYS_NOTHING
        if not empty and sentence.tokens[last - 1].text not in _HANGS:
            yield last, sentence.said(start, last)


def place_names(sentence: Sentence, start: int) -> Iterator[tuple[int, str]]:
    """Names of places as said, "Page, Arizona", without a leading "the"."""
    tokens = sentence.tokens
    first = start + (tokens[start].text == "the")
    end = first
    unwanted = _SAYS_MORE | _NOT_WITHIN | _NOT_IN_PLACE
    while (
        end < len(tokens)
        and end < first + LONGEST_NAME
        and not (end > first and _begins_sentence(sentence, end))
        and (tokens[end].text not in unwanted or _begins_name(sentence, end, first))
        and not _is_amount(tokens[end].text)
    ):
        end += 1
    if end == first or tokens[first].text in _NOT_AT_THE_EDGE | _NOT_A_PLACE:
        return
    if all(_is_common(token.text) for token in tokens[first:end]):
        return
    for last in range(end, first, -1):
        edge = tokens[last - 1].text
        if edge not in _NOT_AT_THE_EDGE and edge not in _TIMELY:
            yield last, sentence.said(first, last)


def _begins_sentence(sentence: Sentence, at: int) -> bool:
    """Whether the word stands behind a full stop or the like."""
    before, word = sentence.tokens[at - 1], sentence.tokens[at]
    gap = sentence.text[before.end : word.start]
    ends = gap[:1] in (".", "?", "!") and gap[1:2].isspace()
    return ends and before.text not in _ABBREVIATED


def _is_common(word: str) -> bool:
    """Whether a word alone names no place; of numbers only postcodes do."""
    number = word.replace(",", "")
    return word in _COMMON or (number.isdecimal() and not (len(word) == 5 and word == number))


def _is_amount(word: str) -> bool:
    """Whether it is a price or a measure in figures, which no place has in its name."""
    return word[:1] in "$€£" or ("." in word and word.replace(".", "").isdecimal())


def _begins_name(sentence: Sentence, at: int, first: int) -> bool:
    """A word that starts a name where it comes first: "Will County"."""
    token = sentence.tokens[at]
    return at == first and sentence.text[token.start].isupper() and token.text in ("will", "may")
