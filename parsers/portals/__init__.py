"""One file per portal: `ls` is the list of those supported."""
