"""Access tokens nobody should be able to make, and those of Supabase."""

import json
from collections.abc import Mapping
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, OKPAlgorithm

from pam_core.vocabulary.errors import PamError
from pam_server.identity.identity import Identity
from pam_server.identity.passwords import Passwords
from pam_server.identity.supabase import Supabase
from pam_server.settings import ServerSettings
from pam_server.store import accounts
from pam_server.store.database import Database
from pam_server.store.log import SqlLog
from tests.server.identity.conftest import CHEAP, NotedHub, SetClock

SECRET = "a-legacy-secret-of-at-least-32-bytes"
PROJECT = "https://abc.supabase.example"
SUBJECT = "11111111-2222-4333-8444-555555555555"


async def _code(identity: Identity, header: str | None) -> str:
    with pytest.raises(PamError) as caught:
        await identity.authenticate(header)
    return caught.value.code


async def _claims(identity: Identity) -> tuple[dict[str, Any], str]:
    tokens = await identity.register("ann@example.com", "correct horse")
    read = jwt.decode_complete(tokens.access_token, options={"verify_signature": False})
    return read["payload"], read["header"]["kid"]


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Basic YTpi", "token", "Digest x", "\x00", "Bearer\tx"],
)
async def test_a_header_without_a_token_says_so(
    sqlite_identity: Identity, header: str | None
) -> None:
    """Where no bearer token is given, `auth.missing` is told."""
    assert await _code(sqlite_identity, header) == "auth.missing"


@pytest.mark.parametrize(
    "token",
    ["x", "a.b", "a.b.c", "a.b.c.d", "...", "\ud800", "é.é.é", "e30.e30.", "W10.W10.x",
     "x" * 100_000, "eyJhbGciOiJub25lIn0." + "A" * 8000 + "."],
)  # fmt: skip
async def test_what_is_no_token_is_refused(sqlite_identity: Identity, token: str) -> None:
    """Nonsense, however long, is refused as `auth.invalid` and nothing else happens."""
    assert await _code(sqlite_identity, f"Bearer {token}") == "auth.invalid"


async def test_an_unsigned_token_is_refused(sqlite_identity: Identity) -> None:
    """`alg: none` is never believed, whatever the key id."""
    claims, kid = await _claims(sqlite_identity)
    token = jwt.encode(claims, None, algorithm="none", headers={"kid": kid, "typ": "at+jwt"})
    assert await _code(sqlite_identity, f"Bearer {token}") == "auth.invalid"


async def test_our_public_key_is_no_secret_to_sign_with(sqlite_identity: Identity) -> None:
    """A token signed by HMAC with the published key is refused: the algorithm is the key's."""
    claims, kid = await _claims(sqlite_identity)
    published = (await sqlite_identity.jwks())["keys"][0]
    key = OKPAlgorithm.from_jwk(json.dumps(published))
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)  # type: ignore[union-attr]
    token = jwt.encode(claims, raw, algorithm="HS256", headers={"kid": kid, "typ": "at+jwt"})
    assert await _code(sqlite_identity, f"Bearer {token}") == "auth.invalid"


@pytest.mark.parametrize(
    "kid", ["../../dev/null", "' OR 1=1 --", "", "x" * 1000, None, 5, {"a": 1}]
)
async def test_a_key_id_finds_our_keys_and_nothing_else(
    sqlite_identity: Identity, kid: object
) -> None:
    """A key id is looked up among our keys; it is no path, no query, no key."""
    claims, _ = await _claims(sqlite_identity)
    key = ed25519.Ed25519PrivateKey.generate()
    header = _part({"alg": "EdDSA", "typ": "at+jwt", "kid": kid})
    signed = f"{header}.{_part(claims)}"
    signature = jwt.utils.base64url_encode(key.sign(signed.encode())).decode()
    assert await _code(sqlite_identity, f"Bearer {signed}.{signature}") == "auth.invalid"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"aud": "other"}, "auth.invalid"),
        ({"aud": None}, "auth.invalid"),
        ({"sub": None}, "auth.invalid"),
        ({"sub": 7}, "auth.invalid"),
        ({"sid": ""}, "auth.invalid"),
        ({"sid": None}, "auth.invalid"),
        ({"sid": "another"}, "auth.revoked"),
        ({"sub": "another"}, "auth.revoked"),
        ({"exp": 1}, "auth.expired"),
        ({"exp": None}, "auth.invalid"),
        ({"exp": "soon"}, "auth.invalid"),
        ({"exp": 1e300}, "auth.invalid"),
        ({"exp": True}, "auth.invalid"),
        ({"nbf": 9_999_999_999}, "auth.invalid"),
        ({"iat": 9_999_999_999}, "auth.invalid"),
        ({"iss": "somebody"}, "auth.invalid"),
        ({"iss": ["pam-server"]}, "auth.invalid"),
    ],
)
async def test_every_claim_counts(
    sqlite_identity: Identity, change: Mapping[str, object], expected: str
) -> None:
    """Even signed by our own key a token is for us, of a live session, and not over."""
    claims, kid = await _claims(sqlite_identity)
    key = (await sqlite_identity.keys.signing()).private
    changed = {name: value for name, value in {**claims, **change}.items() if value is not None}
    signed = f"{_part({'alg': 'EdDSA', 'typ': 'at+jwt', 'kid': kid})}.{_part(changed)}"
    signature = jwt.utils.base64url_encode(key.sign(signed.encode())).decode()
    assert await _code(sqlite_identity, f"Bearer {signed}.{signature}") == expected


