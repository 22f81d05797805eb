-- What did each letter of a request do to its status, and why?
-- One row a letter of a request; `moved` is 1 where the letter brought the request to another status.
CREATE VIEW events AS
SELECT letter_effects.request_id,
       requests.tracking_number,
       letter_effects.sent_at AS at,
       letter_effects.letter_id,
       letter_effects.direction,
       letters.subject,
       letter_effects.status,
       letter_effects.moved,
       letter_effects.why,
       request_letters.reason,
       request_letters.sure AS place_sure
  FROM letter_effects
  JOIN requests ON requests.id = letter_effects.request_id
  JOIN letters ON letters.id = letter_effects.letter_id
  JOIN request_letters
    ON request_letters.request_id = letter_effects.request_id
   AND request_letters.letter_id = letter_effects.letter_id
 ORDER BY letter_effects.request_id, letter_effects.sent_at, letter_effects.letter_id
