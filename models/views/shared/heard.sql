-- heard: the letters that may move a request. Not the requester's own, not one whose place in the
-- request is unsure, not one that nothing dates. `status` is null where it is unsure.
heard AS (
    SELECT request_letters.request_id,
           letters.id AS letter_id,
           letters.sent_at,
           letters.sent_on,
           CASE WHEN readings.sure <> 'unsure' THEN readings.status END AS status
      FROM request_letters
      JOIN letters ON letters.id = request_letters.letter_id
      JOIN readings ON readings.letter_id = letters.id
     WHERE letters.direction <> 'outgoing'
       AND letters.sent_at IS NOT NULL
       AND request_letters.sure <> 'unsure'
       AND COALESCE(readings.status, '') <> 'not_about_a_request'
)
