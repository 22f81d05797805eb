"""Upgrading: the migrations make the tables that models/tables.py describes, and lose no row."""

import shutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from databases import dump
from sqlalchemy import inspect, text

from models import migrating, schema, tables, views
from models.views import ViewInUse

MIGRATIONS = Path(schema.__file__).parent.parent / "migrations"
HEAD = max(path.name for path in (MIGRATIONS / "versions").glob("0*.py"))[:4]
REBUILD = '''
"""Rebuild a table that others point at, the dangerous way: they are told to go when it goes."""
from alembic import op
import sqlalchemy as sa

revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None


def upgrade():
    with op.batch_alter_table("letters", recreate="auto") as letters:
        letters.add_column(sa.Column("extra", sa.Text()))
        letters.alter_column("direction", existing_type=sa.Text(), type_=sa.String(20))
'''

HEAD = ScriptDirectory.from_config(migrating.config_of()).get_current_head()


def _describe(engine):
    inspector = inspect(engine)
    return {
        name: {
            "columns": {
                column["name"]: (repr(column["type"]), column["nullable"])
                for column in inspector.get_columns(name)
            },
            "key": inspector.get_pk_constraint(name)["constrained_columns"],
            "points": sorted(
                (each["constrained_columns"], each["referred_table"])
                for each in inspector.get_foreign_keys(name)
            ),
            "unique": sorted(each["column_names"] for each in inspector.get_unique_constraints(name)),
            "indexes": sorted(
                (each["name"], each["column_names"])
                for each in inspector.get_indexes(name)
                if each["name"] != "letter_text"
            ),
        }
        for name in inspector.get_table_names()
        if name != "alembic_version" and not name.startswith("letter_text")
    }


def _is_of_the_page(_object, name, *_rest):
    """Leave out the index of full-text search, which each database has in its own way (models/search.py)."""
    return not (name or "").startswith("letter_text")


def test_the_migrations_make_the_tables_of_the_page(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": _is_of_the_page}
        )
        differences = compare_metadata(context, tables.metadata)
    # comments are for the reader of tables.py; the database does without them
    assert [each for each in differences if "comment" not in str(each[0])] == []


def test_a_ledger_made_at_once_equals_one_made_by_migrations(engine, empty_url):
    at_once = schema.connect(empty_url)
    tables.metadata.create_all(at_once)
    if at_once.dialect.name == engine.dialect.name:
        assert _describe(at_once) == _describe(engine)
    at_once.dispose()


def test_the_name_of_each_migration_begins_with_its_version():
    names = sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("*_*.py") if path.name[0] != "_")
    told = ScriptDirectory.from_config(migrating.config_of()).walk_revisions()
    assert names == sorted(script.revision for script in told)


def test_upgrading_twice_changes_nothing(engine):
    before = dump(engine)
    done = schema.upgrade(engine)
    assert (done.before, done.after, done.views_renewed) == (HEAD, HEAD, False)
    assert dump(engine) == before


@pytest.fixture
def later_program(tmp_path, monkeypatch):
    """A program one migration ahead, which rebuilds the table that every fact points at."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    (folder / "versions" / "9999_rebuild.py").write_text(REBUILD.replace("{head}", HEAD))
    monkeypatch.setattr(migrating, "files", lambda _package: folder)


def _fill(engine):
    with engine.begin() as connection:
        for number in (1, 2, 3):
            connection.execute(
                text(
                    "INSERT INTO messages (id, digest, size, first_seen_at) "
                    "VALUES (:n, :d, 1, '2024-01-01 00:00:00')"
                ),
                {"n": number, "d": f"digest {number}"},
            )
            connection.execute(
                text("INSERT INTO letters (id, direction) VALUES (:n, 'incoming')"), {"n": number}
            )
            connection.execute(
                text(
                    "INSERT INTO status_changes (letter_id, status, part, start, sentence, rule, sure) "
                    "VALUES (:n, 'closed', 'body', 0, 'It is closed.', 'r', 'certain')"
                ),
                {"n": number},
            )


def _counts(engine):
    with engine.connect() as connection:
        return {
            name: connection.execute(text(f"SELECT COUNT(*) FROM {name}")).scalar()
            for name in tables.metadata.tables
            if name != "ledger"
        }


def test_upgrading_a_filled_ledger_keeps_every_row(engine, later_program):
    _fill(engine)
    before = _counts(engine)
    done = schema.upgrade(engine)
    assert (done.before, done.after) == (HEAD, "9999")
    assert _counts(engine) == before
    assert "extra" in {column["name"] for column in inspect(engine).get_columns("letters")}


def test_rebuilding_a_table_does_not_take_the_rows_that_point_at_it_along(tmp_path, later_program):
    """SQLite with ON DELETE CASCADE and foreign keys on would silently delete every fact."""
    engine = schema.connect(f"sqlite:///{tmp_path / 'ledger.db'}")
    tables.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE status_changes")
        connection.exec_driver_sql(
            "CREATE TABLE status_changes (id INTEGER PRIMARY KEY, letter_id INTEGER NOT NULL "
            "REFERENCES letters (id) ON DELETE CASCADE, status TEXT, part TEXT, start INTEGER, "
            "sentence TEXT, rule TEXT, sure TEXT)"
        )
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{HEAD}')")
    _fill(engine)
    schema.upgrade(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT COUNT(*) FROM status_changes").scalar() == 3
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()


def test_an_upgrade_that_fails_is_taken_back_whole(engine, later_program, monkeypatch):
    _fill(engine)
    before = dump(engine)

    def fail(_connection):
        raise ZeroDivisionError

    monkeypatch.setattr(views, "create", fail)
    with pytest.raises(ZeroDivisionError):
        schema.upgrade(engine)
    assert dump(engine) == before
    assert set(views.texts()) <= set(inspect(engine).get_view_names())


def test_a_view_of_the_users_own_is_never_dropped(engine, later_program):
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE VIEW mine AS SELECT tracking_number FROM requests_now")
    if engine.dialect.name == "postgresql":
        with pytest.raises(ViewInUse, match=r"requests_now .* your own mine"):
            schema.upgrade(engine)
        assert set(views.texts()) <= set(inspect(engine).get_view_names())
    else:
        schema.upgrade(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT * FROM mine").all() == []


def test_a_view_that_the_program_gave_up_goes_with_the_upgrade(engine, monkeypatch):
    texts = views.texts()
    kept = {name: each for name, each in texts.items() if name != "overdue"}
    monkeypatch.setattr(views, "texts", lambda: kept)
    assert schema.upgrade(engine).views_renewed
    assert set(inspect(engine).get_view_names()) == set(kept)


def test_every_view_says_first_what_it_answers_and_what_one_row_is():
    for name, each in views.texts().items():
        opening = each.split("CREATE VIEW")[0]
        assert opening.startswith("-- "), name
        assert "-- One row a" in opening, name
        assert f"CREATE VIEW {name} AS" in each
