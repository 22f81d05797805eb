-- asking: the requests that wait for the requester, and the newest letter that says so.
asking AS (
    SELECT standings.request_id,
           standings.status,
           standings.status_on AS asked_on,
           COALESCE((SELECT letter_effects.letter_id
                       FROM letter_effects
                      WHERE letter_effects.request_id = standings.request_id
                        AND letter_effects.is_heard
                        AND letter_effects.status = standings.status
                        AND letter_effects.sure <> 'unsure'
                      ORDER BY letter_effects.sent_at DESC, letter_effects.letter_id DESC
                      LIMIT 1), standings.status_letter_id) AS letter_id,
           (SELECT given_days.promised_on
              FROM given_days
             WHERE given_days.request_id = standings.request_id
               AND given_days.about = CASE standings.status WHEN 'needs_payment' THEN 'payment_due' ELSE 'respond_by' END
               AND given_days.sent_at >= standings.status_since
             ORDER BY given_days.sent_at DESC, given_days.promised_on DESC
             LIMIT 1) AS due_on
      FROM standings
     WHERE standings.status IN ('needs_payment', 'needs_clarification')
),
-- due: what is to be paid for each: the newest sum the agency named, of several in one letter the one due first.
due AS (
    SELECT asking.*,
           (SELECT fees.id
              FROM letter_effects
              JOIN fees ON fees.letter_id = letter_effects.letter_id
             WHERE letter_effects.request_id = asking.request_id
               AND letter_effects.is_heard
               AND fees.sure <> 'unsure'
               AND fees.about <> 'waived'
             ORDER BY letter_effects.sent_at DESC,
                      CASE fees.about WHEN 'deposit' THEN 0 WHEN 'invoice' THEN 1 WHEN 'balance' THEN 2
                                      WHEN 'total' THEN 3 ELSE 4 END,
                      fees.id
             LIMIT 1) AS fee_id,
           (SELECT status_changes.sentence
              FROM status_changes
             WHERE status_changes.letter_id = asking.letter_id
             ORDER BY status_changes.id
             LIMIT 1) AS sentence
      FROM asking
)
