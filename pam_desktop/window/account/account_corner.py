"""All of the window that has to do with the account: its button, its dialogs, what is decided."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from pam_core.vocabulary.reply import Page
from pam_core.vocabulary.sync_news import (
    ActionsAsked,
    ConflictsFound,
    LineChanged,
    LineState,
    ThingsCame,
)
from pam_desktop.window.account.account_button import AccountButton
from pam_desktop.window.account.account_dialog import AccountDialog
from pam_desktop.window.account.account_services import AccountServices, AccountSheet
from pam_desktop.window.account.conflict_dialog import ConflictDialog
from pam_desktop.window.account.decision_bar import DecisionBar
from pam_desktop.window.network_watch import NetworkWatch

if TYPE_CHECKING:
    from pam_desktop.window.main_window import MainWindow


class AccountCorner(QObject):
    """Without `accounts` there is nothing to be seen of it.

    The server may ask for the pages in `pages` and for a conversation: nothing else is done for it.
    """

    def __init__(self, window: "MainWindow", accounts: AccountServices | None) -> None:
        super().__init__(window)
        self._window, self._accounts, self._errands = window, accounts, window.errands
        self._button: AccountButton = window.header.account
        self._pages: Mapping[str, Callable[[], None]] = {
            "talk": lambda: window.show_page(Page.TALK),
            "settings": lambda: window.show_page(Page.SETTINGS),
            "account": self.open_account,
            "conflicts": self.open_conflicts,
        }
        self.bar = DecisionBar()
        self.account: AccountDialog | None = None
        self.conflicts: ConflictDialog | None = None
        self.bar.wanted.connect(self.open_conflicts)
        self._button.clicked.connect(self.open_account)
        self._button.setVisible(accounts is not None)
        self._network = None if accounts is None else NetworkWatch(self._reached, self)

    @property
    def routes(self) -> Mapping[type, Callable[[Any], None]]:
        """The events that are shown here, by their type."""
        return {
            LineChanged: self._show_line,
            ConflictsFound: lambda event: self.look(),
            ThingsCame: lambda event: self._came(),
            ActionsAsked: self._act,
        }

    def look(self) -> None:
        """Ask how the account stands."""
        if self._accounts is not None:
            self._errands.send(self._accounts.sheet(), self._show_sheet)

    def open_account(self) -> None:
        """Show the account's dialog, in front."""
        if self._accounts is None:
            return
        if self.account is None:
            self.account = AccountDialog(self._accounts, self._errands, self._window)
            self.account.changed.connect(self.look)
            self.account.finished.connect(self._shut_account)
        self.account.show()
        self.account.raise_()

    def open_conflicts(self) -> None:
        """Show what is to be decided, in front."""
        if self._accounts is None:
            return
        if self.conflicts is None:
            self.conflicts = ConflictDialog(self._accounts, self._errands, self._window)
            self.conflicts.decided.connect(self.look)
            self.conflicts.finished.connect(self._shut_conflicts)
        self.conflicts.show()
        self.conflicts.raise_()

    def _reached(self) -> None:
        if self._accounts is not None:
            self._errands.send(self._accounts.reach())

    def _came(self) -> None:
        """Others' changes are here: the list of conversations may be longer, too."""
        self._window.pages.refresh()
        self.look()

    def _show_line(self, event: LineChanged) -> None:
        self._button.show_line(event)
        self._window.header.service.show_sharing(event.state is not LineState.SIGNED_OUT)
        if self.account is not None:
            self.account.refresh()

    def _show_sheet(self, sheet: AccountSheet) -> None:
        self.bar.show_count(sheet.conflicts)

    def _act(self, event: ActionsAsked) -> None:
        is_over = event.expires_at <= datetime.now(UTC)
        for place, item in enumerate(event.items):
            done = not is_over and self._did(item)
            if self._accounts is not None:
                self._errands.send(self._accounts.acted(event.actions_id, place, done=done))

    def _did(self, item: Mapping[str, Any]) -> bool:
        """Do one thing of the closed list; whether it was done."""
        match item.get("action"):
            case "open_page" if (show := self._pages.get(str(item.get("page")))) is not None:
                show()
            case "show_conversation" if isinstance(item.get("conversation_id"), str):
                self._window.talk.page.show_earlier(str(item["conversation_id"]), "")
            case "refresh":
                self._came()
            case _:
                return False
        return True

    def _shut_account(self) -> None:
        dialog, self.account = self.account, None
        if dialog is not None:
            dialog.deleteLater()

    def _shut_conflicts(self) -> None:
        dialog, self.conflicts = self.conflicts, None
        if dialog is not None:
            dialog.deleteLater()
