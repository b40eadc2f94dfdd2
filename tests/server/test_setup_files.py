"""The files that put a server up: no engine here runs them, so what can be told by reading is."""

import json
import re
import shlex
from configparser import ConfigParser
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

from pam_server.main import _parser
from pam_server.serving import check
from pam_server.settings import ServerSettings, load_settings
from pam_server.settings_source import FILE_SUFFIX, PREFIX, is_secret

ROOT = Path(__file__).parents[2]
SETUP = ROOT / "setup" / "server"
FILES = ("compose.yaml", "Dockerfile", "pam-server.service")
PINNED = re.compile(r"[a-z]+:[0-9]+(\.[0-9]+)*-[a-z0-9-]+")
"""A version and a Debian release: neither moves to another one by itself."""


def compose() -> dict:
    return yaml.safe_load((SETUP / "compose.yaml").read_text())


def dockerfile() -> list[tuple[str, str]]:
    """Its instructions, each as name and rest, in one line."""
    lines = (SETUP / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
    told = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return [(line.split()[0], line.partition(" ")[2].strip()) for line in told]


def instructions(name: str) -> list[str]:
    """The rest of every instruction of that name, in order."""
    return [rest for instruction, rest in dockerfile() if instruction == name]


def unit() -> ConfigParser:
    parser = ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str
    parser.read(SETUP / "pam-server.service")
    return parser


@pytest.mark.parametrize("name", FILES)
def test_every_variable_is_a_setting(name):
    """Nothing is set that the server would refuse as unknown."""
    fields = ServerSettings.model_fields
    known = {PREFIX + field.upper() for field in fields}
    known |= {
        PREFIX + field.upper() + FILE_SUFFIX
        for field, info in fields.items()
        if is_secret(info.annotation)
    }
    named = set(re.findall(r"PAM_SERVER_[A-Z_]*[A-Z]", (SETUP / name).read_text()))
    assert named
    assert named <= known


def test_the_containers_settings_will_do(tmp_path):
    """What image and compose set together is a configuration that the server starts with."""
    url = tmp_path / "database_url"
    url.write_text("postgresql://pam:secret@database/pam\n")
    image = dict(pair.split("=", 1) for pair in shlex.split(instructions("ENV")[0]))
    server = compose()["services"]["server"]
    given = {**image, **server["environment"], "PAM_SERVER_DATABASE_URL_FILE": str(url)}
    settings = load_settings(given)
    check(settings)
    assert settings.host == "0.0.0.0"
    assert settings.database.startswith("postgresql://")
    assert server["ports"] == [f"127.0.0.1:{settings.port}:{settings.port}"]
    assert instructions("EXPOSE") == [str(settings.port)]
    assert server["volumes"] == [f"server:{settings.data_folder}"]
    assert instructions("VOLUME") == [str(settings.data_folder)]


def test_a_containers_secrets_are_in_files():
    """No password stands in the compose file, and what it calls a secret is one it declares."""
    told = compose()
    for service in told["services"].values():
        assert set(service.get("secrets", [])) <= set(told["secrets"])
        environment = service.get("environment", {})
        assert {name for name in environment if "PASSWORD" in name or "DATABASE_URL" in name} <= {
            "POSTGRES_PASSWORD_FILE",
            "PAM_SERVER_DATABASE_URL_FILE",
        }
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    for secret in told["secrets"].values():
        assert f"/{Path(secret['file']).parts[0]}/" in ignored
        assert Path(secret["file"]).parts[0] in (SETUP / "Dockerfile.dockerignore").read_text()


def test_images_are_pinned():
    """Every image is one version's, so that a restart brings no other program."""
    bases = [rest.split()[0] for rest in instructions("FROM")]
    services = compose()["services"].values()
    images = bases + [service["image"] for service in services if "image" in service]
    assert len(images) == 4
    assert [image for image in images if not PINNED.fullmatch(image)] == []
    assert len(set(bases)) == 1, "what was built for one Python runs under another"


def test_what_is_copied_is_there():
    """Sources of COPY are in the checkout, and are not kept from the image."""
    copied = [rest.split()[:-1] for rest in instructions("COPY") if "--from=" not in rest]
    sources = [source for one in copied for source in one]
    ignored = (SETUP / "Dockerfile.dockerignore").read_text().split()
    assert sources == ["requirements-server.lock", "."]
    assert all((ROOT / source).exists() for source in sources)
    needed = ["pyproject.toml", "README.md", "LICENSE", "pam_server", "pam_core", *sources[:1]]
    assert [name for name in needed for one in ignored if fnmatch(name, one)] == []
    assert all((ROOT / name).exists() for name in needed)


def test_nobody_serves_as_root():
    """The image's last user, and the unit's, is one without rights, who owns the data."""
    names = [name for name, _ in dockerfile()]
    last = len(names) - 1 - names[::-1].index("FROM")
    (user,) = [rest for name, rest in dockerfile()[last:] if name == "USER"]
    assert user == "pam"
    assert names.index("USER") < names.index("ENTRYPOINT")
    server = compose()["services"]["server"]
    assert server["cap_drop"] == ["ALL"]
    assert server["read_only"]
    service = unit()["Service"]
    assert (service["User"], service["NoNewPrivileges"]) == ("pam", "true")


def test_the_commands_are_the_servers():
    """What image, health check and unit start are commands that pam-server has."""
    entry, command = json.loads(instructions("ENTRYPOINT")[0]), json.loads(instructions("CMD")[0])
    checked = json.loads(instructions("HEALTHCHECK")[0].split("CMD ")[1])
    started = shlex.split(unit()["Service"]["ExecStart"])
    commands = [entry + command, checked, started]
    assert {Path(one[0]).name for one in commands} == {"pam-server"}
    assert {Path(one[0]).parent for one in commands} == {Path("/usr/local/lib/pam-server/bin")}
    for one in commands:
        assert callable(_parser().parse_args(one[1:]).command)


def test_whoever_is_stopped_may_finish():
    """Containers and systemd wait longer than the server takes to send its desktops away."""
    from pam_server.serving import STOP_SECONDS

    seconds = int(compose()["services"]["server"]["stop_grace_period"].removesuffix("s"))
    assert seconds > STOP_SECONDS
    assert int(unit()["Service"]["TimeoutStopSec"]) > STOP_SECONDS
    assert instructions("STOPSIGNAL") == ["SIGTERM"]


def test_the_unit_s_folder_is_the_servers():
    """The one folder the unit may write to is where the server keeps its files."""
    service = unit()["Service"]
    assert service["ProtectSystem"] == "strict"
    environment = dict(pair.split("=", 1) for pair in shlex.split(service["Environment"]))
    settings = load_settings(environment)
    assert settings.data_folder == Path("/var/lib") / service["StateDirectory"]
