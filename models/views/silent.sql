-- Which requests were sent, and no agency has said a word on them since?
-- One row a request; automatic replies, and letters that are held back or may belong elsewhere, are no answer.
CREATE VIEW silent AS
SELECT requests.id AS request_id,
       requests.tracking_number,
       letters.sent_on AS filed_on,
       CAST(julianday(CURRENT_DATE) - julianday(letters.sent_on) AS INTEGER) AS days_silent,
       letters.recipients,
       letters.subject,
       standings.sent - 1 AS follow_ups,
       standings.last_sent_at,
       letters.id AS letter_id
  FROM standings
  JOIN requests ON requests.id = standings.request_id
  JOIN letters ON letters.id = requests.asked_in
 WHERE standings.first_heard_on IS NULL AND standings.sent > 0
 ORDER BY letters.sent_on, requests.id
