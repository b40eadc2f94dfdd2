"""Pieces of tool calls, as one server or another sends them."""

from pam_core.providers.call_joiner import CallJoiner


def test_all_calls_numbered_0_are_told_apart_by_their_ids() -> None:
    """Ollama has sent every call of an answer under the index 0."""
    joiner = CallJoiner()
    joiner.add(0, "a", "undo", "{}")
    joiner.add(0, "b", "help", '{"topic": "fuel"}')

    assert [(call.id, call.name, call.arguments) for call in joiner.calls] == [
        ("a", "undo", "{}"),
        ("b", "help", '{"topic": "fuel"}'),
    ]


def test_without_an_index_a_piece_belongs_to_the_last_call() -> None:
    """Some servers leave it out."""
    joiner = CallJoiner()
    joiner.add(None, "a", "undo", '{"n"')
    joiner.add(None, "", "", ": 1}")

    assert [call.arguments for call in joiner.calls] == ['{"n": 1}']


def test_a_call_without_an_id_is_given_one_of_its_own() -> None:
    """What came of a call is found again by its id, so no two may share one."""
    joiner = CallJoiner()
    joiner.add(0, "", "undo", "{}")
    joiner.add(1, "", "undo", "{}")
    first, second = joiner.calls

    assert first.id
    assert first.id != second.id


def test_a_name_that_is_repeated_is_one_name() -> None:
    """Some servers send id and name with each piece."""
    joiner = CallJoiner()
    joiner.add(0, "a", "undo", "{")
    joiner.add(0, "a", "undo", "}")

    assert [(call.name, call.arguments) for call in joiner.calls] == [("undo", "{}")]
