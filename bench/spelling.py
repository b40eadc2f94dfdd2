"""Text as a listener would write it down: lower case, numbers spelled, titles in full."""

import re

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()
_SCALES = ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred"))
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_TITLES = {
    "mr": "mister",
    "mrs": "missus",
    "dr": "doctor",
    "st": "saint",
    "ok": "okay",
    "oz": "ounce",
}
_NUMBER = re.compile(r"(\$?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?(st|nd|rd|th|%)?")


def words_of(text: str) -> list[str]:
    """The words of a text for comparing: "Mr. Bell, $2.50" is mister bell two dollars fifty."""
    spelled = _NUMBER.sub(_spell_match, text.lower().replace("’", "'"))
    spelled = re.sub(r"[^a-z' ]", " ", spelled.replace("-", " "))
    words = [word.strip("'") for word in spelled.split()]
    return [_TITLES.get(word, word) for word in words if word]


def spelled_number(number: int) -> list[str]:
    """A whole number as words: 342 is three hundred forty two."""
    if number < 20:
        return [_ONES[number]]
    if number < 100:
        tens, ones = divmod(number, 10)
        return [_TENS[tens], *([_ONES[ones]] if ones else [])]
    for scale, name in _SCALES:
        if number >= scale:
            many, rest = divmod(number, scale)
            return [*spelled_number(many), name, *(spelled_number(rest) if rest else [])]
    raise ValueError(f"{number} is not a whole number")


def _spell_match(match: re.Match[str]) -> str:
    dollars, whole, fraction, ending = match.groups()
    words = _spelled_whole(whole)
    if dollars:
        words += ["dollars", *(_cents(fraction) if fraction else [])]
    elif fraction:
        words += ["point", *(_ONES[int(digit)] for digit in fraction)]
    if ending == "%":
        words.append("percent")
    elif ending:
        words[-1] = _ordinal(words[-1])
    return f" {' '.join(words)} "


def _spelled_whole(digits: str) -> list[str]:
    number = int(digits.replace(",", ""))
    plain = "," not in digits
    if plain and digits.startswith("0") or number >= 10**12:
        return [_ONES[int(digit)] for digit in digits if digit.isdigit()]
    if plain and 1100 <= number < 2000 and number % 100:
        # Read as a year: 1811 is eighteen eleven.
        return [*spelled_number(number // 100), *spelled_number(number % 100)]
    return spelled_number(number)


def _cents(fraction: str) -> list[str]:
    cents = int(fraction[:2].ljust(2, "0"))
    return spelled_number(cents) if cents else []


def _ordinal(word: str) -> str:
    if word in _ORDINALS:
        return _ORDINALS[word]
    return word[:-1] + "ieth" if word.endswith("y") else word + "th"
