-- What should a person look at, and why?
-- One row a letter and reason; `sentence` is the one in doubt, where the doubt is about one.
CREATE VIEW review AS
WITH
unsure_facts AS (
    SELECT letter_id, 'unsure status: ' || status AS reason, sentence FROM status_changes WHERE sure = 'unsure'
     UNION ALL
    SELECT letter_id, 'unsure promised date: ' || CAST(promised_on AS TEXT) AS reason, sentence FROM promised_dates WHERE sure = 'unsure'
     UNION ALL
    SELECT letter_id, 'unsure fee: ' || about AS reason, sentence FROM fees WHERE sure = 'unsure'
     UNION ALL
    SELECT letter_id, 'unsure exemption: ' || citation AS reason, sentence FROM exemptions WHERE sure = 'unsure'
     UNION ALL
    SELECT letter_id, 'unsure link: ' || url AS reason, sentence FROM links WHERE sure = 'unsure'
     UNION ALL
    SELECT letter_id, 'unsure item outcome: ' || 'item ' || item || ' ' || outcome AS reason, sentence FROM item_outcomes WHERE sure = 'unsure'
     UNION ALL
    SELECT letter_id, 'unsure tracking number: ' || number AS reason, sentence FROM tracking_numbers WHERE sure = 'unsure'
     UNION ALL
    SELECT letter_id, 'unsure contact: ' || value AS reason, sentence FROM contacts WHERE sure = 'unsure'
),
reasons AS (
    SELECT letter_id, 'the letter could not be read: ' || COALESCE(problem, 'no reason given') AS reason,
           NULL AS sentence
      FROM readings
     WHERE outcome = 'failed'
     UNION ALL
    SELECT letter_id, 'a part could not be read: ' || problem, NULL
      FROM readings
     WHERE outcome <> 'failed' AND problem IS NOT NULL
     UNION ALL
    SELECT readings.letter_id,
           CASE readings.outcome
               WHEN 'silent' THEN 'a portal claims the letter, and nothing was found in it'
               ELSE 'nobody claims the letter'
           END,
           NULL
      FROM readings
      JOIN letters ON letters.id = readings.letter_id
     WHERE readings.outcome IN ('silent', 'unclaimed') AND letters.direction <> 'outgoing'
     UNION ALL
    SELECT letter_id, doubts, NULL FROM readings WHERE doubts IS NOT NULL
     UNION ALL
    SELECT id, 'nothing says when the letter was sent', NULL FROM letters WHERE sent_at IS NULL
     UNION ALL
    SELECT letter_id,
           CASE COUNT(*)
               WHEN 1 THEN 'it is not sure that the letter belongs to this request'
               ELSE 'the letter belongs to more than one request'
           END,
           NULL
      FROM request_letters
     GROUP BY letter_id
    HAVING COUNT(*) > 1 OR MAX(CASE WHEN sure = 'unsure' THEN 1 ELSE 0 END) = 1
     UNION ALL
    SELECT letter_id, reason, sentence FROM unsure_facts
)
SELECT reasons.letter_id,
       (SELECT MIN(request_letters.request_id)
          FROM request_letters
         WHERE request_letters.letter_id = reasons.letter_id) AS request_id,
       letters.sent_at,
       letters.sender,
       letters.subject,
       reasons.reason,
       reasons.sentence
  FROM reasons
  JOIN letters ON letters.id = reasons.letter_id
 ORDER BY letters.sent_at, reasons.letter_id, reasons.reason
