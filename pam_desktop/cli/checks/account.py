"""Check of the account: who is signed in, and whether the sign-in can be read; nobody is called."""

import asyncio

from pam_desktop.cli.checks.finding import LimitedError, Patient


def account(patient: Patient) -> str:
    """The sign-in is where it was kept; without one nothing is missing."""
    from pam_core.storage.file import DatabaseFile
    from pam_desktop.app.clock import SystemClock
    from pam_desktop.app.membership import membership_of

    path = patient.places.database(patient.settings.storage.database)
    if not path.exists():
        return _NOBODY

    async def look() -> str:
        file = DatabaseFile(path)
        membership = membership_of(patient.places, patient.settings, file, SystemClock(None))
        try:
            standing = await membership.standing()
            found = standing.account
            if found is None:
                return _NOBODY
            if not standing.is_signed_in:
                return f"Signed out; {standing.waiting:,} changes wait for {found.email}."
            if await membership.keeper.get(found.server, found.user_id) is None:
                raise LimitedError(
                    f"The sign-in of {found.email} is no longer where it was kept.",
                    "`pam login` signs in again; everything stays here meanwhile.",
                )
            return f"{found.email} at {found.server}; {standing.waiting:,} changes wait."
        finally:
            await membership.close()
            await file.close()

    return asyncio.run(look())


_NOBODY = "Nobody is signed in to a PAM server, and nothing needs it."
