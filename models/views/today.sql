-- Who owes me what, and what must I do? The most urgent first.
-- One row a request and thing to do or to wait for. `who` is `you` or `agency`; `what` is one of
--   pay, clarify (urgency 1 where the day, or where none is told the thirtieth after they asked, is past or within
--   a week; else 2),
--   overdue_by_law (3), overdue: a promised day has passed (4), silent for 30 days (5), due_by_law and promised: within a week (6).
CREATE VIEW today AS
WITH
-- include due
,
-- include passed
,
things AS (
    SELECT CASE WHEN COALESCE(julianday(due.due_on), julianday(due.asked_on) + 30) - julianday(CURRENT_DATE) <= 7
                THEN 1 ELSE 2 END AS urgency,
           'you' AS who,
           CASE due.status WHEN 'needs_payment' THEN 'pay' ELSE 'clarify' END AS what,
           due.request_id,
           due.due_on,
           due.asked_on AS since_on,
           CASE WHEN due.status = 'needs_payment' THEN fees.amount END AS amount,
           CASE WHEN due.status = 'needs_payment' THEN fees.currency END AS currency,
           CASE WHEN due.status = 'needs_payment' THEN COALESCE(fees.sentence, due.sentence) ELSE due.sentence END AS sentence,
           due.letter_id,
           NULL AS doubt
      FROM due
      LEFT JOIN fees ON fees.id = due.fee_id
     UNION ALL
    SELECT CASE WHEN due_on < CURRENT_DATE THEN 3 ELSE 6 END,
           'agency',
           CASE WHEN due_on < CURRENT_DATE THEN 'overdue_by_law' ELSE 'due_by_law' END,
           request_id, due_on, received_on, NULL, NULL,
           jurisdiction || ', ' || citation || ': ' || what || ' within ' || days || ' '
               || CASE day_kind WHEN 'month' THEN 'month' ELSE day_kind || ' days' END,
           letter_id, doubt
      FROM law_days
     WHERE answered_on IS NULL AND julianday(due_on) <= julianday(CURRENT_DATE) + 7
     UNION ALL
    SELECT 4, 'agency', 'overdue', request_id, promised_on, said_on, NULL, NULL, sentence, letter_id, NULL
      FROM passed
     WHERE place = 1
     UNION ALL
    SELECT 6, 'agency', 'promised', request_id, promised_on, said_on, NULL, NULL, sentence, letter_id, NULL
      FROM given_days
     WHERE outcome = 'open'
       AND promised_on >= CURRENT_DATE
       AND julianday(promised_on) <= julianday(CURRENT_DATE) + 7
     UNION ALL
    SELECT 5, 'agency', 'silent', standings.request_id, NULL, standings.filed_on, NULL, NULL, letters.subject, letters.id, NULL
      FROM standings
      JOIN requests ON requests.id = standings.request_id
      JOIN letters ON letters.id = requests.asked_in
     WHERE standings.first_heard_on IS NULL
       AND standings.sent > 0
       AND julianday(standings.filed_on) <= julianday(CURRENT_DATE) - 30
)
SELECT things.urgency,
       things.who,
       things.what,
       things.request_id,
       requests.tracking_number,
       requests.portal,
       requests.site,
       requests.agency,
       things.due_on,
       CAST(julianday(things.due_on) - julianday(CURRENT_DATE) AS INTEGER) AS days_left,
       things.since_on,
       things.amount,
       things.currency,
       things.sentence,
       things.letter_id,
       things.doubt
  FROM things
  JOIN requests ON requests.id = things.request_id
 ORDER BY things.urgency, COALESCE(things.due_on, things.since_on), things.request_id, things.what
