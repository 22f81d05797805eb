-- Where does each request stand, as far as that does not depend on what day it is?
-- One row a request, from what its letters did (letter_effects) and the days they gave (given_days).
WITH
-- include everywhere
chosen AS (
    SELECT DISTINCT request_id FROM places
),
effects AS (
    SELECT letter_effects.*, places.sure AS place_sure
      FROM places
      JOIN letter_effects
        ON letter_effects.request_id = places.request_id AND letter_effects.letter_id = places.letter_id
),
told AS (
    SELECT request_id,
           MIN(CASE WHEN is_heard THEN sent_on END) AS first_heard_on,
           MIN(CASE WHEN is_heard AND sure <> 'unsure' AND status IN ('partially_fulfilled', 'fulfilled') THEN sent_on END)
               AS first_records_on,
           MAX(sent_at) AS last_letter_at,
           MAX(CASE WHEN is_heard THEN sent_at END) AS last_heard_at,
           MAX(CASE WHEN direction = 'outgoing' AND place_sure <> 'unsure' THEN sent_at END) AS last_sent_at,
           COUNT(CASE WHEN direction = 'outgoing' AND place_sure <> 'unsure' THEN 1 END) AS sent
      FROM effects
     GROUP BY request_id
),
moves AS (
    SELECT effects.*, ROW_NUMBER() OVER (PARTITION BY request_id ORDER BY place DESC) AS newest
      FROM effects
     WHERE moved = 1
),
-- asking: the newest letter by which a request waits for the requester, and until when; and the newest that names a sum.
asking AS (
    SELECT moves.request_id,
           COALESCE((SELECT letter_effects.letter_id
                       FROM letter_effects
                      WHERE letter_effects.request_id = moves.request_id
                        AND letter_effects.is_heard
                        AND letter_effects.status = moves.status
                        AND letter_effects.sure <> 'unsure'
                      ORDER BY letter_effects.sent_at DESC, letter_effects.letter_id DESC
                      LIMIT 1), moves.letter_id) AS letter_id,
           (SELECT given_days.promised_on
              FROM given_days
             WHERE given_days.request_id = moves.request_id
               AND given_days.about = CASE moves.status WHEN 'needs_payment' THEN 'payment_due' ELSE 'respond_by' END
               AND given_days.sent_at >= moves.sent_at
             ORDER BY given_days.sent_at DESC, given_days.promised_on DESC
             LIMIT 1) AS due_on,
           (SELECT fees.letter_id
              FROM letter_effects
              JOIN fees ON fees.letter_id = letter_effects.letter_id
             WHERE letter_effects.request_id = moves.request_id
               AND letter_effects.is_heard
               AND fees.sure <> 'unsure'
               AND fees.about <> 'waived'
             ORDER BY letter_effects.sent_at DESC,
                      CASE fees.about WHEN 'deposit' THEN 0 WHEN 'invoice' THEN 1 WHEN 'balance' THEN 2
                                      WHEN 'total' THEN 3 ELSE 4 END,
                      fees.id
             LIMIT 1) AS fee_letter_id
      FROM moves
     WHERE moves.newest = 1 AND moves.status IN ('needs_payment', 'needs_clarification')
),
promised AS (
    SELECT request_id,
           COUNT(CASE WHEN outcome = 'slipped' THEN 1 END) AS times_slipped,
           COUNT(CASE WHEN outcome = 'kept' THEN 1 END) AS times_kept
      FROM given_days
     WHERE request_id IN (SELECT request_id FROM chosen)
     GROUP BY request_id
)
SELECT chosen.request_id,
       moves.status,
       moves.sent_at AS status_since,
       moves.letter_id AS status_letter_id,
       moves.sent_on AS status_on,
       asked.sent_on AS filed_on,
       told.first_heard_on,
       told.first_records_on,
       CASE WHEN moves.status IN ('fulfilled', 'no_records', 'denied', 'referred', 'withdrawn', 'closed')
            THEN moves.sent_on END AS ended_on,
       told.last_letter_at,
       told.last_heard_at,
       told.last_sent_at,
       COALESCE(told.sent, 0) AS sent,
       COALESCE(promised.times_slipped, 0) AS times_slipped,
       COALESCE(promised.times_kept, 0) AS times_kept,
       asking.letter_id AS asking_letter_id,
       asking.due_on,
       asking.fee_letter_id,
       COALESCE(requests.portal || '/' || requests.site, requests.agency, requests.portal, '') AS agency_key,
       CASE WHEN told.first_heard_on >= asked.sent_on
            THEN CAST(julianday(told.first_heard_on) - julianday(asked.sent_on) AS INTEGER) END AS days_to_acknowledge,
       CASE WHEN told.first_records_on >= asked.sent_on
            THEN CAST(julianday(told.first_records_on) - julianday(asked.sent_on) AS INTEGER) END AS days_to_records,
       CASE WHEN moves.sent_on >= asked.sent_on
             AND moves.status IN ('fulfilled', 'no_records', 'denied', 'referred', 'withdrawn', 'closed')
            THEN CAST(julianday(moves.sent_on) - julianday(asked.sent_on) AS INTEGER) END AS days_to_close
  FROM chosen
  JOIN requests ON requests.id = chosen.request_id
  LEFT JOIN told ON told.request_id = chosen.request_id
  LEFT JOIN moves ON moves.request_id = chosen.request_id AND moves.newest = 1
  LEFT JOIN asking ON asking.request_id = chosen.request_id
  LEFT JOIN promised ON promised.request_id = chosen.request_id
  LEFT JOIN letters AS asked ON asked.id = requests.asked_in
