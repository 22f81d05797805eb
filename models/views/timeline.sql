-- What happened in a request, in order: every letter and everything it states, with its sentence.
-- One row a letter (kind 'letter', value its subject), then one row a fact of it.
CREATE VIEW timeline AS
WITH
stated AS (
    SELECT placed.request_id, letters.id AS letter_id, 'letter' AS kind, subject AS value, NULL AS about,
           NULL AS part, NULL AS start, NULL AS sentence, NULL AS rule, NULL AS sure
      FROM letters JOIN (SELECT request_id, letter_id FROM request_letters) AS placed ON placed.letter_id = letters.id
     UNION ALL
    SELECT placed.request_id, letter_id, 'status', status, NULL, part, start, sentence, rule, sure
      FROM status_changes JOIN (SELECT request_id, letter_id FROM request_letters) AS placed USING (letter_id)
     UNION ALL
    SELECT placed.request_id, letter_id, 'promised_date', CAST(promised_on AS TEXT), about, part, start, sentence, rule, sure
      FROM promised_dates JOIN (SELECT request_id, letter_id FROM request_letters) AS placed USING (letter_id)
     UNION ALL
    SELECT placed.request_id, letter_id,
           'fee',
           CAST(cents / 100 AS TEXT) || '.' || SUBSTR(CAST(100 + cents - cents / 100 * 100 AS TEXT), 2, 2) || ' ' || currency,
           about, part, start, sentence, rule, sure
      FROM (SELECT fees.*, CAST(ROUND(amount * 100) AS INTEGER) AS cents FROM fees) AS sums JOIN (SELECT request_id, letter_id FROM request_letters) AS placed USING (letter_id)
     UNION ALL
    SELECT placed.request_id, letter_id, 'exemption', citation, about, part, start, sentence, rule, sure
      FROM exemptions JOIN (SELECT request_id, letter_id FROM request_letters) AS placed USING (letter_id)
     UNION ALL
    SELECT placed.request_id, letter_id, 'link', url, about, part, start, sentence, rule, sure
      FROM links JOIN (SELECT request_id, letter_id FROM request_letters) AS placed USING (letter_id)
     UNION ALL
    SELECT placed.request_id, letter_id, 'item_outcome', 'item ' || item || ': ' || outcome, NULL, part, start, sentence, rule, sure
      FROM item_outcomes JOIN (SELECT request_id, letter_id FROM request_letters) AS placed USING (letter_id)
     UNION ALL
    SELECT placed.request_id, letter_id, 'tracking_number', number, NULL, part, start, sentence, rule, sure
      FROM tracking_numbers JOIN (SELECT request_id, letter_id FROM request_letters) AS placed USING (letter_id)
     UNION ALL
    SELECT placed.request_id, letter_id, 'contact', value, about, part, start, sentence, rule, sure
      FROM contacts JOIN (SELECT request_id, letter_id FROM request_letters) AS placed USING (letter_id)
)
SELECT stated.request_id,
       requests.tracking_number,
       requests.portal,
       requests.site,
       letters.sent_at AS at,
       letters.direction,
       stated.kind,
       stated.value,
       stated.about,
       stated.part,
       stated.sentence,
       stated.rule,
       stated.sure,
       letters.id AS letter_id,
       stated.start
  FROM stated
  JOIN requests ON requests.id = stated.request_id
  JOIN letters ON letters.id = stated.letter_id
 ORDER BY stated.request_id, letters.sent_at, letters.id,
          CASE stated.kind WHEN 'letter' THEN 0 ELSE 1 END,
          CASE stated.part WHEN 'subject' THEN 0 WHEN 'body' THEN 1 ELSE 2 END, stated.part, stated.start,
          stated.kind, stated.value
