-- Which agencies wait for an answer of mine, and until when?
-- One row a request that waits for a clarification; `sentence` is the question in the agency's own words.
CREATE VIEW needs_clarification AS
WITH
-- include due
SELECT due.request_id,
       requests.tracking_number,
       requests.portal,
       requests.site,
       requests.agency,
       due.asked_on,
       due.due_on AS respond_by,
       CAST(julianday(due.due_on) - julianday(CURRENT_DATE) AS INTEGER) AS days_left,
       due.sentence,
       due.letter_id
  FROM due
  JOIN requests ON requests.id = due.request_id
 WHERE due.status = 'needs_clarification'
 ORDER BY CASE WHEN due.due_on IS NULL THEN 1 ELSE 0 END, due.due_on, due.asked_on, due.request_id
