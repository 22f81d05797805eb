"""The wheel works where nothing else of this project is: in an environment of its own, far from here."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "tests" / "fixtures"
PACKAGES = ("cli", "ingest", "migrations", "models", "parsers")
FILES = ("pyproject.toml", "README.md", "LICENSE")
WHERE = "import sys, {names}; print(*[each.__file__ for each in ({names})], *sys.path, sep='\\n')"

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]


@dataclass(frozen=True)
class Installed:
    """An environment with the wheel in it, and an empty folder to work in."""

    environment: Path
    folder: Path

    def run(self, *words: str | Path, code: int = 0) -> str:
        """Run a program of the environment and return what it prints."""
        program = self.environment / "bin" / str(words[0])
        done = subprocess.run(
            [program, *words[1:]], cwd=self.folder, env=_clean(), capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Build the wheel from a copy of the sources, so that nothing left over here gets in, and install it."""
    wheel = _build(tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel"))
    environment = tmp_path_factory.mktemp("environment")
    venv.create(environment, with_pip=False)
    python = environment / "bin" / "python"
    _pip("--python", python, "install", "--no-deps", "--no-index", wheel)
    _lend_dependencies(environment)
    return Installed(environment, tmp_path_factory.mktemp("elsewhere"))


def test_the_wheel_runs_without_the_checkout(installed: Installed) -> None:
    printed = installed.run("python", "-c", WHERE.format(names=", ".join(PACKAGES))).splitlines()
    homes, path = printed[: len(PACKAGES)], printed[len(PACKAGES) :]
    assert [home for home in homes if not Path(home).is_relative_to(installed.environment)] == []
    assert str(ROOT) not in path
    assert installed.run("foialedger", "--version").split() == ["foialedger", version("foialedger")]


def test_the_wheel_files_letters_and_tells_of_them(installed: Installed) -> None:
    installed.run("foialedger", "init")
    configuration = installed.folder / "foialedger.toml"
    text = configuration.read_text("utf-8")
    own = text.replace("addresses = []", 'addresses = ["dana.whitlock@courier.example"]')
    assert own != text
    configuration.write_text(own, "utf-8")
    installed.run("foialedger", "upgrade")
    installed.run("foialedger", "backfill", FIXTURES / "govqa", FIXTURES / "broken" / "nul-bytes.eml")
    told = json.loads(installed.run("foialedger", "show", "sacramentoca/P015720-070319", "--json"))
    assert (told["status"], told["times_slipped"]) == ("fulfilled", 1)
    assert "times_slipped" in installed.run("foialedger", "sql", "--csv", "SELECT * FROM requests_now")
    assert "report/index.html: " in installed.run("foialedger", "report", "--out", "report")
    assert "P015720-070319" in (installed.folder / "report" / "requests.html").read_text("utf-8")
    assert (installed.folder / "ledger.db").is_file()
    assert list((installed.folder / "vault").rglob("*.eml"))


def test_the_wheel_reads_a_letter_without_a_ledger(installed: Installed, tmp_path: Path) -> None:
    letter = FIXTURES / "govqa" / "07-final.eml"
    alone = Installed(installed.environment, tmp_path)
    reading = json.loads(alone.run("foialedger", "read", letter, "--json"))
    assert (reading["portal"], reading["status"]) == ("govqa", "fulfilled")
    assert list(tmp_path.iterdir()) == []


def test_the_wheel_tells_trouble_in_one_line(installed: Installed, tmp_path: Path) -> None:
    alone = Installed(installed.environment, tmp_path)
    alone.run("foialedger", "requests", code=1)
    alone.run("foialedger", "requests", "--no-such-option", code=2)


def _build(source: Path, target: Path) -> Path:
    for name in PACKAGES:
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, source / name)
    _pip("wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", target, source)
    (wheel,) = target.glob("foialedger-*.whl")
    return wheel


def _pip(*words: str | Path) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *words]
    done = subprocess.run(command, env=_clean(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _lend_dependencies(environment: Path) -> None:
    """Let the environment import what this one has installed.

    A path named in a .pth file is searched, but the .pth files within it are not obeyed: the editable
    install of this checkout stays behind, and what the wheel brings stands first.
    """
    base = {"base": str(environment), "platbase": str(environment)}
    packages = Path(sysconfig.get_path("purelib", "venv", vars=base))
    packages.joinpath("lent.pth").write_text(f"{sysconfig.get_path('purelib')}\n", "utf-8")


def _clean() -> dict[str, str]:
    """Return the environment without what would lead back here, or to a configuration of the user's."""
    ours = ("PYTHON", "FOIALEDGER_", "PIP_", "COV_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | {
        "XDG_CONFIG_HOME": "/nonexistent",
        "HOME": "/nonexistent",
    }
