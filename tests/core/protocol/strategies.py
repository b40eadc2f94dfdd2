"""Every frame there is, with whatever a field may hold."""

from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import strategies as st

from pam_core.protocol import frames as f
from pam_core.protocol.limits import MOST_WHOLE

SIGNS = st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00")
words = st.text(SIGNS, max_size=40)
ids = st.uuids().map(str)
counts = st.integers(0, MOST_WHOLE)
zones = st.sampled_from([UTC, timezone(timedelta(hours=-7)), timezone(timedelta(minutes=345))])
moments = st.datetimes(datetime(1901, 1, 1), datetime(9998, 1, 1), timezones=zones)
days = st.none() | st.dates(date(1, 1, 1))
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-MOST_WHOLE, MOST_WHOLE)
    | st.floats(allow_nan=False, allow_infinity=False)
    | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
fields = st.dictionaries(words, values, max_size=4)
things = st.builds(
    f.ThingRow,
    entity=st.just("expense"),
    id=ids,
    rev=counts,
    fields=fields,
    deleted=st.booleans(),
    day=days,
    at=moments,
)
contexts = st.builds(f.Context, region=words, session_data=fields)

from_client = st.one_of(
    st.builds(
        f.Hello,
        state=st.just("hello"),
        device_id=ids,
        version=counts,
        client=words,
        epoch=words,
        since=counts,
        last_cseq=counts,
    ),
    st.builds(
        f.Chat,
        id=ids,
        cseq=counts,
        conversation_id=ids,
        message=st.text(SIGNS, min_size=1, max_size=80),
        context=contexts,
        occurred_at=moments,
        zone=words,
    ),
    st.builds(
        f.Mutation,
        id=ids,
        cseq=counts,
        entity=st.sampled_from(["expense", "turn"]),
        thing_id=ids,
        op=st.sampled_from(["put", "merge", "delete"]),
        base_rev=counts,
        fields=fields,
        day=days,
        occurred_at=moments,
    ),
    st.builds(
        f.ActionResponse,
        id=ids,
        cseq=counts,
        actions_id=ids,
        item=counts,
        outcome=st.sampled_from(["done", "declined", "failed", "expired"]),
        occurred_at=moments,
    ),
    st.builds(
        f.Feedback,
        id=ids,
        cseq=counts,
        about=words,
        thumb=st.sampled_from([None, 1, -1]),
        text=words,
        occurred_at=moments,
    ),
    st.builds(f.Seen, seq=counts),
    st.builds(f.Auth, token=words),
    st.builds(f.Ping),
    st.builds(f.Pong),
)
from_server = st.one_of(
    st.builds(
        f.Ready,
        state=st.just("ready"),
        session=words,
        epoch=words,
        head_seq=counts,
        last_cseq=counts,
        server_time=moments,
        heartbeat_seconds=st.floats(0, 100),
        limits=fields,
        token_exp=st.none() | moments,
        resume=st.sampled_from(["ok", "reset"]),
    ),
    st.builds(f.Status, state=st.just("status"), level=st.integers(1, 5), providers=fields),
    st.builds(
        f.Ack,
        id=ids,
        cseq=counts,
        verdict=st.sampled_from(["committed", "duplicate", "rejected", "pending"]),
        seq=counts,
        rev=st.none() | counts,
        error=st.none() | words,
        thing=st.none() | things,
    ),
    st.builds(f.ChatDelta, in_reply_to=ids, attempt=counts, index=counts, text=words),
    st.builds(
        f.ChatResponse,
        id=ids,
        seq=counts,
        in_reply_to=ids,
        conversation_id=ids,
        message=words,
        metadata=fields,
    ),
    st.builds(
        f.UiActions,
        id=ids,
        seq=counts,
        in_reply_to=st.none() | ids,
        expires_at=moments,
        items=st.lists(fields, max_size=3).map(tuple),
    ),
    st.builds(f.WinsUpdate, id=ids, seq=counts, things=st.lists(things, max_size=3).map(tuple)),
    st.builds(f.ActionOutcome, id=ids, seq=counts, actions_id=ids, item=counts, outcome=words),
    st.builds(
        f.ErrorFrame,
        code=words,
        message=words,
        in_reply_to=st.none() | words,
        retryable=st.booleans(),
        retry_after_ms=st.none() | counts,
        expected=st.none() | counts,
    ),
    st.builds(f.AuthRequired, reason=st.sampled_from(["expiring", "expired", "revoked"])),
    st.builds(f.Pong, server_time=st.none() | moments, head_seq=st.none() | counts),
)
