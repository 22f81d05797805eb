"""The store: tables, views, migrations. Knows the words of `parsers`; knows no mail server."""
