"""`make fuzz`: broken mail bred by atheris, guided by what of the parsers each message reaches.

Bred from tests/fixtures in build/fuzz, where the corpus of earlier runs and what found a fault stay. A fault
is an exception or a rule that failed; a letter that takes more than SLOW seconds of CPU is kept too.
"""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests" / "fixtures"
HOME = ROOT / "build" / "fuzz"
SLOW = 1.0
FAILED = ("The parser failed", "The letter could not be opened")
LONGEST = 20_000  # bytes of one message
TOKENS = (
    "Content-Type: multipart/mixed; boundary=x",
    "Content-Type: text/html; charset=utf-8",
    "--x\\x0d\\x0a",
    "Content-",
    "Content-Transfer-Encoding: base64",
    "Content-Transfer-Encoding: quoted-printable",
    "\\x0d\\x0a\\x0d\\x0a",
    "Content-Disposition: attachment; filename=a.pdf",
    "=?utf-8?B?",
    "?=",
    "From: ",
    "Sent: ",
    "Subject: ",
    "Date: ",
    " wrote:",
    "> ",
    "<a href=",
    "<blockquote>",
    "display:none",
    "https://",
    "$1,000.00",
    "January 5, 2026",
    "5/6/26",
    "within ten (10) business days",
    "R000001-010126",
    "Section 552(b)(5)",
    "\\xef\\xbf\\xbf",
    "\\x00",
)


def main() -> None:
    """Breed for some minutes in a process of its own, then tell what came of it."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--minutes", type=float, default=30)
    arguments.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    told = arguments.parse_args()
    if told.inside:
        _breed(told.minutes)
        return
    corpus = HOME / "corpus"
    shutil.rmtree(HOME / "faults", ignore_errors=True)
    for folder in (corpus, HOME / "faults"):
        folder.mkdir(parents=True, exist_ok=True)
    for letter in FIXTURES.rglob("*.eml"):
        shutil.copyfile(letter, corpus / hashlib.sha256(letter.read_bytes()).hexdigest()[:16])
    command = [sys.executable, "-m", "bench.fuzz", "--inside", "--minutes", str(told.minutes)]
    with (HOME / "log.txt").open("w") as log:
        ended = subprocess.run(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, check=False)
    sys.exit(_tell(json.loads((HOME / "tally.json").read_text()), ended.returncode))


def _breed(minutes: float) -> None:
    import atheris  # noqa: PLC0415  `make fuzz` installs it: it is no part of the project

    with atheris.instrument_imports(include=["parsers"]):
        from parsers.letter import open_letter  # noqa: PLC0415  not before atheris can watch it
        from parsers.registry import read  # noqa: PLC0415
    tally: dict[str, Any] = {"executions": 0, "faults": {}, "slowest": 0.0, "slow": 0, "seconds": 0.0}
    began = last = time.monotonic()

    def one(raw: bytes) -> None:
        nonlocal last
        start, fault = time.process_time(), None
        try:
            problem = read(open_letter(raw)).problem or ""
            fault = problem if problem.startswith(FAILED) else None
        except Exception as trouble:
            place = trouble.__traceback__
            while place and place.tb_next:
                place = place.tb_next
            where = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else "?"
            fault = f"{where} {trouble!r}"
        _count(tally, raw, time.process_time() - start, fault)
        if time.monotonic() - last > 5:
            last = time.monotonic()
            tally["seconds"] = last - began
            (HOME / "tally.json").write_text(json.dumps(tally))

    (HOME / "words.dict").write_text("".join(f'"{_quoted(word)}"\n' for word in (*TOKENS, *_needs())))
    (HOME / "tally.json").write_text(json.dumps(tally))
    options = [
        f"-max_total_time={int(minutes * 60)}", f"-max_len={LONGEST}", f"-dict={HOME / 'words.dict'}",
        "-timeout=60", "-rss_limit_mb=2048", f"-artifact_prefix={HOME / 'faults'}/", str(HOME / "corpus"),
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options], one)
    atheris.Fuzz()


def _count(tally: dict[str, Any], raw: bytes, seconds: float, fault: str | None) -> None:
    tally["executions"] += 1
    if fault and fault[:200] not in tally["faults"]:
        tally["faults"][fault[:200]] = _keep("fault", raw)
    if seconds > tally["slowest"]:
        tally["slowest"] = seconds
        _keep("slowest", raw, "slowest")
    if seconds > SLOW:
        tally["slow"] += 1
        _keep("slow", raw)


def _keep(kind: str, raw: bytes, name: str | None = None) -> str:
    path = HOME / "faults" / f"{kind}-{name or hashlib.sha256(raw).hexdigest()[:12]}.eml"
    path.write_bytes(raw)
    return path.name


def _needs() -> list[str]:
    """Return the words the rules cannot do without: what reaches them must hold one."""
    from parsers.phrases.status import RULES  # noqa: PLC0415  as above

    return sorted({word for rule in RULES for word in rule.needs if word.isascii()})


def _quoted(word: str) -> str:
    return word if "\\x" in word else word.replace("\\", "\\\\").replace('"', '\\"')


def _tell(tally: dict[str, Any], returncode: int) -> int:
    """Print what came of it and return the exit code: 1 where a fault was found."""
    print(f"executions     {tally['executions']:,} in {tally['seconds'] / 60:.1f} minutes")
    print(f"faults         {len(tally['faults'])}")
    for fault, file in tally["faults"].items():
        print(f"  {file}  {fault}")
    print(f"over {SLOW:.0f} s CPU   {tally['slow']}")
    print(f"slowest        {tally['slowest']:.2f} s CPU, {HOME / 'faults'}/slowest-slowest.eml")
    if returncode:
        print(f"the fuzzer ended with {returncode}: see {HOME / 'log.txt'}")
    return 1 if tally["faults"] or returncode else 0


if __name__ == "__main__":
    main()
