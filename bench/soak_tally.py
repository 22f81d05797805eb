"""The judgement of a soak: every UID accounted for, no row doubled, the facts those of a clean run."""

import re
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from databases import dump
from sqlalchemy import Engine, select

from bench.soak_mail import FOLDERS, SENT
from ingest import store_mail
from ingest.limits import Readers
from ingest.message import Epoch, Message, Place
from ingest.pipeline import Ledger, take_in
from ingest.vault import Vault
from models import schema, tables

# What depends on when the mail was met, and not on what it says.
AMOUNT = re.compile(r"(?<=^amount=)[\d.]+$")
ASIDE = {"quarantine", "gone", "folders", "ledger"}


@dataclass
class Verdict:
    """What was counted, and what is wrong."""

    lines: list[str]
    faults: list[str]


def judge(url: str, folder: Path, server, put: list[str]) -> Verdict:
    """Judge one ledger against the server and against a clean run."""
    verdict = Verdict([], [])
    engine = schema.connect(url)
    try:
        _judge_uids(engine, server, verdict)
        _judge_rows(engine, put, verdict)
        _judge_facts(engine, Vault(folder / "vault"), verdict)
    finally:
        engine.dispose()
    return verdict


def _judge_uids(engine: Engine, server, verdict: Verdict) -> None:
    """Every UID that a folder ever gave out is filed, quarantined or gone."""
    counts: Counter[str] = Counter()
    nowhere: list[str] = []
    with server.connection() as client:
        for folder in (*FOLDERS, SENT):
            answer = client.status(folder, "(UIDNEXT UIDVALIDITY)")[1][0].decode()
            words = answer.rpartition("(")[2].rstrip(")").split()
            state = dict(zip(words[::2], map(int, words[1::2]), strict=True))
            epoch = Epoch("work", folder, state["UIDVALIDITY"])
            filed = store_mail.uids_filed(engine, epoch)
            aside = {row.place.uid for row in store_mail.quarantined(engine, "work", folder)}
            absent = {uid for first, last in store_mail.gone(engine, epoch) for uid in range(first, last + 1)}
            for uid in range(1, state["UIDNEXT"]):
                where = (
                    "filed"
                    if uid in filed
                    else "quarantined"
                    if uid in aside
                    else "gone"
                    if uid in absent
                    else ""
                )
                counts[where or "nowhere"] += 1
                if not where:
                    nowhere.append(f"{folder}/{uid}")
    verdict.lines.append(
        f"UIDs      {sum(counts.values())}: " + ", ".join(f"{n} {name}" for name, n in sorted(counts.items()))
    )
    if nowhere:
        verdict.faults.append(f"{len(nowhere)} UIDs are nowhere: {', '.join(nowhere[:5])}")


def _judge_rows(engine: Engine, put: list[str], verdict: Verdict) -> None:
    """No place holds two letters, and no message stands twice."""
    with engine.connect() as connection:
        arrivals = [row.place for row in connection.execute(select(tables.arrivals.c.place))]
        digests = list(connection.scalars(select(tables.messages.c.digest)))
    doubled = [place for place, count in Counter(arrivals).items() if count > 1]
    twice = [digest for digest, count in Counter(digests).items() if count > 1]
    unknown = set(digests) - set(put)
    verdict.lines.append(
        f"rows      {len(digests)} letters of {len(set(put))} put, {len(arrivals)} arrivals, "
        f"{len(doubled) + len(twice)} doubled; "
        f"{len(set(put) - set(digests))} expunged before anybody saw them"
    )
    if doubled or twice:
        verdict.faults.append(f"doubled rows: {doubled[:3]} {twice[:3]}")
    if unknown:
        verdict.faults.append(f"{len(unknown)} letters whose bytes nobody put")


def _judge_facts(engine: Engine, vault: Vault, verdict: Verdict) -> None:
    """A clean run over the same letters, from the same places, says the same."""
    query = select(tables.arrivals, tables.messages.c.digest).join_from(
        tables.arrivals, tables.messages, tables.arrivals.c.letter_id == tables.messages.c.id
    )
    with engine.connect() as connection:
        rows = connection.execute(query.order_by(tables.arrivals.c.id)).all()
    readers = Readers()
    with tempfile.TemporaryDirectory() as folder:
        clean = schema.connect(f"sqlite:///{folder}/clean.db")
        schema.upgrade(clean)
        ledger = Ledger(clean, Vault(Path(folder) / "vault"), read=readers.read)
        for row in rows:
            place = Place(
                row.place,
                row.mailbox,
                row.folder,
                row.uidvalidity,
                row.uid,
                row.path,
                row.received_at,
                row.folder == SENT,
            )
            take_in(Message(vault.raw(row.digest), place), ledger)
        told, clean_told = _facts(engine), _facts(clean)
        clean.dispose()
    readers.close()
    differing = [name for name in told if told[name] != clean_told[name]]
    facts = sum(
        len(told[name]) for name in told if name not in {"messages", "arrivals", "letters", "readings"}
    )
    verdict.lines.append(
        f"facts     {facts} rows in {len(told)} tables; {len(differing)} tables differ from a clean run"
    )
    for name in differing:
        odd = sorted(set(told[name]) ^ set(clean_told[name]))
        verdict.faults.append(f"{name} differs in {len(odd)} rows: {odd[:2]}")


def _facts(engine: Engine) -> dict[str, list[tuple[str, ...]]]:
    """Return the rows of all tables that say what letters say; sums alike on both databases."""
    return {
        name: sorted(
            tuple(AMOUNT.sub(lambda sum_: f"{float(sum_[0]):.2f}", each) for each in row) for row in rows
        )
        for name, rows in dump(engine).items()
        if name not in ASIDE
    }
