"""What every test can ask for: databases come from databases.py, mail servers from servers.py.

What the tests write stands in memory, where there is room: nothing of it outlives them, and to wait for a
disk at every fsync takes longer than all they reckon.
"""

import os
import shutil
from pathlib import Path

import pytest

pytest_plugins = ["databases", "servers"]
MEMORY = Path("/dev/shm")
ROOM = 4 * 2**30  # bytes; a whole run writes a tenth of it


def pytest_configure(config: pytest.Config) -> None:
    """Have pytest make its folders in memory, unless it is told where or no program may run from there."""
    if config.option.basetemp is None and _has_room(MEMORY):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def _has_room(folder: Path) -> bool:
    if not (folder.is_dir() and os.access(folder, os.W_OK)):
        return False
    return not os.statvfs(folder).f_flag & os.ST_NOEXEC and shutil.disk_usage(folder).free > ROOM
