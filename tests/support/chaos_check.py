"""Whether what was promised was kept, judged from the disks alone."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tests.support.chaos_log import Act, DesktopDisk, Journalled, Key, ServerDisk, Version
from tests.support.sync_user import tag_of

Tagged = tuple[Key, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What broke the promise, in words, and what was counted. Empty lists: it was kept."""

    lost: Sequence[str] = ()
    doubled: Sequence[str] = ()
    broken: Sequence[str] = ()
    """Order, agreement, strangers, gaps."""
    acknowledged: int = 0
    conflicts: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def wrong(self) -> Sequence[str]:
        """Whatever broke the promise."""
        return [*self.lost, *self.doubled, *self.broken]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One user's disks. `before` are the server's as they were before each restore."""

    server: ServerDisk
    desktops: Mapping[str, tuple[DesktopDisk, Journalled]]
    before: Sequence[ServerDisk] = ()


def verdict_of(seen: Evidence) -> Verdict:
    """Judge one user's disks, once everything is quiet."""
    journals = {name: journal for name, (_, journal) in seen.desktops.items()}
    return Verdict(
        lost=[*_lost(seen), *_lost_by_restoring(seen)],
        doubled=list(_doubled(seen)),
        broken=[
            *_disagreeing(seen),
            *_strangers(seen),
            *_gaps(seen),
            *_out_of_order(seen),
            *_told(journals),
        ],
        acknowledged=sum(
            act.stands is not None for journal in journals.values() for act in journal.acts
        ),
        conflicts=sum(len(disk.conflicts) for disk, _ in seen.desktops.values())
        + sum(act.verb == "decide" for journal in journals.values() for act in journal.acts),
        counts=Counter(str(one["told"]) for journal in journals.values() for one in journal.told),
    )


def _lost(seen: Evidence) -> Iterator[str]:
    """The last that a user was told about each thing, or a later deed, is logged or lies beside."""
    logged = {(one.key, one.tag) for one in _whole_log(seen)}
    known = {key for key, _ in logged}
    for name, (disk, journal) in seen.desktops.items():
        found = logged | disk.conflicts | _given_up(journal.acts)
        for key, versions in _owed(journal.acts).items():
            # What was deleted before anybody signed in here never goes up.
            never = versions == [None] and key not in known
            if not never and not any((key, tag) in found for tag in versions):
                yield f"{name}: {key} as {versions[0]}"


def _owed(acts: Sequence[Act]) -> dict[Key, list[str | None]]:
    """Of each thing that a user was told about the last version told, and what came after it."""
    told: dict[Key, list[str | None]] = {}
    every: dict[Key, list[str | None]] = {}
    for act in acts:
        for key, tag in act.stands or ():
            told[key] = [tag]
            every.setdefault(key, []).append(tag)
        for key in act.things:
            if act.stands is None and key in told:
                # Killed before anybody was told: it may have been done all the same. What an undo
                # came to is something that was there before, or nothing.
                told[key] += [None, *every[key]] if act.verb == "undo" else [act.tag]
    return told


def _given_up(acts: Sequence[Act]) -> frozenset[Tagged]:
    """What the user decided against."""
    return frozenset(
        (key, act.tag)
        for act in acts
        if act.verb == "decide" and not act.mine
        for key in act.things
    )


def _lost_by_restoring(seen: Evidence) -> Iterator[str]:
    """What stood last before a restore came back, or later words on it did, here or beside."""
    found = set[Tagged]().union(
        *(disk.conflicts | _given_up(journal.acts) for disk, journal in seen.desktops.values())
    )
    said = _said_at(seen)
    for place, old in enumerate(seen.before):
        later = (*seen.before[place + 1 :], seen.server)
        logged = found | {(one.key, one.tag) for disk in later for one in disk.log}
        for last in {one.key: (one.key, one.tag) for one in old.log}.values():
            when = said.get(last)
            newer = [one for one, at in said.items() if one[0] == last[0] and when and at >= when]
            if not any(one in logged for one in (last, *newer)):
                yield f"since the restore: {last[0]} as {last[1]}"


def _said_at(seen: Evidence) -> dict[Tagged, datetime]:
    """When each version was last said, by clocks that did not jump."""
    said: dict[Tagged, datetime] = {}
    for _, journal in _machines(seen):
        for act in journal.acts:
            for tagged in act.stands or ((key, act.tag) for key in act.things):
                said[tagged] = max(act.at, said.get(tagged, act.at))
    return said


