-- What did each letter of a request do to its status, and why?
-- One row a letter of a request; the view `events` shows it.
WITH
-- include everywhere
-- include heard
,
-- include moving
,
-- found: what the steps above say of each letter, brought together by grouping: SQLite would not index them for a join.
found AS (
    SELECT request_id, letter_id, MAX(place_sure) AS place_sure, MAX(is_heard) AS is_heard, MAX(place) AS place,
           MAX(why_not) AS why_not, MAX(is_change) AS is_change
      FROM (SELECT request_id, letter_id, sure AS place_sure, 0 AS is_heard, CAST(NULL AS INTEGER) AS place,
                   CAST(NULL AS TEXT) AS why_not, CAST(NULL AS INTEGER) AS is_change
              FROM places
             UNION ALL
            SELECT request_id, letter_id, NULL, 1, NULL, NULL, NULL FROM heard
             UNION ALL
            SELECT request_id, letter_id, NULL, 0, place, why_not, NULL FROM weighty
             UNION ALL
            SELECT request_id, letter_id, NULL, 0, NULL, NULL,
                   CASE WHEN before_it IS NULL OR before_it <> status THEN 1 ELSE 0 END
              FROM moving
           ) AS steps
     GROUP BY request_id, letter_id
)
SELECT found.request_id,
       letters.id AS letter_id,
       letters.sent_at,
       letters.sent_on,
       letters.direction,
       found.is_heard = 1 AS is_heard,
       CASE WHEN word.letter_id IS NOT NULL THEN word.status ELSE readings.status END AS status,
       CASE WHEN word.letter_id IS NOT NULL THEN 'certain' ELSE readings.sure END AS sure,
       found.place,
       COALESCE(found.is_change, 0) AS moved,
       CASE
           WHEN letters.direction = 'outgoing' THEN 'it is your own'
           WHEN found.place_sure = 'unsure' THEN 'it is not sure that it belongs to this request'
           WHEN letters.sent_at IS NULL THEN 'nothing says when it was sent'
           WHEN found.is_heard = 0
                AND COALESCE(CASE WHEN word.letter_id IS NOT NULL THEN word.status ELSE readings.status END, '')
                    <> 'not_about_a_request' THEN 'it is held back: ' || verdicts.suspicion
           WHEN found.is_heard = 0 THEN 'it is about something else'
           WHEN found.why_not IS NOT NULL THEN found.why_not
           WHEN found.is_change = 1 AND word.letter_id IS NOT NULL THEN 'a person said so'
           WHEN found.is_change = 1 THEN 'it says so'
           WHEN found.is_change = 0 THEN 'it repeats where the request stands'
           WHEN word.letter_id IS NOT NULL THEN 'a person rejected what was read'
           WHEN readings.sure = 'unsure' THEN 'what it says of the status is not sure'
           ELSE 'it tells no status'
       END AS why
  FROM found
  JOIN letters ON letters.id = found.letter_id
  JOIN readings ON readings.letter_id = letters.id
  LEFT JOIN verdicts ON verdicts.letter_id = letters.id
  LEFT JOIN word ON word.letter_id = letters.id
