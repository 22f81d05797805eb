-- What was asked for, when and of whom, in the requester's own words?
-- One row a request whose sent letter the ledger has; `follow_ups` counts the letters sent after it.
CREATE VIEW asked AS
SELECT requests.id AS request_id,
       requests.tracking_number,
       requests.portal,
       requests.site,
       requests.agency,
       letters.sent_on AS filed_on,
       letters.sent_at AS filed_at,
       letters.recipients,
       letters.subject,
       letters.body AS text,
       (SELECT COUNT(*)
          FROM request_letters
          JOIN letters AS later ON later.id = request_letters.letter_id
         WHERE request_letters.request_id = requests.id
           AND request_letters.sure <> 'unsure'
           AND later.direction = 'outgoing'
           AND later.id <> letters.id) AS follow_ups,
       (SELECT MAX(later.sent_at)
          FROM request_letters
          JOIN letters AS later ON later.id = request_letters.letter_id
         WHERE request_letters.request_id = requests.id
           AND request_letters.sure <> 'unsure'
           AND later.direction = 'outgoing'
           AND later.id <> letters.id) AS last_follow_up_at,
       letters.id AS letter_id
  FROM requests
  JOIN letters ON letters.id = requests.asked_in
 ORDER BY letters.sent_at, requests.id
