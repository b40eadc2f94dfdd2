"""The settings of open questions: the order, the addresses, and that no key is among them."""

from pathlib import Path

import pytest

from pam_core.settings.addresses import fit_address, is_this_machine
from pam_core.settings.file import save
from pam_core.settings.loader import LoadedSettings, load_settings
from pam_core.settings.schema_answers import PROVIDERS
from pam_core.vocabulary.errors import PamError


def load(*overrides: str, file: Path = Path("nowhere"), **environment: str) -> LoadedSettings:
    return load_settings(file, environment=environment, overrides=overrides)


def refused(*overrides: str, file: Path = Path("nowhere"), **environment: str) -> PamError:
    with pytest.raises(PamError) as caught:
        load(*overrides, file=file, **environment)
    return caught.value


def test_everybody_is_asked_in_the_usual_order() -> None:
    """Unless the user has another order everybody is in it, the embedded model last."""
    assert load().settings.answers.names == PROVIDERS
    assert PROVIDERS[-1] == "embedded"


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("embedded", ("embedded",)),
        (" Embedded ,OPENAI", ("embedded", "openai")),
        ("", ()),
        ("  ", ()),
    ],
)
def test_own_order(given: str, names: tuple[str, ...]) -> None:
    """Whoever is left out is not among them; nothing asks nobody."""
    assert load(f"answers.order={given}").settings.answers.names == names


def test_order_as_a_list(tmp_path: Path) -> None:
    """In the file the order may be a list, as TOML has lists."""
    file = tmp_path / "settings.toml"
    file.write_text('[answers]\norder = ["custom", "embedded"]\n')
    assert load(file=file).settings.answers.names == ("custom", "embedded")


@pytest.mark.parametrize(
    "given", ["openai, opnai", "openai, openai", "openai,", "openai; embedded", "openai embedded"]
)
def test_unfit_order(given: str) -> None:
    """A name that nobody has, or that comes twice, is refused and those there are are named."""
    error = refused(f"answers.order={given}")
    assert error.code == "settings.bad_value"
    assert all(name in error.sentence for name in PROVIDERS)


@pytest.mark.parametrize(
    "address",
    [
        "https://api.openai.com/v1",
        "https://llm.example.org:8443/v1",
        "http://localhost:11434/v1",
        "http://127.0.0.1:8080/v1",
        "http://[::1]:8080/v1",
        "http://192.168.1.20:11434/v1",
        "http://10.0.0.7/v1",
        "http://172.31.255.1/v1",
        "http://[fd00::7]/v1",
    ],
)
def test_address(address: str) -> None:
    """An https address goes, and http where it stays in the user's own network."""
    assert fit_address(f" {address}/ ") == address


@pytest.mark.parametrize(
    "address",
    [
        "http://api.openai.com/v1",
        "http://8.8.8.8/v1",
        "http://172.32.0.1/v1",
        "http://[::ffff:8.8.8.8]/v1",
        "http://localhost.example.org/v1",
        "http://192.168.1.20.example.org/v1",
        "http://169.254.169.254/v1",
        "https://me:hush@example.org/v1",
        "https://me@example.org/v1",
        "https://example.org/v1?key=hush",
        "https://example.org/v1#here",
        "https://example.org\\@evil.org/v1",
        "https://example.org:99999/v1",
        "https://example.org:x/v1",
        "https://exa mple.org/v1",
        "https://example.org/v1\r\nX-Evil: 1",
        "https://",
        "ftp://example.org",
        "file:///etc/passwd",
        "api.openai.com/v1",
        "https://[::1/v1",
        "",
        "x" * 301,
    ],
)
def test_unfit_address(address: str) -> None:
    """What would send a key in clear, or hides something in the address, is refused."""
    with pytest.raises(ValueError):
        fit_address(address)


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("http://localhost:1234/v1", True),
        ("http://LOCALHOST/v1", True),
        ("https://127.8.9.1/v1", True),
        ("http://[::1]/v1", True),
        ("http://192.168.1.20/v1", False),
        ("https://localhost.example.org/v1", False),
        ("https://127.0.0.1.example.org/v1", False),
        ("", False),
    ],
)
def test_this_machine(address: str, here: bool) -> None:
    """Only a loopback host is this machine; a neighbour's is not."""
    assert is_this_machine(address) is here


def test_unfit_address_in_the_file(tmp_path: Path) -> None:
    """An address that will not do is named with its line, without the password in it."""
    file = tmp_path / "settings.toml"
    file.write_text('[custom]\nbase_url = "https://me:hush@example.org/v1?key=hush"\n')
    sentence = refused(file=file).sentence
    assert "line 2: custom.base_url takes an https:// address" in sentence
    assert "hush" not in sentence


SECRET = "sk-proj-0123456789abcdef"


@pytest.mark.parametrize(
    "line",
    [
        f'openai.key = "{SECRET}"',
        f'openai.api_key = "{SECRET}"',
        f'anthropic.API-KEY = "{SECRET}"',
        f'openrouter.token = "{SECRET}"',
        f'custom.auth_token = "{SECRET}"',
        f'[openai]\nkey = "{SECRET}"',
        f'openai = {{ key = "{SECRET}" }}',
    ],
)
def test_no_key_in_the_file(tmp_path: Path, line: str) -> None:
    """A key in the file is refused, not repeated, and where it belongs is said."""
    file = tmp_path / "settings.toml"
    file.write_text(line)
    error = refused(file=file)
    assert error.code == "settings.key_in_clear"
    assert f"{file}, line " in error.sentence
    assert "pam providers key " in error.mend
    assert SECRET not in str(error)


@pytest.mark.parametrize(
    "override", [f"openai.key={SECRET}", f"openai.api_kye={SECRET}", f"openai={SECRET}"]
)
def test_no_key_on_the_command_line(override: str) -> None:
    """A key behind --set is refused and not repeated, even behind a mistyped name."""
    assert SECRET not in str(refused(override))


def test_no_key_in_a_variable() -> None:
    """PAM_OPENAI_KEY is no setting; what is in it is not repeated."""
    error = refused(PAM_OPENAI_KEY=SECRET)
    assert error.code == "settings.key_in_clear"
    assert SECRET not in str(error)


@pytest.mark.parametrize("key", ["key", "model"])
def test_no_key_is_written(tmp_path: Path, key: str) -> None:
    """A key is not written into the file, under whatever name."""
    file = tmp_path / "settings.toml"
    with pytest.raises(PamError) as caught:
        save(file, "openai", key, SECRET)
    assert SECRET not in str(caught.value)
    assert not file.exists()


@pytest.mark.parametrize(
    ("section", "key", "given"),
    [
        ("openai", "model", ""),
        ("openai", "base_url", ""),
        ("openai", "daily_dollars", "-1"),
        ("openai", "input_price", "nan"),
        ("openai", "daily_tokens", "1.5"),
        ("openai", "context_tokens", "10"),
        ("answers", "longest_answer_characters", "10"),
        ("embedded", "model", ""),
        ("embedded", "threads", "-1"),
        ("custom", "model", "a\nb"),
    ],
)
def test_unfit_value(section: str, key: str, given: str) -> None:
    """What makes no sense is refused."""
    assert refused(f"{section}.{key}={given}").code == "settings.bad_value"
