"""The documents tell what is there: columns, verbs, options, keys and words, compared with the program."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from reading import read_once
from sqlalchemy import Engine, inspect

from cli.main import app
from ingest.answers import run_sql
from ingest.config_file import ConfigFile, MailboxTable
from ingest.pipeline import Ledger, take_in
from ingest.sources import messages_in
from ingest.vault import Vault
from parsers.facts import About, Basis, Direction, Outcome, Status, Sure, Zone
from parsers.letter import open_letter
from parsers.plain import EXTRAS, reading_as_plain
from parsers.registry import read

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "tests" / "fixtures"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
SCHEMA_SECTION = re.compile(r"^### (?P<name>\w+)$(?P<text>.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
DOCUMENTED = re.compile(r"^\| `(?P<column>\w+)` \|", re.MULTILINE)
SQL_BLOCK = re.compile(r"^```sql\n(?P<sql>.*?)^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"^```\w*\n(?P<block>.*?)^```|`(?P<span>[^`\n]+)`", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"\bfoialedger (?P<words>(?:--?\w|[a-z])[^\n#|>&;]*)")
LINK = re.compile(r"\]\((?!https?:|mailto:)(?P<target>[^)#\s]+)")

each_page = pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])


def test_schema_page_names_every_column_and_no_other(engine: Engine) -> None:
    database = inspect(engine)
    names = [*database.get_table_names(), *database.get_view_names()]
    names = [
        name for name in names if not name.startswith("letter_text")
    ]  # SQLite's own, behind letter_search
    there = {name: {column["name"] for column in database.get_columns(name)} for name in names}
    told = {
        section["name"]: set(DOCUMENTED.findall(section["text"]))
        for section in SCHEMA_SECTION.finditer(_text("docs/schema.md"))
    }
    assert told == {name: columns for name, columns in there.items() if name != "alembic_version"}


def test_every_question_of_the_readme_is_answered(engine: Engine, tmp_path: Path) -> None:
    whose = frozenset({"dana.whitlock@courier.example"})
    ledger = Ledger(engine, Vault(tmp_path / "vault"), whose, read=read_once)
    for folder in ("clerk", "govqa"):
        for message in messages_in(FIXTURES / folder):
            take_in(message, ledger)
    for message in messages_in(FIXTURES / "broken" / "no-date.eml"):
        take_in(message, ledger)
    questions = [found["sql"] for found in SQL_BLOCK.finditer(_text("README.md"))]
    assert len(questions) == 10
    assert [question for question in questions if not run_sql(engine, question).rows] == []


@each_page
def test_no_page_names_a_verb_or_an_option_that_is_not_there(page: Path) -> None:
    verbs = _verbs()
    unknown = [f"foialedger {words}" for words in _commands(page) if not _is_known(words.split(), verbs)]
    assert unknown == []


def test_the_readme_names_every_verb() -> None:
    told = {word for words in _commands(ROOT / "README.md") for word in words.split()[:1]}
    assert set(_verbs()) - {""} - told == set()


@each_page
def test_no_page_points_at_a_file_that_is_not_there(page: Path) -> None:
    targets = [page.parent / found["target"] for found in LINK.finditer(page.read_text("utf-8"))]
    assert [target.name for target in targets if not target.exists()] == []


@pytest.mark.parametrize("part", ["parsers", "models", "ingest"])
def test_the_map_names_every_file_of_a_part_and_no_other(part: str) -> None:
    sections = (ROOT / "docs" / "map.md").read_text("utf-8").split("\n## ")
    text = next(rest for head, _, rest in (each.partition("\n") for each in sections) if f"`{part}/`" in head)
    files = {each.stem for each in (ROOT / part).glob("*.py")} - {"__init__"}
    folders = {f"{each.name}/" for each in (ROOT / part).iterdir() if any(each.glob("*.py"))}
    named = set(re.findall(r"`([a-z_]+/?)`", text))
    assert named == files | folders


@pytest.mark.parametrize("words", [Status, About, Basis, Sure, Outcome, Direction, Zone])
def test_the_glossary_has_every_word(words: type[Status]) -> None:
    glossary = _text("docs/glossary.md")
    assert [word.value for word in words if f"`{word.value}`" not in glossary] == []


def test_the_page_on_reading_has_every_key_and_no_other() -> None:
    told = set(DOCUMENTED.findall(_text("docs/reading.md")))
    there = set(_keys_of_readings())
    assert there <= told <= there | set(EXTRAS)


def test_the_page_on_operations_has_every_setting() -> None:
    page = _text("docs/operations.md")
    settings = [*ConfigFile.model_fields, *MailboxTable.model_fields]
    assert [name for name in settings if f"`{name}`" not in page] == []


def _text(path: str) -> str:
    return (ROOT / path).read_text("utf-8")


def _commands(page: Path) -> Iterator[str]:
    """Yield what follows the program's name in the code of a page, without what is quoted."""
    for code in CODE.finditer(page.read_text("utf-8")):
        for found in COMMAND.finditer(code["block"] or code["span"]):
            words = re.sub(r"\"[^\"]*\"?|\.\.\.", " ", found["words"]).strip()
            if words:
                yield words


def _verbs() -> dict[str, set[str]]:
    """Return the options of each verb; those of the program itself under an empty name."""
    program: Any = typer.main.get_command(app)
    verbs = {name: _options(program.get_command(None, name)) for name in program.list_commands(None)}
    return verbs | {"": _options(program)}


def _options(command: Any) -> set[str]:
    return {"-h", "--help"} | {option for one in command.params for option in one.opts if option[0] == "-"}


def _is_known(words: list[str], verbs: dict[str, set[str]]) -> bool:
    options = {word.partition("=")[0] for word in words if word.startswith("-")}
    if words[0].startswith("-"):
        return options <= verbs[""]
    return words[0] in verbs and options <= verbs[words[0]] | verbs[""]


def _keys_of_readings() -> Iterator[str]:
    for path in sorted(FIXTURES.glob("[cg]*/*.eml")):
        letter = open_letter(path.read_bytes())
        plain = reading_as_plain(path.name, "", letter, read(letter))
        yield from plain
        for inner in (*plain["promised_dates"], *plain["fees"], *plain["links"], *plain["facts"]):
            yield from inner
