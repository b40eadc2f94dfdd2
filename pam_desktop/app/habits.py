"""What the user has set, as the skills and the language take it."""

import calendar

from pam_core.language.grammar import Grammar
from pam_core.language.understanding import Language
from pam_core.settings.schema import Settings
from pam_core.skills.kit import Habits


def habits_of(settings: Settings) -> Habits:
    """What the user has set, as the skills take it."""
    thinking = settings.thinking
    return Habits(
        currency=thinking.currency,
        units=thinking.units,
        first_weekday=list(calendar.day_name).index(thinking.week_begins.value.title()),
        driving_hours_a_day=thinking.driving_hours_a_day,
    )


def language_of(settings: Settings, grammar: Grammar | None = None) -> Language:
    """The offline understanding of English, with the user's money, week and units.

    `grammar` is PAM's own where it is None; third parties' packs bring a larger one.
    """
    habits = habits_of(settings)
    return Language(
        grammar or Grammar.load(),
        currency=habits.currency,
        first_weekday=habits.first_weekday,
        units=habits.units,
    )
