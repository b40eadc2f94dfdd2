"""The account in the window: signing in and out, how the line is doing, what needs a decision."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.sync import Conflict
from pam_core.vocabulary.sync_news import ActionsAsked, ConflictsFound, LineChanged, LineState
from pam_desktop.app.conflict_words import Versions, versions_of
from pam_desktop.app.core_thread import CoreThread
from pam_desktop.app.event_gate import EventGate
from pam_desktop.window.account.account_dialog import AccountDialog
from pam_desktop.window.account.account_services import AccountSheet, Outcome, SignInWish
from pam_desktop.window.account.conflict_dialog import ConflictDialog
from pam_desktop.window.event_signal import EventSignal
from pam_desktop.window.main_window import MainWindow
from pam_desktop.window.services import Opening
from tests.desktop.window.conftest import PATIENCE_MS, NotingConductor, NotingServices, Stage
from tests.support.pictures import colours

LEFT = Qt.MouseButton.LeftButton
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FUEL = {
    "amount_minor": 4500,
    "currency": "USD",
    "category": "fuel",
    "merchant": "Love's",
    "spent_on": "2026-11-20",
}
HERE = Conflict(
    id="c1",
    entity="expense",
    thing_id="t1",
    mine=FUEL,
    theirs=FUEL | {"amount_minor": 5475},
    at=NOON,
    error="conflict",
)
GONE = replace(HERE, id="c2", mine=FUEL | {"merchant": "Shell"}, theirs=None)


@dataclass
class NotingAccounts:
    now: AccountSheet = field(default_factory=lambda: AccountSheet(server="https://pam.test"))
    waiting: list[Versions] = field(default_factory=list)
    answers: list[Outcome] = field(default_factory=list)
    told: list[Any] = field(default_factory=list)

    async def sheet(self) -> AccountSheet:
        return replace(self.now, conflicts=len(self.waiting))

    async def sign_in(self, wish: SignInWish) -> Outcome:
        self.told.append(wish)
        outcome = self.answers.pop(0) if self.answers else Outcome()
        self.now = replace(self.now, email=wish.email, is_signed_in=not outcome.code)
        return outcome

    async def unlock(self, passphrase: str) -> Outcome:
        self.told.append(("unlock", passphrase))
        outcome = self.answers.pop(0) if self.answers else Outcome()
        self.now = replace(self.now, is_sealed=bool(outcome.code))
        return outcome

    async def sign_out(self) -> Outcome:
        self.told.append(("sign_out",))
        self.now = replace(self.now, is_signed_in=False)
        return Outcome()

    async def conflicts(self) -> Sequence[Versions]:
        return self.waiting

    async def keep(self, conflict_id: str, *, mine: bool) -> Outcome:
        self.told.append(("keep", conflict_id, mine))
        self.waiting = [it for it in self.waiting if it.id != conflict_id]
        return Outcome()

    async def reach(self) -> None:
        self.told.append(("reach",))

    async def acted(self, actions_id: str, item: int, *, done: bool) -> None:
        self.told.append(("acted", actions_id, item, done))


class FullDisk(NotingAccounts):
    async def sign_in(self, wish: SignInWish) -> Outcome:
        raise PamError("storage.full", "The disk is full.", fault=Fault.ENVIRONMENT)

    async def keep(self, conflict_id: str, *, mine: bool) -> Outcome:
        raise PamError("storage.full", "The disk is full.", fault=Fault.ENVIRONMENT)


SetAccount = Callable[..., Stage]


@pytest.fixture
def set_account(qtbot: QtBot, tmp_path: Path) -> Iterator[SetAccount]:
    cores: list[CoreThread] = []

    def make(accounts: NotingAccounts | None) -> Stage:
        gate = EventGate()
        core = CoreThread(gate.emit)
        core.start()
        cores.append(core)
        conductor, services, signal = NotingConductor(), NotingServices(), EventSignal()
        window = MainWindow(
            conductor=conductor,
            core=core,
            services=services,
            opening=Opening(face_file=tmp_path / "face.ini"),
            signal=signal,
            accounts=accounts,
        )
        qtbot.addWidget(window)
        window.show()
        qtbot.waitUntil(window.isVisible, timeout=PATIENCE_MS)
        gate.open(signal.send)
        return Stage(window, conductor, services, gate, core)

    yield make
    for core in cores:
        assert core.stop(timeout_seconds=20)


def open_account(stage: Stage, qtbot: QtBot) -> AccountDialog:
    qtbot.mouseClick(stage.window.header.account, LEFT)
    dialog = stage.window.corner.account
    assert dialog is not None
    return dialog


def fill(dialog: AccountDialog) -> None:
    dialog.server.setText("https://pam.example.org")
    dialog.email.setText("kim@example.org")
    dialog.password.setText("the long way")


def test_nobody_ever_signed_in(set_account: SetAccount) -> None:
    """Whoever never signed in sees a button, and no word of syncing."""
    stage = set_account(NotingAccounts())
    button = stage.window.header.account
    assert (button.text().strip(), button.accessibleName()) == ("", "Account")
    assert not stage.window.corner.bar.isVisible()


def test_without_accounts(set_account: SetAccount) -> None:
    """Where there is nothing behind it, there is no button."""
    assert not set_account(None).window.header.account.isVisible()


def test_signing_in(
    set_account: SetAccount, qtbot: QtBot, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """What was typed goes down, the password is gone from the screen, and the talk stays here."""
    accounts = NotingAccounts()
    dialog = open_account(set_account(accounts), qtbot)
    qtbot.waitUntil(lambda: dialog.server.text() != "", timeout=PATIENCE_MS)
    fill(dialog)
    picture = tmp_path / "sign-in.png"
    assert dialog.grab().save(str(picture))
    assert colours(picture) > 50
    qtbot.mouseClick(dialog.sign_in, LEFT)
    qtbot.waitUntil(lambda: dialog.sign_out.isVisible(), timeout=PATIENCE_MS)
    assert accounts.told == [
        SignInWish(
            server="https://pam.example.org", email="kim@example.org", password="the long way"
        )
    ]
    assert dialog.password.text() == ""
    assert not dialog.sign_in.isVisible()
    assert "kim@example.org" in dialog.about.text()


def test_what_leaves_is_said(set_account: SetAccount, qtbot: QtBot) -> None:
    """Before anybody signs in they read what goes to the server and what stays."""
    dialog = open_account(set_account(NotingAccounts()), qtbot)
    assert "expenses" in dialog.leaves.text() and "stays here" in dialog.leaves.text()
    assert dialog.leaves.isVisible() and not dialog.talks.isChecked()
    assert "without an account" in dialog.about.text()


def test_opening_an_account_with_talks(set_account: SetAccount, qtbot: QtBot) -> None:
    """A new account is opened, with the talk where that is chosen."""
    accounts = NotingAccounts()
    dialog = open_account(set_account(accounts), qtbot)
    fill(dialog)
    dialog.talks.setChecked(True)
    qtbot.mouseClick(dialog.register, LEFT)
    qtbot.waitUntil(lambda: bool(accounts.told), timeout=PATIENCE_MS)
    assert (accounts.told[0].is_new, accounts.told[0].with_talks) == (True, True)


def test_wrong_password(set_account: SetAccount, qtbot: QtBot) -> None:
    """A wrong password is told in the dialog, and what was typed stays to be mended."""
    sentence = "The email or the password is not right."
    accounts = NotingAccounts(answers=[Outcome(code="sync.wrong_password", sentence=sentence)])
    dialog = open_account(set_account(accounts), qtbot)
    fill(dialog)
    qtbot.mouseClick(dialog.sign_in, LEFT)
    qtbot.waitUntil(lambda: dialog.trouble.text() == sentence, timeout=PATIENCE_MS)
    qtbot.waitUntil(dialog.sign_in.isEnabled, timeout=PATIENCE_MS)
    assert (dialog.email.text(), dialog.password.text()) == ("kim@example.org", "the long way")


def test_no_keyring(set_account: SetAccount, qtbot: QtBot) -> None:
    """Without a keyring that is said, and the same sign-in goes on with a passphrase."""
    accounts = NotingAccounts(answers=[Outcome(code="account.no_keyring", wants_passphrase=True)])
    dialog = open_account(set_account(accounts), qtbot)
    assert not dialog.passphrase.isVisible()
    fill(dialog)
    qtbot.mouseClick(dialog.sign_in, LEFT)
    qtbot.waitUntil(dialog.passphrase.isVisible, timeout=PATIENCE_MS)
    assert "no keyring" in dialog.why_passphrase.text()
    dialog.passphrase.setText("the long way to Moab")
    qtbot.waitUntil(dialog.sign_in.isEnabled, timeout=PATIENCE_MS)
    qtbot.mouseClick(dialog.sign_in, LEFT)
    qtbot.waitUntil(lambda: len(accounts.told) == 2, timeout=PATIENCE_MS)
    assert accounts.told[1].passphrase == "the long way to Moab"
    assert "Moab" not in repr(accounts.told[1])


def test_sealed(set_account: SetAccount, qtbot: QtBot) -> None:
    """After a start the sealed sign-in asks for its passphrase; a wrong one is told."""
    sheet = AccountSheet(server="https://s", email="kim@x", is_signed_in=True, is_sealed=True)
    wrong = Outcome(code="account.wrong_passphrase", sentence="That does not open it.")
    accounts = NotingAccounts(now=sheet, answers=[wrong])
    dialog = open_account(set_account(accounts), qtbot)
    qtbot.waitUntil(dialog.unlock.isVisible, timeout=PATIENCE_MS)
    dialog.passphrase.setText("no")
    qtbot.mouseClick(dialog.unlock, LEFT)
    qtbot.waitUntil(lambda: dialog.trouble.text() != "One moment…", timeout=PATIENCE_MS)
    assert dialog.trouble.text() == "That does not open it."
    qtbot.waitUntil(dialog.unlock.isEnabled, timeout=PATIENCE_MS)
    dialog.passphrase.setText("the long way")
    qtbot.mouseClick(dialog.unlock, LEFT)
    qtbot.waitUntil(lambda: not dialog.unlock.isVisible(), timeout=PATIENCE_MS)


def test_signing_out(set_account: SetAccount, qtbot: QtBot) -> None:
    """Signing out is one touch, and what this computer belongs to is said afterwards."""
    sheet = AccountSheet(server="https://s", email="kim@x", is_signed_in=True, waiting=3)
    accounts = NotingAccounts(now=sheet)
    dialog = open_account(set_account(accounts), qtbot)
    qtbot.waitUntil(dialog.sign_out.isVisible, timeout=PATIENCE_MS)
    assert "3 changes not sent yet" in dialog.about.text()
    qtbot.mouseClick(dialog.sign_out, LEFT)
    qtbot.waitUntil(lambda: "belongs to kim@x" in dialog.about.text(), timeout=PATIENCE_MS)
    assert dialog.sign_in.isVisible() and not dialog.register.isVisible()


def test_sync_now(set_account: SetAccount, qtbot: QtBot) -> None:
    """Who is signed in can have the server looked for at once."""
    accounts = NotingAccounts(AccountSheet(email="kim@road.test", is_signed_in=True))
    dialog = open_account(set_account(accounts), qtbot)
    qtbot.waitUntil(dialog.reach.isVisible, timeout=PATIENCE_MS)
    qtbot.mouseClick(dialog.reach, LEFT)
    qtbot.waitUntil(lambda: ("reach",) in accounts.told, timeout=PATIENCE_MS)


def test_fault_gives_the_button_back(set_account: SetAccount, qtbot: QtBot) -> None:
    """What goes wrong elsewhere leaves a dialog in which one can try again."""
    dialog = open_account(set_account(FullDisk()), qtbot)
    fill(dialog)
    qtbot.mouseClick(dialog.sign_in, LEFT)
    qtbot.waitUntil(lambda: dialog.trouble.text() == "The disk is full.", timeout=PATIENCE_MS)
    assert dialog.sign_in.isEnabled()


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (LineChanged(state=LineState.ONLINE), "Online"),
        (LineChanged(state=LineState.WORKING_OFFLINE), "Working offline"),
        (LineChanged(state=LineState.CATCHING_UP, left=1200), "Catching up: 1,200 to go"),
        (LineChanged(state=LineState.SIGN_IN_AGAIN), "Sign in again"),
        (LineChanged(state=LineState.STOPPED, sentence="Update PAM."), "Syncing has stopped"),
        (LineChanged(state=LineState.SIGNED_OUT), ""),
    ],
)
def test_line(set_account: SetAccount, qtbot: QtBot, event: LineChanged, words: str) -> None:
    """The header says how the line is doing, in words that a screen reader has too."""
    stage = set_account(NotingAccounts())
    stage.emit(LineChanged(state=LineState.CONNECTING), event)
    button = stage.window.header.account
    qtbot.waitUntil(lambda: button.text().strip() == words, timeout=PATIENCE_MS)
    assert words in button.accessibleName()
    assert event.sentence in button.toolTip()


def test_staying_here_is_promised_to_nobody_who_syncs(
    set_account: SetAccount, qtbot: QtBot
) -> None:
    """Where a server has what is kept, the window does not say that everything stays here."""
    stage = set_account(NotingAccounts())
    service = stage.window.header.service
    assert "stays on this computer" in service.words
    stage.emit(LineChanged(state=LineState.WORKING_OFFLINE))
    qtbot.waitUntil(lambda: "stays on this computer" not in service.words, timeout=PATIENCE_MS)
    stage.emit(LineChanged(state=LineState.SIGNED_OUT))
    qtbot.waitUntil(lambda: "stays on this computer" in service.words, timeout=PATIENCE_MS)


def test_decisions(set_account: SetAccount, qtbot: QtBot, tmp_path: Path) -> None:
    """Both versions are read side by side and each is kept with one touch of a large button."""
    accounts = NotingAccounts()
    stage = set_account(accounts)
    bar = stage.window.corner.bar
    accounts.waiting = [versions_of(HERE), versions_of(GONE)]
    stage.emit(ConflictsFound(conflicts=(HERE, GONE)))
    qtbot.waitUntil(bar.isVisible, timeout=PATIENCE_MS)
    assert bar.words.text() == "2 changes need a decision"
    qtbot.mouseClick(bar.decide, LEFT)
    dialog = stage.window.corner.conflicts
    assert dialog is not None
    qtbot.waitUntil(dialog.mine.keep.isEnabled, timeout=PATIENCE_MS)
    assert "45 dollars" in dialog.mine.lines.text()
    assert "54 dollars and 75 cents" in dialog.theirs.lines.text()
    assert "45 dollars" in dialog.mine.keep.accessibleName()
    picture = tmp_path / "decision.png"
    assert dialog.grab().save(str(picture))
    assert colours(picture) > 50
    qtbot.mouseClick(dialog.theirs.keep, LEFT)
    qtbot.waitUntil(lambda: "Shell" in dialog.mine.lines.text(), timeout=PATIENCE_MS)
    assert dialog.theirs.lines.text() == "Deleted"
    qtbot.waitUntil(dialog.mine.keep.isEnabled, timeout=PATIENCE_MS)
    dialog.mine.keep.setFocus()
    qtbot.keyClick(dialog.mine.keep, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not bar.isVisible(), timeout=PATIENCE_MS)
    assert accounts.told == [("keep", "c1", False), ("keep", "c2", True)]
    qtbot.waitUntil(lambda: not dialog.mine.isVisible(), timeout=PATIENCE_MS)
    assert dialog.explained.text() == "Everything is decided."


def test_decision_that_cannot_be_kept(set_account: SetAccount, qtbot: QtBot) -> None:
    """Where the disk is full the decision stays open and can be made again."""
    stage = set_account(FullDisk(waiting=[versions_of(HERE)]))
    stage.window.corner.open_conflicts()
    dialog = stage.window.corner.conflicts
    assert dialog is not None
    qtbot.waitUntil(dialog.mine.keep.isEnabled, timeout=PATIENCE_MS)
    qtbot.mouseClick(dialog.mine.keep, LEFT)
    qtbot.waitUntil(lambda: bool(stage.window.troubles.cards), timeout=PATIENCE_MS)
    qtbot.waitUntil(dialog.mine.keep.isEnabled, timeout=PATIENCE_MS)


def everything(dialog: AccountDialog | ConflictDialog) -> list[QWidget]:
    parts: list[QWidget] = list(dialog.findChildren(QAbstractButton))
    return [it for it in [*parts, *dialog.findChildren(QLineEdit)] if it.isVisible()]


def test_large_and_named(set_account: SetAccount, qtbot: QtBot) -> None:
    """Whatever is touched is at least 48 pixels high, and has a name of its own."""
    stage = set_account(NotingAccounts(waiting=[versions_of(HERE)]))
    account = open_account(stage, qtbot)
    stage.window.corner.open_conflicts()
    conflicts = stage.window.corner.conflicts
    assert conflicts is not None
    qtbot.waitUntil(conflicts.mine.keep.isEnabled, timeout=PATIENCE_MS)
    for dialog in (account, conflicts):
        parts = everything(dialog)
        names = [it.accessibleName() for it in parts]
        assert all(names) and len(set(names)) == len(names)
        assert all(it.height() >= 48 for it in parts), [(it, it.height()) for it in parts]
    assert stage.window.header.account.height() >= 48


def asked(*items: dict[str, Any], seconds: float = 60) -> ActionsAsked:
    at = datetime.now(UTC) + timedelta(seconds=seconds)
    return ActionsAsked(actions_id="a1", items=items, expires_at=at)


@pytest.mark.parametrize(
    ("item", "done"),
    [
        ({"action": "open_page", "page": "settings"}, True),
        ({"action": "open_page", "page": "talk"}, True),
        ({"action": "open_page", "page": "account"}, True),
        ({"action": "open_page", "page": "conflicts"}, True),
        ({"action": "show_conversation", "conversation_id": "c-1"}, True),
        ({"action": "refresh"}, True),
        ({"action": "open_page", "page": "money"}, False),
        ({"action": "open_page", "page": ["settings"]}, False),
        ({"action": "open_page"}, False),
        ({"action": "show_conversation"}, False),
        ({"action": "run", "command": "ls"}, False),
        ({}, False),
    ],
)
def test_actions_of_the_server(
    set_account: SetAccount, qtbot: QtBot, item: dict[str, Any], done: bool
) -> None:
    """The window does what is on its closed list and tells the server what it did not do."""
    accounts = NotingAccounts()
    stage = set_account(accounts)
    stage.emit(asked(item))
    qtbot.waitUntil(lambda: bool(accounts.told), timeout=PATIENCE_MS)
    assert accounts.told == [("acted", "a1", 0, done)]


def test_actions_that_came_too_late(set_account: SetAccount, qtbot: QtBot) -> None:
    """What was asked for long ago is not done any more; each item is answered."""
    accounts = NotingAccounts()
    stage = set_account(accounts)
    page = {"action": "open_page", "page": "settings"}
    stage.emit(asked(page, page, seconds=-1))
    qtbot.waitUntil(lambda: len(accounts.told) == 2, timeout=PATIENCE_MS)
    assert accounts.told == [("acted", "a1", 0, False), ("acted", "a1", 1, False)]
    assert not stage.settings.isVisible()
