-- word: what a person last said of a letter's status, and did not take back; null where it gives none.
word AS (
    SELECT letter_id, value AS status
      FROM (SELECT decisions.*, ROW_NUMBER() OVER (PARTITION BY letter_id ORDER BY id DESC) AS newest
              FROM decisions
             WHERE undone_at IS NULL AND field = 'status' AND letter_id IN (SELECT letter_id FROM places)
           ) AS said
     WHERE newest = 1
),
-- heard: the letters that may move a request. Not the requester's own, not one whose place in the
-- request is unsure, not one that nothing dates, not one that is held back until a person accepts it.
-- `status` is a person's word, else the reading's; null where that is unsure.
heard AS (
    SELECT places.request_id,
           letters.id AS letter_id,
           letters.sent_at,
           letters.sent_on,
           letters.words,
           messages.digest,
           CASE
               WHEN word.letter_id IS NOT NULL THEN word.status
               WHEN readings.sure <> 'unsure' THEN readings.status
           END AS status
      FROM places
      JOIN letters ON letters.id = places.letter_id
      JOIN messages ON messages.id = letters.id
      JOIN readings ON readings.letter_id = letters.id
      LEFT JOIN verdicts ON verdicts.letter_id = letters.id
      LEFT JOIN word ON word.letter_id = letters.id
     WHERE letters.direction <> 'outgoing'
       AND letters.sent_at IS NOT NULL
       AND places.sure <> 'unsure'
       AND COALESCE(CASE WHEN word.letter_id IS NOT NULL THEN word.status ELSE readings.status END, '')
           <> 'not_about_a_request'
       AND (verdicts.suspicion IS NULL
            OR EXISTS (SELECT 1
                         FROM decisions
                        WHERE decisions.letter_id = letters.id
                          AND decisions.undone_at IS NULL
                          AND decisions.verb = 'accept'
                          AND decisions.question = 'trust'))
)
