"""Mail in, rows out: the only place that knows both a mail server and a table."""
