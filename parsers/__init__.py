"""Letters in, facts out. Pure: no socket, no file, no database, no clock."""
