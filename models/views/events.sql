-- What did each letter of a request do to its status, and why?
-- One row a letter of a request; `moved` is 1 where the letter brought the request to another status.
CREATE VIEW events AS
WITH
-- include heard
,
-- include moving
,
changed AS (
    SELECT request_id, letter_id, CASE WHEN before_it IS NULL OR before_it <> status THEN 1 ELSE 0 END AS is_change
      FROM moving
)
SELECT request_letters.request_id,
       requests.tracking_number,
       letters.sent_at AS at,
       letters.id AS letter_id,
       letters.direction,
       letters.subject,
       CASE WHEN word.letter_id IS NOT NULL THEN word.status ELSE readings.status END AS status,
       COALESCE(changed.is_change, 0) AS moved,
       CASE
           WHEN letters.direction = 'outgoing' THEN 'it is your own'
           WHEN request_letters.sure = 'unsure' THEN 'it is not sure that it belongs to this request'
           WHEN letters.sent_at IS NULL THEN 'nothing says when it was sent'
           WHEN heard.letter_id IS NULL
                AND COALESCE(CASE WHEN word.letter_id IS NOT NULL THEN word.status ELSE readings.status END, '')
                    <> 'not_about_a_request' THEN 'it is held back: ' || verdicts.suspicion
           WHEN heard.letter_id IS NULL THEN 'it is about something else'
           WHEN weighty.why_not IS NOT NULL THEN weighty.why_not
           WHEN changed.is_change = 1 AND word.letter_id IS NOT NULL THEN 'a person said so'
           WHEN changed.is_change = 1 THEN 'it says so'
           WHEN changed.is_change = 0 THEN 'it repeats where the request stands'
           WHEN word.letter_id IS NOT NULL THEN 'a person rejected what was read'
           WHEN readings.sure = 'unsure' THEN 'what it says of the status is not sure'
           ELSE 'it tells no status'
       END AS why,
       request_letters.reason,
       request_letters.sure AS place_sure
  FROM request_letters
  JOIN requests ON requests.id = request_letters.request_id
  JOIN letters ON letters.id = request_letters.letter_id
  JOIN readings ON readings.letter_id = letters.id
  LEFT JOIN verdicts ON verdicts.letter_id = letters.id
  LEFT JOIN word ON word.letter_id = letters.id
  LEFT JOIN heard ON heard.request_id = request_letters.request_id AND heard.letter_id = letters.id
  LEFT JOIN weighty ON weighty.request_id = request_letters.request_id AND weighty.letter_id = letters.id
  LEFT JOIN changed ON changed.request_id = request_letters.request_id AND changed.letter_id = letters.id
 ORDER BY request_letters.request_id, letters.sent_at, letters.id
