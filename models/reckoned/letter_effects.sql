-- What did each letter of a request do to its status, and why?
-- One row a letter of a request; the view `events` shows it.
WITH
-- include everywhere
-- include heard
,
-- include moving
,
changed AS (
    SELECT request_id, letter_id, CASE WHEN before_it IS NULL OR before_it <> status THEN 1 ELSE 0 END AS is_change
      FROM moving
)
SELECT places.request_id,
       letters.id AS letter_id,
       letters.sent_at,
       letters.sent_on,
       letters.direction,
       heard.letter_id IS NOT NULL AS is_heard,
       CASE WHEN word.letter_id IS NOT NULL THEN word.status ELSE readings.status END AS status,
       CASE WHEN word.letter_id IS NOT NULL THEN 'certain' ELSE readings.sure END AS sure,
       weighty.place,
       COALESCE(changed.is_change, 0) AS moved,
       CASE
           WHEN letters.direction = 'outgoing' THEN 'it is your own'
           WHEN places.sure = 'unsure' THEN 'it is not sure that it belongs to this request'
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
       END AS why
  FROM places
  JOIN letters ON letters.id = places.letter_id
  JOIN readings ON readings.letter_id = letters.id
  LEFT JOIN verdicts ON verdicts.letter_id = letters.id
  LEFT JOIN word ON word.letter_id = letters.id
  LEFT JOIN heard ON heard.request_id = places.request_id AND heard.letter_id = letters.id
  LEFT JOIN weighty ON weighty.request_id = places.request_id AND weighty.letter_id = letters.id
  LEFT JOIN changed ON changed.request_id = places.request_id AND changed.letter_id = letters.id
