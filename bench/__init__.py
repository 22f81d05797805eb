"""What measures and shows foialedger at work: every figure in the documentation comes from a script here."""
