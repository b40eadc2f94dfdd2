"""What a knock at PAM's door is, and how it is answered, whatever the door is made of."""

from collections.abc import Awaitable, Callable, Mapping

from pam_core.vocabulary.errors import PamError

Answers = Mapping[str, Callable[[], Awaitable[None]]]
"""What is done for each word; called on the core's loop."""

LONGEST_WORD = 64


async def answer_to(word: str, answers: Answers) -> str:
    """Do what a word asks for and say how it went."""
    action = answers.get(word)
    if action is None:
        return "no unknown word"
    try:
        await action()
    except PamError as trouble:
        return f"no {str(trouble).rstrip('.')}"
    return "ok"
