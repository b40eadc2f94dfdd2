"""Which part of the window shows which event."""

from collections.abc import Callable
from typing import Any

from pam_core.vocabulary import events
from pam_desktop.window.header import Header
from pam_desktop.window.health.trouble_cards import TroubleCards
from pam_desktop.window.talk.talk_deck import TalkDeck

Routes = dict[type, Callable[[Any], None]]


def routes_to(
    header: Header,
    deck: TalkDeck,
    troubles: TroubleCards,
) -> Routes:
    """The events that one part alone shows, by their type."""
    return {
        events.StateChanged: lambda it: deck.show_state(it.state),
        events.LevelMeasured: lambda it: deck.level.show_level(it.level_dbfs),
        events.PartialHeard: lambda it: deck.show_partial(it.text),
        events.UtteranceDropped: lambda it: deck.show_partial(""),
        events.VolumeChanged: lambda it: deck.show_volume(it.volume),
        events.ServiceLevelChanged: header.service.show_level,
        events.TroubleMet: troubles.show_trouble,
    }
