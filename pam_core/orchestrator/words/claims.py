"""Whether a model's words claim that something was done or will be, for which it has no hands."""

import re

_DONE = (
    "logged|added|saved|stored|recorded|noted|deleted|removed|erased|cleared|scheduled|booked"
    "|created|updated|changed|corrected|cancell?ed|sent|paid|transferred|entered|tracked|marked"
)
_WILL = "log|add|save|record|note|delete|remove|schedule|book|create|update|cancel|send|pay|enter"
_THINGS = (
    "expense|income|payment|transaction|reminder|timer|alarm|note|budget|goal|trip|stop|fill-up"
    "|appointment|event|entry|list|message|email|booking|reservation|odometer|mileage"
)
_BEFORE = r"(?:^|[.!?:;,…]\s+|\b(?:okay|ok|sure|done|and|so)\s+)"

_I_DID = rf"""
    \bI(?:['’]ve|\ have|['’]m|\ am)?(?:\ (?:just|already|now|also|successfully|gone\ ahead\ and))*
    \ (?:{_DONE}|adding|logging|setting|made\ a\ note|put\ (?:it|that|this|your)
        |written\ (?:it|that)|set\ (?:a|an|the|your|it|up))\b
"""
_I_WILL = rf"""
    \bI(?:['’]ll|\ will)\ (?:remind|wake|alert|notify|remember|keep\ (?:that|it|this|track)
        |set\ (?:a|an|the|your)|(?:{_WILL})\ (?:it|that|this|your|the|a|an))\b
"""
_DONE_FIRST = rf"""
    {_BEFORE}(?:(?:reminder|timer|alarm|budget)\ set\b
        |(?:{_DONE})(?=\s*(?:[.,!:;…]|$|[$€£]?\d|["“]|(?:it|that|this|your|a|an|the|to|as)\b)))
"""
_IT_IS_DONE = rf"""
    \b(?:(?:your|the)\ (?:[\w'-]+\ ){{0,6}}?(?:{_THINGS})s?(?:\ [\w'-]+){{0,5}}?|it|that|this)
    (?:\ (?:(?:has|have)\ been|was|were|is|are)|['’]s)(?:\ (?:now|all|already))*
    \ (?:{_DONE}|set|set\ up)\b(?!\ (?:by|in|on|at)\b)
"""
_ALL_IS_DONE = r"""
    \b(?:consider\ it\ done|all\ set)\b
    | \b(?:all|everything|it|that)(?:['’]s|\ is)(?:\ now)?\ (?:gone|done|taken\ care\ of)(?=[.!,]|$)
"""
_CLAIMS = re.compile(
    rf"{_I_DID}|{_I_WILL}|{_DONE_FIRST}|{_IT_IS_DONE}|{_ALL_IS_DONE}",
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)


def claims_a_deed(text: str) -> bool:
    """Whether somebody who hears it will believe that something was done, or will be.

    It may be wrong about a sentence: what PAM then adds, that nothing was written down or changed
    just now, is true all the same, since it is only added where nothing was.
    """
    return _CLAIMS.search(text) is not None
