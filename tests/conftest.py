"""What every test can ask for: databases come from databases.py, mail servers from servers.py."""

pytest_plugins = ["databases", "servers"]
