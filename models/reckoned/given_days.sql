-- Which days did the letters of a request give, and what became of each promise?
-- One row a request, day and thing it is for; the view `promises` shows those that an agency is to keep.
WITH
-- include everywhere
-- include heard
,
-- include kept
SELECT request_id, letter_id, sent_at, said_on, promised_on, about, basis, sentence, outcome, days_slipped
  FROM kept
 ORDER BY request_id, sent_at, promised_on, about