async def test_another_kind_of_token_of_ours_is_no_access_token(
    sqlite_identity: Identity,
) -> None:
    """Only tokens of the type at+jwt are access tokens."""
    claims, kid = await _claims(sqlite_identity)
    key = (await sqlite_identity.keys.signing()).private
    token = jwt.encode(claims, key, algorithm="EdDSA", headers={"kid": kid, "typ": "JWT"})
    assert await _code(sqlite_identity, f"Bearer {token}") == "auth.invalid"


async def test_a_token_is_over_when_its_time_is(identity: Identity, clock: SetClock) -> None:
    """An access token is good for 15 minutes and not a second longer."""
    tokens = await identity.register("ann@example.com", "correct horse")
    clock.advance(minutes=14, seconds=59)
    assert await identity.authenticate(f"bearer {tokens.access_token}")
    clock.advance(seconds=1)
    assert await _code(identity, f"Bearer {tokens.access_token}") == "auth.expired"


class _Project:
    """A Supabase project that publishes one key and counts who asks."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.asked = 0
        self.is_away = False

    async def fetch(self, url: str) -> bytes:
        self.asked += 1
        assert url == f"{PROJECT}/auth/v1/.well-known/jwks.json"
        if self.is_away:
            raise OSError("away")
        jwk = ECAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        oct = {"kty": "oct", "k": "c2VjcmV0", "kid": "symmetric", "alg": "HS256"}
        return json.dumps({"keys": [{**jwk, "kid": "k1", "alg": "HS256"}, oct, 7]}).encode()


@pytest.fixture
def project() -> _Project:
    return _Project()


def _abroad(
    database: Database, hub: NotedHub, clock: SetClock, project: _Project, secret: str = ""
) -> Identity:
    foreign = Supabase(
        url=PROJECT, secret=secret, audience="authenticated", clock=clock, fetch=project.fetch
    )
    return Identity(
        database, ServerSettings(), hub, clock, passwords=Passwords(CHEAP), foreign=foreign
    )


def _supabase_claims(clock: SetClock, **change: object) -> dict[str, Any]:
    now = int(clock().timestamp())
    return {
        "iss": f"{PROJECT}/auth/v1",
        "aud": "authenticated",
        "sub": SUBJECT,
        "session_id": "s1",
        "role": "authenticated",
        "iat": now,
        "exp": now + 3600,
        **change,
    }


async def test_users_of_supabase_get_an_account_of_their_own(
    database: Database, hub: NotedHub, clock: SetClock, project: _Project
) -> None:
    """A token by the published key is a user: the same one each time, with an id of ours."""
    identity = _abroad(database, hub, clock, project)
    token = jwt.encode(_supabase_claims(clock), project.key, "ES256", headers={"kid": "k1"})
    first = await identity.authenticate(f"Bearer {token}")
    second = await identity.authenticate(f"Bearer {token}")
    assert first == second
    assert (first.session, first.issuer) == ("s1", f"{PROJECT}/auth/v1")
    assert first.user_id != SUBJECT
    user = await database.read(lambda connection: accounts.by_id(connection, first.user_id))
    assert user is not None
    assert user.subject == SUBJECT


async def test_legacy_tokens_of_supabase_need_the_secret(
    database: Database, hub: NotedHub, clock: SetClock, project: _Project
) -> None:
    """HS256 is believed by the secret that is set, and not at all where none is."""
    token = jwt.encode(_supabase_claims(clock), SECRET, "HS256")
    assert await _code(_abroad(database, hub, clock, project), f"Bearer {token}") == "auth.invalid"
    with_secret = _abroad(database, hub, clock, project, SECRET)
    assert (await with_secret.authenticate(f"Bearer {token}")).session == "s1"


async def test_a_published_key_has_the_algorithm_of_its_kind(
    database: Database, hub: NotedHub, clock: SetClock, project: _Project
) -> None:
    """With its key id no other algorithm passes, nor a symmetric key that was published."""
    identity = _abroad(database, hub, clock, project, SECRET)
    claims = _supabase_claims(clock)
    point = project.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    rsa_key = rsa.generate_private_key(65537, 2048)
    forged = [
        jwt.encode(claims, SECRET, "HS256", headers={"kid": "k1"}),
        jwt.encode(claims, point, "HS256", headers={"kid": "k1"}),
        jwt.encode(claims, rsa_key, "RS256", headers={"kid": "k1"}),
        jwt.encode(claims, None, "none", headers={"kid": "k1"}),
        jwt.encode(claims, b"secret" * 8, "HS256", headers={"kid": "symmetric"}),
        jwt.encode(claims, project.key, "ES256", headers={"kid": "unknown"}),
    ]
    assert {await _code(identity, f"Bearer {token}") for token in forged} == {"auth.invalid"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"aud": "anon"}, "auth.invalid"),
        ({"iss": "https://evil.example/auth/v1"}, "auth.invalid"),
        ({"exp": 1}, "auth.expired"),
        ({"sub": ""}, "auth.invalid"),
        ({"session_id": 7}, "auth.invalid"),
    ],
)
async def test_claims_of_supabase_count(
    sqlite_url: str, hub: NotedHub, clock: SetClock, project: _Project,
    change: Mapping[str, object], expected: str,
) -> None:  # fmt: skip
    """A token of the project's for others, by others or over is refused."""
    database = Database(sqlite_url)
    await database.open()
    claims = _supabase_claims(clock, **change)
    token = jwt.encode(claims, project.key, "ES256", headers={"kid": "k1"})
    assert await _code(_abroad(database, hub, clock, project), f"Bearer {token}") == expected
    await database.close()


