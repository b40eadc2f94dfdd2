"""A reply on the terminal, as it comes."""

import io

import pytest

from pam_core.vocabulary.reply import Aside, Draft
from pam_desktop.cli.reply_in_pieces import ReplyInPieces
from tests.support.fakes import open_reply

PIECES = (
    Aside(text="One moment."),
    Draft(text="It is"),
    "It is far away.\n",
    Draft(text="It is far away. Nob"),
    "Nobody drives there.\n",
)
WHOLE = "It is far away. Nobody drives there."


def printed(*pieces: str | Draft | Aside, whole: str = WHOLE, watched: bool = True) -> list[str]:
    """What stands on the output after each piece and after the end; the asides at last."""
    out, aside = io.StringIO(), io.StringIO()
    reply = ReplyInPieces(out, aside, as_they_come=watched)
    seen = []
    for piece in pieces:
        reply.show(piece)
        seen.append(out.getvalue())
    reply.end(open_reply(whole))
    return [*seen, out.getvalue(), aside.getvalue()]


def test_clauses_are_printed_as_they_come() -> None:
    """Each clause at once on one line; the filler beside it, and no draft."""
    assert printed(*PIECES) == [
        "",
        "",
        "It is far away. ",
        "It is far away. ",
        "It is far away. Nobody drives there. ",
        "It is far away. Nobody drives there. \n",
        "One moment.\n",
    ]


def test_a_program_reads_the_whole() -> None:
    """Where nobody watches, the reply is one line at the end, and nothing else is printed."""
    assert printed(*PIECES, watched=False)[-2:] == [f"{WHOLE}\n", ""]


@pytest.mark.parametrize("pieces", [(), (Draft(text="It"),)])
def test_a_reply_that_never_came_in_pieces_is_printed(pieces: tuple[str | Draft, ...]) -> None:
    """What was not printed by the end is."""
    assert printed(*pieces)[-2] == f"{WHOLE}\n"


def test_a_reply_that_turned_out_otherwise_is_printed_too() -> None:
    """Where the whole is not what was printed, it stands below."""
    assert printed("It is", whole="It broke off.")[-2] == "It is\nIt broke off.\n"


def test_an_answer_that_breaks_off_leaves_a_whole_line() -> None:
    """What is said of the failure begins on a line of its own."""
    out = io.StringIO()
    reply = ReplyInPieces(out, io.StringIO(), as_they_come=True)
    reply.break_off()
    reply.show("It is")
    reply.break_off()
    assert out.getvalue() == "It is\n"
