-- Which requests were sent, and no agency has said a word on them since?
-- One row a request; automatic replies, and letters that are held back or may belong elsewhere, are no answer.
CREATE VIEW silent AS
WITH
-- include heard
,
follow_ups AS (
    SELECT request_letters.request_id,
           COUNT(*) - 1 AS follow_ups,
           MAX(letters.sent_at) AS last_sent_at
      FROM request_letters
      JOIN letters ON letters.id = request_letters.letter_id
     WHERE letters.direction = 'outgoing' AND request_letters.sure <> 'unsure'
     GROUP BY request_letters.request_id
)
SELECT requests.id AS request_id,
       requests.tracking_number,
       letters.sent_on AS filed_on,
       CAST(julianday(CURRENT_DATE) - julianday(letters.sent_on) AS INTEGER) AS days_silent,
       letters.recipients,
       letters.subject,
       follow_ups.follow_ups,
       follow_ups.last_sent_at,
       letters.id AS letter_id
  FROM requests
  JOIN letters ON letters.id = requests.asked_in
  JOIN follow_ups ON follow_ups.request_id = requests.id
 WHERE NOT EXISTS (SELECT 1 FROM heard WHERE heard.request_id = requests.id)
 ORDER BY letters.sent_on, requests.id
