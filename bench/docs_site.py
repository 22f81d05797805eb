"""What `make docs` adds to docs/: the README as the front page, how to add a portal, what changed.

mkdocs calls the functions below. Links are turned to where a page stands in the site; a link to a file of the
sources, which the site does not hold, becomes its name.
"""

import re
from pathlib import Path
from posixpath import normpath
from typing import Any

from mkdocs.structure.files import File

ROOT = Path(__file__).parents[1]
GENERATED = {"index.md": "README.md", "contributing.md": "CONTRIBUTING.md", "changelog.md": "CHANGELOG.md"}
PLACES = {source: page for page, source in GENERATED.items()}
LINK = re.compile(r"\[(?P<words>[^\]]+)\]\((?P<target>[^)#\s]+)(?P<anchor>#[^)\s]*)?\)")


def on_config(config: Any) -> Any:
    """Put the pages that the menu does not name at its end, so that none is lost."""
    named = set(re.findall(r"[\w-]+\.md", repr(config["nav"])))
    rest = sorted(path.name for path in (ROOT / "docs").glob("*.md") if path.name not in named)
    config["nav"] = [*config["nav"], *({"More": rest} for _ in rest[:1])]
    return config


def on_files(files: Any, config: Any) -> Any:
    """Add the pages that stand outside docs/."""
    for page, source in GENERATED.items():
        files.append(File.generated(config, page, content=(ROOT / source).read_text("utf-8")))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Turn each link to where its target stands in the site."""
    name = page.file.src_uri
    home = "." if name in GENERATED else "docs"
    return LINK.sub(lambda found: _turned(found, home), markdown)


def _turned(found: re.Match[str], home: str) -> str:
    target, anchor = found["target"], found["anchor"] or ""
    if re.match(r"[a-z]+:", target):
        return found[0]
    path = normpath(f"{home}/{target}")
    if path in PLACES:
        return f"[{found['words']}]({PLACES[path]}{anchor})"
    if path.startswith("docs/"):
        return f"[{found['words']}]({path.removeprefix('docs/')}{anchor})"
    return found["words"]
