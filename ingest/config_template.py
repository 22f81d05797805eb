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

# Seconds between two polls of a mailbox, for `foialedger run`; new mail is noticed at once beside that.
interval = 300

# How `foialedger run` logs: "console" for people, "json" for programs.
log = "console"

# A port of this machine's loopback for /healthz and /metrics (Prometheus); 0 is none.
status_port = 0

# What the reading of one letter may take, in a process of its own: MB of memory, seconds of CPU time.
read_memory = 1024
read_seconds = 30

# Who is told, beside the log, when a login fails or a mailbox falls silent. The mail goes through your own
# server. The address of a webhook is a secret: webhook_env, webhook_file, webhook_command or webhook_keyring
# names its place, and smtp_password_env (or _file, _command, _keyring) that of the server's password.
# [alarm]
# silent_minutes = 60                     # without a successful poll
# mail_to = ["you@newsroom.example"]
# mail_from = "foialedger@newsroom.example"
# smtp_host = "mail.newsroom.example"
# smtp_port = 587                         # 587 with smtp_tls = "starttls" (the default), 465 with "tls"
# smtp_user = "foialedger"
# smtp_password_env = "SMTP_PASSWORD"
# webhook_file = "webhook"

# A digest of what arrived, what is due, what slipped and what needs you, sent by `foialedger run` the way
# alarms are, to the people of [alarm] or its own `mail_to`. `foialedger digest` prints it.
# [digest]
# at = "07:30"                            # by this machine's clock, or that of `zone`
# days = ["mon", "tue", "wed", "thu", "fri"]
# zone = "America/Los_Angeles"
# mail_to = ["desk@newsroom.example"]

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

# Microsoft 365: passwords no longer work over IMAP. Register an application (docs/operations.md says how),
# write its client_id here, and run once: foialedger login office
# [[mailbox]]
# name = "office"
# host = "outlook.office365.com"
# user = "you@newsroom.example"
# login = "microsoft"                     # "microsoft-app" logs in without a person, by a secret
# client_id = "00000000-0000-0000-0000-000000000000"
# tenant = "newsroom.example"             # authority = "https://..." instead, for a national cloud
# token_file = "tokens/office.json"       # or token_keyring = "service"
# sent_folders = ["Sent Items"]
#
# Gmail without an app password takes a login too: "google", with the client_id of an application of the type
# Desktop, and the place of its client secret as password_env or another. Where a program of your own keeps a
# token fresh and prints it, write no login, but auth "xoauth2" or "oauthbearer" and a password_command.

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
# connections = 10                        # folders watched at once; the others wait for the next poll
"""
