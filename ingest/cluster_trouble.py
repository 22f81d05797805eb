"""What can go wrong with a cluster, each a sentence."""

from ingest.shards import Shard
from parsers.errors import LedgerError


class NoDask(LedgerError):
    """The optional library is not installed."""

    def __init__(self) -> None:
        super().__init__("--engine needs the library distributed: pip install 'foialedger[dask]'.")


class NeedsPostgreSQL(LedgerError):
    """Many machines cannot write into a file."""

    def __init__(self) -> None:
        super().__init__(
            "A cluster files into PostgreSQL only, and this ledger is a SQLite file: name a PostgreSQL "
            "database in `database`, or leave --engine out."
        )


class NoCluster(LedgerError):
    """The cluster cannot take the work, or no longer."""

    def __init__(self, address: str, why: str) -> None:
        super().__init__(
            f"The cluster at {address} cannot do it: {why.rstrip('.')}. "
            "What was filed stays filed; correct that and run the same command again."
        )


class NotInstalled(LedgerError):
    """A worker lacks the program."""

    def __init__(self, error: ImportError) -> None:
        super().__init__(
            f"A worker of the cluster has no foialedger ({error}): "
            "install this version there, with its libraries."
        )


class ShardLost(LedgerError):
    """One shard was not read to its end."""

    def __init__(self, shard: Shard, why: str) -> None:
        super().__init__(
            f"{shard.name} was not read to its end ({why}). Run the same command again: that is safe."
        )


def first_line(error: BaseException) -> str:
    """Return the first line of what an error says; of the system's errors, without the number."""
    return (str(getattr(error, "strerror", None) or error).splitlines() or [type(error).__name__])[0]
