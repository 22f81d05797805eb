"""The commented `foialedger.toml` that `foialedger init` writes, and nothing else."""

TEMPLATE = """\
# foialedger.toml: where your mail is, and where the ledger is kept.
# Relative paths start at the folder of this file. `foialedger check` tells whether all of it works.
# A password never stands in this file: it names the place that keeps it.

# The ledger: a file (SQLite), or a PostgreSQL URL without a password, which libpq finds in ~/.pgpass.
# FOIALEDGER_DATABASE or --database goes before it.
database = "ledger.db"
# database = "postgresql://ledger@db.newsroom.example/ledger"

# The folder that keeps the raw bytes of every letter, for ever. Back it up with the ledger.
vault = "vault"

# Your own addresses: a letter from one of them is yours, not an agency's.
# The user of a mailbox is one of them without being named here.
addresses = []

# Addresses of yours that serve one request each; * stands for any text. What is sent to one, or comes from
# it, belongs to one request, number or not. FOIA sites that give each request an address are known without
# this.
# request_addresses = ["dana+*@newsroom.example"]

# The name by which your own mail server signs its checks, in the line "Authentication-Results: NAME;
# dkim=..." of the letters you get (mx.google.com at Gmail). Without it nobody's letters count as verified.
# authserv_ids = ["mx.google.com"]

# Addresses or domains that may send letters of a portal, though they are not the portal's own.
# trusted_senders = ["records@city.example"]

# Seconds between two polls of a mailbox, for `foialedger run`.
interval = 300

# One [[mailbox]] for each mailbox. It is opened read-only: nothing in it is changed, not even "unread".
# Exactly one of these four says where the password is:
#   password_env = "VARIABLE"                    an environment variable
#   password_file = "path"                       a file with the password on one line, chmod 600
#   password_command = ["pass", "show", "mail"]  a program (no shell) that prints it on its first line
#   password_keyring = "service"                 the system's keyring; store it with: keyring set service USER

# Gmail: turn on 2-step verification, then make an app password (https://myaccount.google.com/apppasswords).
# [[mailbox]]
# name = "gmail"                          # your name for it; the ledger keeps it, so do not change it later
# host = "imap.gmail.com"
# user = "you@gmail.com"
# password_keyring = "foialedger-gmail"
# folders = ["INBOX", "Records/*"]        # * and ? stand for any text and any letter
# sent_folders = ["[Gmail]/Sent Mail"]    # where your own requests are

# Microsoft 365: passwords no longer work over IMAP. Let a program of your choice keep the OAuth 2 token
# fresh and print it, for instance oama or pizauth.
# [[mailbox]]
# name = "office"
# host = "outlook.office365.com"
# user = "you@newsroom.example"
# auth = "xoauth2"
# password_command = ["oama", "access", "you@newsroom.example"]
# sent_folders = ["Sent Items"]

# Any other IMAP server.
# [[mailbox]]
# name = "records"
# host = "mail.newsroom.example"
# port = 993                              # 993 with tls = "tls" (the default), 143 with "starttls"
# tls = "tls"                             # "none" is for a server on this machine only
# user = "records@newsroom.example"
# password_env = "RECORDS_PASSWORD"
# folders = ["INBOX", "Archive/*"]
# sent_folders = ["Sent"]
# ca_file = "newsroom-ca.pem"             # only where your own authority signs the server's certificate
# timeout = 60                            # seconds to wait for an answer
"""
