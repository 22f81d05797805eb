"""What `foialedger browse` gives to Datasette: descriptions, questions, pages of our own, and a guard."""
