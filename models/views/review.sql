-- What should a person look at, and why?
-- One row a letter and question; `sentence` is the one in doubt, where the doubt is about one. What a person has
-- answered stands here no longer.
CREATE VIEW review AS
WITH
unsure_facts AS (
    SELECT letter_id, 'status:' || status AS question, 'unsure status: ' || status AS reason, sentence FROM status_changes WHERE sure = 'unsure'
     UNION ALL
    SELECT letter_id, 'promised_date:' || about || ':' || CAST(promised_on AS TEXT), 'unsure promised date: ' || CAST(promised_on AS TEXT), sentence FROM promised_dates WHERE sure = 'unsure'
     UNION ALL
    SELECT letter_id, 'fee:' || about || ':' || CAST(CAST(ROUND(amount * 100) AS INTEGER) AS TEXT), 'unsure fee: ' || about, sentence FROM fees WHERE sure = 'unsure'
     UNION ALL
    SELECT letter_id, 'exemption:' || citation, 'unsure exemption: ' || citation, sentence FROM exemptions WHERE sure = 'unsure'
     UNION ALL
    SELECT letter_id, 'link:' || url, 'unsure link: ' || url, sentence FROM links WHERE sure = 'unsure'
     UNION ALL
    SELECT letter_id, 'item_outcome:' || CAST(item AS TEXT) || ':' || outcome, 'unsure item outcome: ' || 'item ' || CAST(item AS TEXT) || ' ' || outcome, sentence FROM item_outcomes WHERE sure = 'unsure'
     UNION ALL
    SELECT letter_id, 'tracking_number:' || number, 'unsure tracking number: ' || number, sentence FROM tracking_numbers WHERE sure = 'unsure'
     UNION ALL
    SELECT letter_id, 'contact:' || value, 'unsure contact: ' || value, sentence FROM contacts WHERE sure = 'unsure'
),
reasons AS (
    SELECT letter_id, 'problem' AS question, 'the letter could not be read: ' || COALESCE(problem, 'no reason given') AS reason,
           NULL AS sentence
      FROM readings
     WHERE outcome = 'failed'
     UNION ALL
    SELECT letter_id, 'problem', 'a part could not be read: ' || problem, NULL
      FROM readings
     WHERE outcome <> 'failed' AND problem IS NOT NULL
     UNION ALL
    SELECT readings.letter_id,
           readings.outcome,
           CASE readings.outcome
               WHEN 'silent' THEN 'a portal claims the letter, and nothing was found in it'
               ELSE 'nobody claims the letter'
           END,
           NULL
      FROM readings
      JOIN letters ON letters.id = readings.letter_id
     WHERE readings.outcome IN ('silent', 'unclaimed') AND letters.direction <> 'outgoing'
     UNION ALL
    SELECT letter_id, 'doubts', doubts, NULL FROM readings WHERE doubts IS NOT NULL
     UNION ALL
    SELECT id, 'sent_at', 'nothing says when the letter was sent', NULL FROM letters WHERE sent_at IS NULL
     UNION ALL
    SELECT letter_id, 'trust', 'it is held back: ' || suspicion, NULL FROM verdicts WHERE suspicion IS NOT NULL
     UNION ALL
    SELECT letter_id,
           'match',
           CASE COUNT(*)
               WHEN 1 THEN 'it is not sure that the letter belongs to this request'
               ELSE 'the letter may belong to more than one request'
           END,
           NULL
      FROM request_letters
     GROUP BY letter_id
    HAVING MAX(CASE WHEN sure = 'unsure' THEN 1 ELSE 0 END) = 1
     UNION ALL
    SELECT letter_id, question, reason, sentence FROM unsure_facts
)
SELECT reasons.letter_id,
       (SELECT MIN(request_letters.request_id)
          FROM request_letters
         WHERE request_letters.letter_id = reasons.letter_id) AS request_id,
       letters.sent_at,
       letters.sender,
       letters.subject,
       reasons.reason,
       reasons.sentence,
       reasons.question
  FROM reasons
  JOIN letters ON letters.id = reasons.letter_id
 WHERE NOT EXISTS (SELECT 1
                     FROM decisions
                    WHERE decisions.letter_id = reasons.letter_id
                      AND decisions.undone_at IS NULL
                      AND (decisions.question = reasons.question
                           OR decisions.verb = 'not_a_request'
                           OR (decisions.field = 'status'
                               AND (reasons.question IN ('doubts', 'silent', 'unclaimed')
                                    OR SUBSTR(reasons.question, 1, 7) = 'status:'))
                           OR (decisions.field = 'date' AND reasons.question = 'promised_date:' || decisions.about || ':' || decisions.was)
                           OR (decisions.field = 'number' AND SUBSTR(reasons.question, 1, 16) = 'tracking_number:')))
 ORDER BY letters.sent_at, reasons.letter_id, reasons.reason
