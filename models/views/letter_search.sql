-- Which letters hold these words? The one view that the two databases ask in words of their own:
-- SQLite `words MATCH 'fee waiver'`, PostgreSQL `words @@ websearch_to_tsquery('english', 'fee waiver')`.
-- One row a letter.
CREATE VIEW letter_search AS
-- include searched