def _doubled(seen: Evidence) -> Iterator[str]:
    """No id twice, no words under two ids, no more revisions of a thing than deeds about it."""
    for name, things in _shown(seen):
        for tag, times in Counter(_tags(things)).items():
            if times > 1:
                yield f"{name}: {tag} stands {times} times"
    if seen.before:
        # What was lost by the restore is rightly sent again.
        return
    deeds = Counter(
        key for _, journal in _machines(seen) for act in journal.acts for key in act.things
    )
    for key, times in Counter(one.key for one in seen.server.log).items():
        if times > deeds[key]:
            yield f"the server: {key} has {times} revisions of {deeds[key]} deeds"


def _disagreeing(seen: Evidence) -> Iterator[str]:
    """All machines show the same, and nothing waits."""
    there = seen.server.things
    for name, (disk, _) in seen.desktops.items():
        if disk.waiting or disk.since != seen.server.head_seq or disk.epoch != seen.server.epoch:
            yield f"{name}: {disk.waiting} wait, {disk.since} of {seen.server.head_seq} events"
        beside = {key for key, _ in disk.conflicts}
        for key in there.keys() | disk.things.keys():
            # What the server would not take at all stays where it was made.
            if there.get(key) != disk.things.get(key) and not (key in beside and key not in there):
                yield f"{name}: {key} is {disk.things.get(key)}, there {there.get(key)}"


def _strangers(seen: Evidence) -> Iterator[str]:
    """Nothing stands anywhere that this user never did."""
    done = {key for _, journal in _machines(seen) for act in journal.acts for key in act.things}
    meant = {act.tag for _, journal in _machines(seen) for act in journal.acts}
    for name, things in _shown(seen):
        for key, tag in zip(things, _tags(things), strict=True):
            if key not in done or tag not in meant:
                yield f"{name}: {key} as {tag} is nobody's"


def _gaps(seen: Evidence) -> Iterator[str]:
    """The log has every number once; no device has fewer commands than the server counts of it."""
    if list(seen.server.seqs) != list(range(1, seen.server.head_seq + 1)):
        yield f"the server: the log's numbers are not 1 to {seen.server.head_seq}"
    for name, (disk, _) in seen.desktops.items():
        there = seen.server.last_cseq.get(disk.device_id, 0)
        # What was sent twice takes up a number here and none there, until the next connection.
        if there > disk.last_cseq:
            yield f"{name}: counts {disk.last_cseq} commands, the server {there}"


def _out_of_order(seen: Evidence) -> Iterator[str]:
    """New words reach the log in the order in which they were said on a device."""
    if seen.before:
        return
    first: dict[str | None, int] = {}
    for one in seen.server.log:
        first.setdefault(one.tag, one.seq)
    # An undo and a decision bring older words again.
    again = {
        key
        for _, journal in _machines(seen)
        for act in journal.acts
        if act.verb != "keep"
        for key in act.things
    }
    for name, (_, journal) in seen.desktops.items():
        kept = [act for act in journal.acts if again.isdisjoint(act.things)]
        said = [act.tag for act in kept if act.tag in first]
        places = [first[tag] for tag in said if tag is not None]
        if places != sorted(places):
            yield f"{name}: its deeds stand in another order in the log"


def _told(journals: Mapping[str, Journalled]) -> Iterator[str]:
    """Nobody was told that syncing has stopped, or that something was refused."""
    for name, journal in journals.items():
        for one in journal.told:
            if one["told"] in ("stopped", "refused"):
                yield f"{name}: {one}"


def _whole_log(seen: Evidence) -> Iterator[Version]:
    for disk in (*seen.before, seen.server):
        yield from disk.log


def _machines(seen: Evidence) -> Sequence[tuple[DesktopDisk, Journalled]]:
    return list(seen.desktops.values())


def _shown(seen: Evidence) -> Iterator[tuple[str, dict[Key, dict[str, object]]]]:
    yield "the server", seen.server.things
    for name, (disk, _) in seen.desktops.items():
        yield name, disk.things


def _tags(things: Mapping[Key, Mapping[str, object]]) -> list[str | None]:
    return [tag_of(fields) for fields in things.values()]