async def test_unknown_key_ids_do_not_make_us_ask_all_the_time(
    database: Database, hub: NotedHub, clock: SetClock, project: _Project
) -> None:
    """The project's keys are fetched once a minute at most, and what is known stays known."""
    identity = _abroad(database, hub, clock, project)
    claims = _supabase_claims(clock)
    for number in range(5):
        token = jwt.encode(claims, project.key, "ES256", headers={"kid": f"no{number}"})
        await _code(identity, f"Bearer {token}")
    assert project.asked == 1
    clock.advance(seconds=61)
    project.is_away = True
    await _code(identity, f"Bearer {token}")
    assert project.asked == 2
    good = jwt.encode(claims, project.key, "ES256", headers={"kid": "k1"})
    assert await identity.authenticate(f"Bearer {good}")


async def test_tokens_from_before_an_erasure_make_no_account(
    database: Database, hub: NotedHub, clock: SetClock, project: _Project
) -> None:
    """An erased user of Supabase stays erased until they sign in there anew."""
    identity = _abroad(database, hub, clock, project)
    token = jwt.encode(_supabase_claims(clock), project.key, "ES256", headers={"kid": "k1"})
    caller = await identity.authenticate(f"Bearer {token}")
    clock.advance(seconds=5)
    await identity.note_erasure(caller)
    await SqlLog(database).erase(caller.user_id)
    assert await _code(identity, f"Bearer {token}") == "auth.revoked"
    clock.advance(seconds=5)
    anew = jwt.encode(_supabase_claims(clock), project.key, "ES256", headers={"kid": "k1"})
    assert (await identity.authenticate(f"Bearer {anew}")).user_id != caller.user_id


def _part(content: object) -> str:
    return jwt.utils.base64url_encode(json.dumps(content).encode()).decode()
