"""What one turn sends to a model: the prompt, the talk so far within a budget, tools, results."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pam_core.conversation.session import Said, Session
from pam_core.orchestrator.asking.switchboard import Pick
from pam_core.orchestrator.prompt import Surroundings, SystemPrompt
from pam_core.orchestrator.tools.told_back import masked_arguments, told_back
from pam_core.orchestrator.tools.toolbox import Toolbox
from pam_core.privacy.masking import Masking
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.model_talk import Message, ModelRequest, Role, Terms, ToolCall, ToolSpec
from pam_core.vocabulary.turn import TurnRequest

HISTORY_LASTS = timedelta(minutes=30)
"""What was said before this belongs to another talk."""

CHARACTERS_A_TOKEN = 3
"""English has about four (OpenAI's rule of thumb); JSON and numbers have fewer."""


def tokens(text: str) -> int:
    """How many tokens a text takes, rather more than it really does."""
    return len(text) // CHARACTERS_A_TOKEN + 4


def talk_so_far(session: Session, now: datetime) -> list[Said]:
    """The exchanges that what is said now may refer to."""
    return [said for said in session.history if now - said.at <= HISTORY_LASTS]


class Briefing:
    """Grows with what the model's tools answered; whoever is asked next is told all of it."""

    def __init__(
        self,
        prompt: SystemPrompt,
        toolbox: Toolbox,
        request: TurnRequest,
        session: Session,
        surroundings: Surroundings,
    ) -> None:
        self._prompt = prompt
        self._toolbox = toolbox
        self._turn = request
        self._session = session
        self._surroundings = surroundings
        self._ids: set[str] = set()
        self._since: list[Message] = [Message(role=Role.USER, text=request.text)]
        self._history = talk_so_far(session, request.now)

    @property
    def quotes_others(self) -> bool:
        """Whether the talk so far may hold what other people wrote."""
        actions = {action for said in self._history for action in said.actions}
        return any(map(self._toolbox.quotes_others, actions))

    def add(self, calls: Sequence[ToolCall], results: Sequence[str]) -> None:
        """What the model called, and what it was answered."""
        told = tuple(map(self._told_back, calls))
        self._since.append(Message(role=Role.ASSISTANT, text="", calls=told))
        self._since += [
            Message(role=Role.TOOL, text=result, call_id=call.id)
            for call, result in zip(told, results, strict=True)
        ]

    def request(
        self, pick: Pick, *, spoken: str, with_tools: bool, masking: Masking | None
    ) -> ModelRequest:
        """What this provider is sent; `spoken` is what was said aloud already of the answer.

        With `masking` everything in it is masked: it will leave the machine.
        """
        terms = pick.candidate.terms
        system = self._prompt.text(
            self._turn.now,
            self._surroundings,
            recent=self._session.recent,
            driving=self._session.driving,
            spoken=spoken,
        )
        # Nearly the same tools in each round: some refuse calls of tools they are not shown.
        tools = self._tools(terms, tokens(system)) if with_tools else ()
        taken = tokens(system) + sum(map(_tool_tokens, tools)) + sum(map(_tokens, self._since))
        room = terms.context_tokens - terms.answer_tokens - taken
        messages = (*self._recent(room), *self._since)
        if masking is not None:
            system = masking.mask(system)
            messages = tuple(_masked(message, masking) for message in messages)
        return ModelRequest(
            system=system, messages=messages, tools=tools, most_tokens=terms.answer_tokens
        )

    def _told_back(self, call: ToolCall) -> ToolCall:
        known = self._toolbox.action_of(call.name) is not None
        fresh = new_id(self._turn.now)
        told = told_back(call, is_known=known, taken=self._ids, fresh=fresh)
        self._ids.add(told.id)
        return told

    def _tools(self, terms: Terms, taken: int) -> tuple[ToolSpec, ...]:
        """As many as leave half of what is not taken to the talk."""
        room = (terms.context_tokens - terms.answer_tokens - taken) // 2
        for most in range(terms.most_tools, 0, -1):
            tools = self._toolbox.specs(self._turn.text, most)
            if sum(map(_tool_tokens, tools)) <= room:
                return tools
        return ()

    def _recent(self, room: int) -> list[Message]:
        """The last exchanges that fit, whole ones only."""
        fitting: list[Message] = []
        for said in reversed(self._history):
            pair = _pair(said)
            room -= sum(map(_tokens, pair))
            if room < 0:
                break
            fitting = pair + fitting
        return fitting


def _pair(said: Said) -> list[Message]:
    return [
        Message(role=Role.USER, text=said.said),
        Message(role=Role.ASSISTANT, text=said.replied),
    ]


def tokens_of(request: ModelRequest) -> int:
    """What a request takes, where the provider did not say."""
    whole = sum(map(_tokens, request.messages)) + sum(map(_tool_tokens, request.tools))
    return tokens(request.system) + whole


def _tokens(message: Message) -> int:
    return tokens(message.text) + sum(tokens(call.arguments) for call in message.calls)


def _tool_tokens(tool: ToolSpec) -> int:
    return tokens(tool.name + tool.description + str(tool.parameters))


def _masked(message: Message, masking: Masking) -> Message:
    calls = tuple(
        replace(call, arguments=masked_arguments(call.arguments, masking.mask))
        for call in message.calls
    )
    return replace(message, text=masking.mask(message.text), calls=calls)
