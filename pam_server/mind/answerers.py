"""Whom the server asks open questions: the services that its settings name, in their order."""

from pam_core.settings.addresses import is_this_machine
from pam_core.vocabulary.model_talk import Candidate, Terms
from pam_server.settings import ServerSettings

OPENAI_URL = "https://api.openai.com/v1"
ANTHROPIC_URL = "https://api.anthropic.com"


def candidates_of(settings: ServerSettings) -> tuple[Candidate, ...]:
    """Those with a model. No SDK is imported and nobody asked by it."""
    terms = Terms(first_token_seconds=settings.answer_seconds)
    found: list[Candidate] = []
    if settings.openai_model:
        from pam_core.providers.openai_compatible import OpenAiCompatible

        own = settings.openai_base_url is not None
        url = str(settings.openai_base_url or OPENAI_URL).rstrip("/")
        found.append(
            Candidate(
                provider=OpenAiCompatible(
                    name="openai",
                    base_url=url,
                    model=settings.openai_model,
                    key=settings.openai_api_key.get_secret_value(),
                    on_device=own and is_this_machine(url),
                    # A server of the operator's own may ask for none.
                    needs_key=not own,
                ),
                terms=terms,
            )
        )
    if settings.anthropic_model:
        from pam_core.providers.anthropic import Anthropic

        found.append(
            Candidate(
                provider=Anthropic(
                    model=settings.anthropic_model,
                    key=settings.anthropic_api_key.get_secret_value(),
                    base_url=str(settings.anthropic_base_url or ANTHROPIC_URL).rstrip("/"),
                ),
                terms=terms,
            )
        )
    return tuple(found)
