"""Syncing once, for a command that then ends."""

from typing import TYPE_CHECKING

from pam_desktop.app.membership import Membership, nobody

if TYPE_CHECKING:
    from pam_core.sync.once import Synced


async def sync_now(membership: Membership) -> "Synced":
    """Send and fetch all there is. Raises PamError (`account.nobody`, `sync.…`, `keys.…`)."""
    session = await membership.session()
    if session is None:
        raise nobody()
    from pam_core.sync.once import sync_once

    return await sync_once(membership.store, await membership.rest(), session)
