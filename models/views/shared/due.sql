-- due: the requests that wait for the requester, and what is to be paid for each: the newest sum the agency named,
-- of several in one letter the one due first.
due AS (
    SELECT standings.request_id,
           standings.status,
           standings.status_on AS asked_on,
           standings.asking_letter_id AS letter_id,
           standings.due_on,
           (SELECT fees.id
              FROM fees
             WHERE fees.letter_id = standings.fee_letter_id
               AND fees.sure <> 'unsure'
               AND fees.about <> 'waived'
             ORDER BY CASE fees.about WHEN 'deposit' THEN 0 WHEN 'invoice' THEN 1 WHEN 'balance' THEN 2
                                      WHEN 'total' THEN 3 ELSE 4 END,
                      fees.id
             LIMIT 1) AS fee_id,
           (SELECT status_changes.sentence
              FROM status_changes
             WHERE status_changes.letter_id = standings.asking_letter_id
             ORDER BY status_changes.id
             LIMIT 1) AS sentence
      FROM standings
     WHERE standings.status IN ('needs_payment', 'needs_clarification')
)
